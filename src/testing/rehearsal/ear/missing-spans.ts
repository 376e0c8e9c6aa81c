// Missing spans: where a line lost frames and a gap filler put digital silence in their place.
import { BYTES_PER_MS, SILENCE } from '../../../media/audio.ts';

/** A stretch of samples, `to` not included. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** A lost frame is 20 ms; a few may follow each other. Shorter silence is speech, longer silence is a pause. */
const MISSING_MS_MIN = 16;
const MISSING_MS_MAX = 64;

/** Runs of nothing but digital silence, as long as a few lost frames, with sound on both sides. */
export function missingSpans(mulaw: Uint8Array): readonly Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (let at = 0; at < mulaw.length; at += 1) {
    if (mulaw[at] === SILENCE.pcmu) continue;
    const ms = (at - from) / BYTES_PER_MS;
    if (from > 0 && ms >= MISSING_MS_MIN && ms <= MISSING_MS_MAX) spans.push({ from, to: at });
    from = at + 1;
  }
  return spans;
}
