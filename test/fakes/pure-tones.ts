// Pure tones: what a sound path does to one frequency, measured in a single bin of the Fourier transform.

/** `rateHz / 2` samples, half a second, of a sine at half of full scale. */
export function pureTone(hz: number, rateHz: number): Int16Array {
  return Int16Array.from({ length: rateHz / 2 }, (_, at) =>
    Math.round(PEAK * Math.sin((2 * Math.PI * hz * at) / rateHz)),
  );
}

/**
 * How strong `hz` is in `samples`, in dB against `pureTone`. A Hann window keeps other frequencies out of the bin;
 * the first tenth of the sound is left out, while which a filter fills.
 */
export function strengthDb(samples: Int16Array, hz: number, rateHz: number): number {
  const settled = samples.subarray(Math.floor(samples.length / 10));
  let [real, imaginary] = [0, 0];
  for (const [at, sample] of settled.entries()) {
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * (at + 0.5)) / settled.length);
    real += weight * sample * Math.cos((2 * Math.PI * hz * at) / rateHz);
    imaginary += weight * sample * Math.sin((2 * Math.PI * hz * at) / rateHz);
  }
  // A Hann window halves a sine, and half of it stands at the negative frequency.
  const peak = (4 * Math.hypot(real, imaginary)) / settled.length;
  return 20 * Math.log10(Math.max(peak, SMALLEST) / PEAK);
}

const PEAK = 16_000;
/** A hundredth of a 16-bit step: what is below that is called −124 dB. */
const SMALLEST = 0.01;
