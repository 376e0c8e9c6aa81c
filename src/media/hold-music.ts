// Hold music: a short loop of our own, composed note by note, so that nobody's rights are needed for it.
import { audioOf, BYTES_PER_MS, type Audio } from './audio.ts';
import { pcm16ToMulaw } from './g711.ts';

/** The loop comes in pieces of this length, in milliseconds. */
export const HOLD_PIECE_MS = 200;

/** One note after another, in milliseconds. */
const NOTE_MS = 400;

/** How fast a note dies away: after this long a third of it is left. */
const DECAY_MS = 700;

/** A note's beginning, so that it does not click. */
const ATTACK_MS = 12;

/** Of the first moment of a note; several sound together. */
const PEAK = 4200;

/** Four chords, broken: semitones above A3, C major at ease. */
const CHORDS: readonly (readonly number[])[] = [
  [3, 10, 15, 19, 22, 19, 15, 10],
  [0, 7, 12, 15, 19, 15, 12, 7],
  [-4, 3, 8, 12, 15, 12, 8, 3],
  [-2, 5, 10, 14, 17, 14, 10, 5],
];
const NOTES = CHORDS.flat();

const A3_HZ = 220;
const SAMPLES_PER_SECOND = BYTES_PER_MS * 1000;

let composed: readonly Audio[] | null = null;

/** The loop, µ-law in pieces of `HOLD_PIECE_MS`; behind the last one comes the first, without a seam. */
export function holdMusic(): readonly Audio[] {
  composed ??= pieces(compose());
  return composed;
}

function compose(): Int16Array {
  const noteSamples = NOTE_MS * BYTES_PER_MS;
  const mix = new Float64Array(NOTES.length * noteSamples);
  const ringsFor = Math.min(mix.length, 5 * DECAY_MS * BYTES_PER_MS);
  for (const [index, semitones] of NOTES.entries()) {
    const step = (2 * Math.PI * A3_HZ * 2 ** (semitones / 12)) / SAMPLES_PER_SECOND;
    for (let at = 0; at < ringsFor; at += 1) {
      const ms = at / BYTES_PER_MS;
      const loudness = Math.min(1, ms / ATTACK_MS) * Math.exp(-ms / DECAY_MS);
      const tone = Math.sin(step * at) + 0.3 * Math.sin(2 * step * at);
      // A note that rings beyond the end rings on at the beginning.
      const place = (index * noteSamples + at) % mix.length;
      mix[place] = (mix[place] ?? 0) + PEAK * loudness * tone;
    }
  }
  return Int16Array.from(mix, (sample) => Math.max(-32_768, Math.min(32_767, Math.round(sample))));
}

function pieces(samples: Int16Array): readonly Audio[] {
  const sound = pcm16ToMulaw(samples);
  const bytes = HOLD_PIECE_MS * BYTES_PER_MS;
  return Array.from({ length: sound.length / bytes }, (_, at) =>
    audioOf('pcmu', sound.slice(at * bytes, (at + 1) * bytes)),
  );
}
