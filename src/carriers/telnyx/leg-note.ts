// Leg note: what a command writes on a leg of a call, for Telnyx to bring back with each later event of it. Commands
// come one after another, and any process may get the next event: what is to come is kept where the call is.
import { Buffer } from 'node:buffer';

/** What is done once the command at hand is through. */
export type Following =
  /** `dial`: to whom the call goes behind it; null hangs up. */
  | {
      readonly kind: 'say';
      readonly text: string;
      readonly language: string;
      readonly dial: string | null;
    }
  | { readonly kind: 'dial' | 'refer'; readonly to: string }
  | { readonly kind: 'hang-up' };

/** What stands on a leg. */
export type LegNote =
  /** The leg of a call that we placed, until somebody talks on it. */
  | { readonly leg: 'placed' }
  /** The caller's leg, with its stream. */
  | { readonly leg: 'talking' }
  /** The caller's leg, while a command runs that something follows. */
  | { readonly leg: 'caller'; readonly next: Following }
  /** The caller's leg, while a human is dialled or talked to, or called by the caller's own side. */
  | { readonly leg: 'dialling' | 'referring' }
  /** The human's leg; `of`: the caller's. */
  | { readonly leg: 'human'; readonly of: string };

/** A note as Telnyx takes it: base64 of JSON. */
export function legNote(note: LegNote): string {
  return Buffer.from(JSON.stringify(note), 'utf8').toString('base64');
}

/** Reads a `client_state`; null for one that is none of ours. Never throws. */
export function readLegNote(clientState: string): LegNote | null {
  const note = parsed(Buffer.from(clientState, 'base64').toString('utf8'));
  if (!isObject(note)) return null;
  const { leg } = note;
  if (leg === 'placed' || leg === 'talking' || leg === 'dialling' || leg === 'referring') return { leg };
  if (note['leg'] === 'human') return isText(note['of']) ? { leg: 'human', of: note['of'] } : null;
  if (note['leg'] !== 'caller') return null;
  const next = readFollowing(note['next']);
  return next === null ? null : { leg: 'caller', next };
}

function readFollowing(next: unknown): Following | null {
  if (!isObject(next)) return null;
  const { kind, text, language, dial, to } = next;
  if (kind === 'hang-up') return { kind };
  if (kind === 'dial' || kind === 'refer') return isText(to) ? { kind, to } : null;
  if (kind !== 'say' || !isText(text) || !isText(language)) return null;
  return dial === null || isText(dial) ? { kind, text, language, dial } : null;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}
