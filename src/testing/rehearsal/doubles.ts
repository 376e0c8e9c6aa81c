// Doubles: a voice, an ear and a caller's speech made of arithmetic, for tests of the rehearsal model itself.
import { BYTES_PER_MS, SILENCE } from '../../media/audio.ts';
import { pcm16ToMulaw } from '../../media/g711.ts';
import { sineTone } from '../../media/tone.ts';
import type { Ear } from './ear.ts';
import type { Voice } from './voice.ts';

/** A voice that hums each text: 60 ms a character. */
export function toneVoice(msPerCharacter = 60): Voice {
  return { speak: (text) => Promise.resolve(sineTone(440, text.length * msPerCharacter)) };
}

/** An ear that understands turn after turn what it was told beforehand, then nothing. */
export function scriptedEar(
  texts: readonly (string | null)[],
): Ear & { readonly heard: readonly Uint8Array[] } {
  const heard: Uint8Array[] = [];
  return {
    heard,
    understand(mulaw) {
      heard.push(mulaw);
      return Promise.resolve(texts[heard.length - 1] ?? null);
    },
  };
}

/** `ms` of a buzz with the pitch, the harmonics and the syllables of a voice, loud enough for a detector. */
export function syntheticSpeech(ms: number, peak = 9000): Uint8Array {
  const samples = Int16Array.from({ length: ms * BYTES_PER_MS }, (_, at) => {
    const seconds = at / (BYTES_PER_MS * 1000);
    let sum = 0;
    for (let harmonic = 1; harmonic <= 24; harmonic += 1) {
      const hz = 120 * harmonic;
      const formants = 1 / (1 + ((hz - 600) / 250) ** 2) + 0.6 / (1 + ((hz - 1700) / 300) ** 2);
      sum += formants * Math.sin(2 * Math.PI * hz * seconds + harmonic * harmonic);
    }
    const syllables = 0.6 + 0.4 * Math.sin(2 * Math.PI * 4 * seconds);
    return Math.max(-32_000, Math.min(32_000, Math.round((peak / 2) * sum * syllables)));
  });
  return pcm16ToMulaw(samples);
}

/** `ms` of silence. */
export function quiet(ms: number): Uint8Array {
  return new Uint8Array(ms * BYTES_PER_MS).fill(SILENCE.pcmu);
}

/** `ms` of white noise, the same for each call. `peak` 400 is a poor line. */
export function noise(ms: number, peak = 400): Uint8Array {
  let state = 1;
  return pcm16ToMulaw(
    Int16Array.from({ length: ms * BYTES_PER_MS }, () => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.round((state / 2 ** 31 - 1) * peak);
    }),
  );
}
