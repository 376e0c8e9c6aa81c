// Server events: what OpenAI's Live API tells us, as a closed union, and the reader of its wire. Pure, and never throws.
import { isBase64 } from '../../media/audio.ts';
import { fieldsOf, idAt, parseFields, textAt, type Fields } from '../wire-fields.ts';

/** No further try with this key, account or model would go better. */
export const FATAL_CODES: ReadonlySet<string> = new Set([
  'insufficient_quota',
  'invalid_api_key',
  'account_deactivated',
  'billing_hard_limit_reached',
  'model_not_found',
]);

/** A piece of what somebody says, and when on the session's clock. The text is PII. */
interface TranscriptEvent {
  readonly kind: 'session.input_transcript.delta' | 'session.output_transcript.delta';
  readonly delta: string;
  /** Null where the server does not say. */
  readonly startMs: number | null;
}

/** https://platform.openai.com/docs/guides/live */
export type LiveEvent =
  | { readonly kind: 'session.started' }
  | { readonly kind: 'session.output_audio.delta'; readonly base64: string }
  | TranscriptEvent
  /** The model wants something thought over, or done. It does not say what: that is in what was said. */
  | { readonly kind: 'session.delegation.created'; readonly delegationId: string }
  | { readonly kind: 'session.closed'; readonly reason: string }
  | {
      readonly kind: 'error';
      readonly code: string;
      /** In the server's words: may quote what we sent, so it has no place in a log line. */
      readonly message: string;
    }
  | { readonly kind: 'unknown'; readonly type: string };

type Reader = (fields: Fields) => LiveEvent | null;

// A map, because a type such as `constructor` must find nothing.
const READERS: ReadonlyMap<string, Reader> = new Map<string, Reader>([
  ['session.started', () => ({ kind: 'session.started' })],
  ['session.output_audio.delta', sound],
  ['session.input_transcript.delta', (fields) => transcript('session.input_transcript.delta', fields)],
  ['session.output_transcript.delta', (fields) => transcript('session.output_transcript.delta', fields)],
  ['session.delegation.created', delegation],
  ['session.closed', (fields) => ({ kind: 'session.closed', reason: textAt(fields, 'reason') ?? '' })],
  ['error', error],
]);

/** Reads one message; null when it is not the protocol. */
export function readLiveEvent(text: string): LiveEvent | null {
  const fields = parseFields(text);
  const type = textAt(fields, 'type');
  if (fields === null || type === null) return null;
  const read = READERS.get(type);
  return read === undefined ? { kind: 'unknown', type } : read(fields);
}

function sound(fields: Fields): LiveEvent | null {
  const base64 = textAt(fields, 'delta');
  if (base64 === null) return null;
  if (base64 === '') return { kind: 'unknown', type: 'session.output_audio.delta' };
  return isBase64(base64) ? { kind: 'session.output_audio.delta', base64 } : null;
}

function transcript(kind: TranscriptEvent['kind'], fields: Fields): LiveEvent | null {
  const delta = textAt(fields, 'delta');
  const startMs = fields['start_ms'];
  return delta === null ? null : { kind, delta, startMs: typeof startMs === 'number' ? startMs : null };
}

function delegation(fields: Fields): LiveEvent | null {
  const delegated = fieldsOf(fields['delegation']);
  const delegationId = idAt<string>(delegated, 'id');
  return delegationId === null ? null : { kind: 'session.delegation.created', delegationId };
}

function error(fields: Fields): LiveEvent | null {
  const told = fieldsOf(fields['error']);
  if (told === null) return null;
  const code = textAt(told, 'code') ?? textAt(told, 'type') ?? 'unknown';
  return { kind: 'error', code, message: textAt(told, 'message') ?? '' };
}
