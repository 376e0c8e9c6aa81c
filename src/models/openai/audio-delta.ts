// Audio delta: the one event of the frame path, read without a JSON round trip of its sound.
import type { ItemId, ResponseId } from '../../base/brand.ts';
import { isBase64 } from '../../media/audio.ts';
import type { AudioDeltaEvent } from './server-event.ts';
import { idAt, parseFields } from '../wire-fields.ts';

const KEY = '"delta"';
const TYPES: ReadonlySet<unknown> = new Set(['response.output_audio.delta', 'response.audio.delta']);

/**
 * Cuts the base64 out of an audio delta's text and parses only what is around it. Keys may come in any order.
 * Null when `text` is another event, or has anything in it (escapes, a second `delta`, sound that is no base64)
 * that only a whole parse can settle: then the slow path answers, so both always agree.
 */
export function sliceAudioDelta(text: string): AudioDeltaEvent | null {
  const key = text.indexOf(KEY);
  if (key < 0) return null;
  const colon = skipSpace(text, key + KEY.length);
  if (text[colon] !== ':') return null;
  const quote = skipSpace(text, colon + 1);
  if (text[quote] !== '"') return null;
  const end = text.indexOf('"', quote + 1);
  if (end < 0) return null;
  const before = text.slice(0, quote);
  const after = text.slice(end + 1);
  // No escape anywhere: every quote is a real one, and no key hides behind `\u0064elta`.
  if (before.includes('\\') || after.includes('\\') || after.includes(KEY)) return null;
  if (!before.includes('audio.delta"') && !after.includes('audio.delta"')) return null;
  const shell = parseFields(`${before}0${after}`);
  // The 0 must be found at the top: a `delta` further in is somebody else's.
  if (shell === null || shell['delta'] !== 0 || !TYPES.has(shell['type'])) return null;
  const responseId = idAt<ResponseId>(shell, 'response_id');
  const itemId = idAt<ItemId>(shell, 'item_id');
  const base64 = text.slice(quote + 1, end);
  if (responseId === null || itemId === null || !isBase64(base64)) return null;
  return { kind: 'response.output_audio.delta', responseId, itemId, base64 };
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (text[at] === ' ' || text[at] === '\t' || text[at] === '\n' || text[at] === '\r') at += 1;
  return at;
}
