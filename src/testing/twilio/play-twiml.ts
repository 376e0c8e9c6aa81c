// Carries out a TwiML document, verb by verb. https://www.twilio.com/docs/voice/twiml
import type { TwimlElement } from './read-twiml.ts';

/** Where the call's next instructions come from. */
export type NextDocument =
  | {
      readonly kind: 'fetch';
      readonly method: 'GET' | 'POST';
      readonly url: string;
      readonly fields: Readonly<Record<string, string>>;
    }
  /** Given over REST; relative addresses in it have nothing to be relative to but the call's first webhook. */
  | { readonly kind: 'twiml'; readonly twiml: string };

/** The call that a document is played on. Each wait resolves false when the call took another turn meanwhile. */
export interface TwimlHost {
  /** The call took another turn: nothing more of this document is carried out. */
  halted(): boolean;
  verb(name: string): void;
  /** The phone is picked up: any verb but `<Reject>`. */
  answer(): void;
  say(text: string, language: string): Promise<boolean>;
  pause(ms: number): Promise<boolean>;
  /** Runs a media stream to its end. */
  stream(noun: TwimlElement, documentUrl: string): Promise<boolean>;
  /** Runs a dialled leg to its end; the fields for the action, or null when the call took another turn. */
  dial(to: string, timeoutMs: number): Promise<Readonly<Record<string, string>> | null>;
  reject(reason: string): void;
  refuse(code: number, detail: string): void;
}

const PAUSE_S = 1;
const DIAL_TIMEOUT_S = 30;

/** Plays `verbs`; resolves to what comes next, or null when the document is through and the call with it. */
export async function playTwiml(
  verbs: readonly TwimlElement[],
  documentUrl: string,
  host: TwimlHost,
): Promise<NextDocument | null> {
  const action = (verb: TwimlElement, fields: Readonly<Record<string, string>> = {}): NextDocument | null => {
    const { action, method } = verb.attributes;
    return action === undefined ? null : fetchFrom(action, method, documentUrl, fields);
  };
  for (const verb of verbs) {
    if (host.halted()) return null;
    host.verb(verb.name);
    if (verb.name !== 'Reject') host.answer();
    switch (verb.name) {
      case 'Connect': {
        const [noun] = verb.children;
        if (noun?.name !== 'Stream') {
          host.refuse(12200, `<Connect> of <${noun?.name ?? 'nothing'}>: only <Stream> is emulated`);
          break;
        }
        if (!(await host.stream(noun, documentUrl))) return null;
        const next = action(verb);
        if (next !== null) return next;
        break;
      }
      case 'Say': {
        const times = Math.max(1, numberOf(verb.attributes['loop'], 1));
        for (let time = 0; time < times; time += 1)
          if (!(await host.say(verb.text, verb.attributes['language'] ?? 'en-US'))) return null;
        break;
      }
      case 'Pause':
        if (!(await host.pause(numberOf(verb.attributes['length'], PAUSE_S) * 1000))) return null;
        break;
      case 'Dial': {
        const to = verb.children[0]?.text ?? verb.text;
        const fields = await host.dial(to, numberOf(verb.attributes['timeout'], DIAL_TIMEOUT_S) * 1000);
        if (fields === null) return null;
        const next = action(verb, fields);
        if (next !== null) return next;
        break;
      }
      case 'Redirect':
        return fetchFrom(verb.text, verb.attributes['method'], documentUrl, {});
      case 'Reject':
        host.reject(verb.attributes['reason'] ?? 'rejected');
        return null;
      case 'Hangup':
        return null;
      case 'Play':
        break;
      default:
        host.refuse(12200, `<${verb.name}> is not emulated`);
    }
  }
  return null;
}

function fetchFrom(
  url: string,
  method: string | undefined,
  documentUrl: string,
  fields: Readonly<Record<string, string>>,
): NextDocument {
  return {
    kind: 'fetch',
    method: method?.toUpperCase() === 'GET' ? 'GET' : 'POST',
    url: absoluteUrl(url, documentUrl),
    fields,
  };
}

/** An address of a document, as written where it is absolute: signatures hold over every character of it. */
export function absoluteUrl(url: string, documentUrl: string): string {
  if (/^[a-z][a-z0-9+.-]*:/i.test(url) || !URL.canParse(url, documentUrl)) return url;
  return new URL(url, documentUrl).href;
}

function numberOf(text: string | undefined, otherwise: number): number {
  const number = Number(text);
  return text === undefined || !Number.isFinite(number) || number < 0 ? otherwise : number;
}
