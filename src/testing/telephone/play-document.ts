// Carries out a document, verb by verb, and tells what comes next.
import type { Instruction, Link } from './instruction.ts';
import type { VerbElement } from './read-document.ts';

/** Where the call's next instructions come from. */
export type NextDocument =
  | {
      readonly kind: 'fetch';
      readonly method: 'GET' | 'POST';
      readonly url: string;
      readonly fields: Readonly<Record<string, string>>;
    }
  /** Given over REST; relative addresses in it have nothing to be relative to but the call's first webhook. */
  | { readonly kind: 'document'; readonly xml: string };

/** The call that a document is played on. Each wait resolves false when the call took another turn meanwhile. */
export interface DocumentHost {
  /** What a verb asks for, in the carrier's language. */
  instruction(verb: VerbElement): Instruction;
  /** The call took another turn: nothing more of this document is carried out. */
  halted(): boolean;
  verb(name: string, kind: Instruction['kind']): void;
  /** The phone is picked up: any verb but one that rejects. */
  answer(): void;
  say(text: string, language: string): Promise<boolean>;
  pause(ms: number): Promise<boolean>;
  /** Runs a media stream to its end. */
  stream(noun: VerbElement, documentUrl: string): Promise<boolean>;
  /** Runs a dialled leg to its end; the fields for the action, or null when the call took another turn. */
  dial(to: string, timeoutMs: number, refers: boolean): Promise<Readonly<Record<string, string>> | null>;
  /** Is in a conference to its end. */
  conference(room: string, exits: (Instruction & { kind: 'conference' })['exits']): Promise<boolean>;
  reject(reason: string): void;
  refuse(code: number, detail: string): void;
}

/** Plays `verbs`; resolves to what comes next, or null when the document is through and the call with it. */
export async function playDocument(
  verbs: readonly VerbElement[],
  documentUrl: string,
  host: DocumentHost,
): Promise<NextDocument | null> {
  const askAt = ({ url, method }: Link, fields: Readonly<Record<string, string>> = {}): NextDocument => ({
    kind: 'fetch',
    method,
    url: absoluteUrl(url, documentUrl),
    fields,
  });
  for (const verb of verbs) {
    if (host.halted()) return null;
    const told = host.instruction(verb);
    host.verb(verb.name, told.kind);
    if (told.kind !== 'reject') host.answer();
    switch (told.kind) {
      case 'stream':
        if (!(await host.stream(told.noun, documentUrl))) return null;
        if (told.after !== null) return askAt(told.after, told.fields);
        break;
      case 'say':
        for (let time = 0; time < told.times; time += 1)
          if (!(await host.say(told.text, told.language))) return null;
        break;
      case 'pause':
        if (!(await host.pause(told.ms))) return null;
        break;
      case 'dial': {
        const fields = await host.dial(told.to, told.timeoutMs, told.refer === true);
        if (fields === null) return null;
        if (told.after !== null) return askAt(told.after, fields);
        break;
      }
      case 'conference':
        if (!(await host.conference(told.room, told.exits))) return null;
        if (told.after !== null) return askAt(told.after, told.fields);
        break;
      case 'redirect':
        return askAt(told.to);
      case 'reject':
        host.reject(told.reason);
        return null;
      case 'hang-up':
        return null;
      case 'nothing':
        break;
      case 'refused':
        host.refuse(told.code, told.detail);
    }
  }
  return null;
}

/** An address of a document, as written where it is absolute: signatures hold over every character of it. */
export function absoluteUrl(url: string, documentUrl: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || !URL.canParse(url, documentUrl)) return url;
  return new URL(url, documentUrl).href;
}
