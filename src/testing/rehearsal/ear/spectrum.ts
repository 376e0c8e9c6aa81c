// Spectrum: the discrete Fourier transform of a short window, by Cooley and Tukey.
import { assert } from '../../../base/assert.ts';

/** The samples that a window holds: a power of two. */
export const WINDOW_SAMPLES = 256;

const BITS = Math.log2(WINDOW_SAMPLES);
const COSINES = Float64Array.from({ length: WINDOW_SAMPLES / 2 }, (_, at) =>
  Math.cos((2 * Math.PI * at) / WINDOW_SAMPLES),
);
const SINES = Float64Array.from(
  { length: WINDOW_SAMPLES / 2 },
  (_, at) => -Math.sin((2 * Math.PI * at) / WINDOW_SAMPLES),
);
/** Each index with its bits reversed: the order in which the transform needs its samples. */
const REVERSED = Uint16Array.from({ length: WINDOW_SAMPLES }, (_, at) => {
  let reversed = 0;
  for (let bit = 0; bit < BITS; bit += 1) reversed |= ((at >> bit) & 1) << (BITS - 1 - bit);
  return reversed;
});

/** Power in each bin from 0 up to half the sample rate, of a window of `WINDOW_SAMPLES`. */
export function powerSpectrum(window: Float64Array): Float64Array {
  assert(window.length === WINDOW_SAMPLES, 'the window is whole');
  const real = Float64Array.from(REVERSED, (from) => window[from] ?? 0);
  const imaginary = new Float64Array(WINDOW_SAMPLES);
  for (let half = 1; half < WINDOW_SAMPLES; half *= 2)
    for (let offset = 0; offset < half; offset += 1) {
      const turn = (offset * WINDOW_SAMPLES) / (2 * half);
      const cosine = COSINES[turn] ?? 0;
      const sine = SINES[turn] ?? 0;
      for (let upper = offset; upper < WINDOW_SAMPLES; upper += 2 * half) {
        const lower = upper + half;
        const x = real[lower] ?? 0;
        const y = imaginary[lower] ?? 0;
        const turnedX = x * cosine - y * sine;
        const turnedY = x * sine + y * cosine;
        const upperX = real[upper] ?? 0;
        const upperY = imaginary[upper] ?? 0;
        real[lower] = upperX - turnedX;
        imaginary[lower] = upperY - turnedY;
        real[upper] = upperX + turnedX;
        imaginary[upper] = upperY + turnedY;
      }
    }
  return Float64Array.from(
    { length: WINDOW_SAMPLES / 2 },
    (_, bin) => (real[bin] ?? 0) ** 2 + (imaginary[bin] ?? 0) ** 2,
  );
}
