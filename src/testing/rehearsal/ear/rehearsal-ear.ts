// Rehearsal ear: knows the rehearsal's own recorded lines by their sound; other speech goes to a recogniser, if there is one.
import { BYTES_PER_MS } from '../../../media/audio.ts';
import { RECORDED_LINES } from '../caller-lines.ts';
import type { Ear } from '../ear.ts';
import { callerLine } from '../voice/caller-line.ts';
import { unlikeness, type Unlikeness } from './alignment.ts';
import { HOP_SAMPLES, features, type Features } from './features.ts';

/** A speech recogniser: µ-law at 8 kHz → words, or null when it understood none. A rejection counts as null. */
export type Recogniser = (mulaw: Uint8Array) => Promise<string | null>;

/** Who is asked where the ear itself does not know. */
export interface RehearsalEarOptions {
  /** Asked about turns that are none of the recorded lines. */
  readonly recognise?: Recogniser;
}

/** A turn longer than this is none of the lines. */
const TURN_MS_MAX = 20_000;
/** Shorter than this is a word: many words sound alike, so that it must fit better. */
const WORD_FRAMES_MAX = 30;
/**
 * How unlike its recording a line may sound. Measured: noise at 20 dB, 5 % loss, a shift and ±6 dB together leave a
 * sentence within 0.17 and a word within 0.11. Another sentence of the same voice comes as near as 0.15 where all but
 * one word is the same, and then that word's stretch is at 0.4 or above.
 */
const SENTENCE_UNLIKENESS_MAX = 0.175;
const WORD_UNLIKENESS_MAX = 0.12;
const STRETCH_UNLIKENESS_MAX = 0.36;
/** The next best line must be this much worse. */
const LEAD_MIN = 0.03;
/** Beyond this no shift of the frames can make it a line. */
const HOPELESS_UNLIKENESS = 0.4;
/** The turn's frames need not begin where the recording's do: the best of these shifts counts, in samples. */
const SHIFTS = [HOP_SAMPLES / 4, HOP_SAMPLES / 2, (3 * HOP_SAMPLES) / 4];
/** A match this much better than it need be is not looked at again. */
const PLAIN_SHARE = 0.6;
/** How many of the nearest lines are looked at with every shift. */
const CANDIDATES = 2;

interface KnownLine {
  readonly text: string;
  readonly features: Features;
}

interface Candidate {
  readonly line: KnownLine;
  readonly apart: Unlikeness;
}

let known: readonly KnownLine[] | null = null;

/** An ear for `RECORDED_LINES`. It settles by promises alone unless the recogniser does otherwise. */
export function rehearsalEar(options: RehearsalEarOptions = {}): Ear {
  const lines = knownLines();
  return {
    async understand(mulaw) {
      const line = matchingLine(lines, mulaw);
      if (line !== null || options.recognise === undefined) return line;
      return options.recognise(mulaw).catch(() => null);
    },
  };
}

/** The text of the line that `mulaw` is a recording of, however it came over the line; null for anything else. */
function matchingLine(lines: readonly KnownLine[], mulaw: Uint8Array): string | null {
  if (mulaw.length > TURN_MS_MAX * BYTES_PER_MS) return null;
  const heard = features(mulaw);
  let candidates: readonly Candidate[] = nearest(
    lines.map((line) => ({ line, apart: unlikeness(heard, line.features) })),
  ).slice(0, CANDIDATES);
  if ((candidates[0]?.apart.overall ?? 1) > HOPELESS_UNLIKENESS) return null;
  for (const shift of SHIFTS) {
    if (isMatch(candidates, PLAIN_SHARE)) break;
    const shifted = features(mulaw.subarray(shift));
    candidates = nearest(
      candidates.map(({ line, apart }) => {
        const again = unlikeness(shifted, line.features);
        return { line, apart: again.overall < apart.overall ? again : apart };
      }),
    );
  }
  return isMatch(candidates, 1) ? (candidates[0]?.line.text ?? null) : null;
}

function nearest(candidates: readonly Candidate[]): readonly Candidate[] {
  return candidates.toSorted((one, other) => one.apart.overall - other.apart.overall);
}

/** Whether the first candidate is the line that was said, to a `share` of what is allowed. */
function isMatch([best, next]: readonly Candidate[], share: number): boolean {
  if (best === undefined) return false;
  const word = best.line.features.frameCount < WORD_FRAMES_MAX;
  return (
    best.apart.overall <= share * (word ? WORD_UNLIKENESS_MAX : SENTENCE_UNLIKENESS_MAX) &&
    best.apart.worstStretch <= share * STRETCH_UNLIKENESS_MAX &&
    (next === undefined || next.apart.overall - best.apart.overall >= LEAD_MIN)
  );
}

function knownLines(): readonly KnownLine[] {
  known ??= RECORDED_LINES.map(({ id, text }) => ({
    text,
    features: features(callerLine(id) ?? new Uint8Array(0)),
  }));
  return known;
}
