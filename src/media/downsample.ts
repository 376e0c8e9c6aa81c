// Downsample: linear samples of any usual rate to a phone's 8,000 a second, by a windowed-sinc filter.
import { kaiserSinc } from './kaiser-sinc.ts';

/** Rates that can be brought down to 8 kHz, in Hz. */
export const SAMPLE_RATES_HZ = [8000, 11_025, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000] as const;

/** Where the filter lets half through, in Hz: below half the phone's rate by the width of the filter's edge. */
const CUTOFF_HZ = 3700;
/** The filter's reach to each side, in seconds: 48 samples of the phone's rate make an edge of about 500 Hz. */
const REACH_S = 6e-3;
const TARGET_HZ = 8000;
/** Kaiser's window parameter for 80 dB of stop band. */
const KAISER_BETA = 7.9;

/**
 * `samples` of `fromHz` (one of `SAMPLE_RATES_HZ`) at 8,000 a second, in phase with the input.
 * What a phone cannot carry (4 kHz and above) is 70 dB down instead of folded back. Allocates: for files, not for calls.
 */
export function downsample(samples: Int16Array, fromHz: number): Int16Array {
  if (fromHz === TARGET_HZ) return samples;
  const shared = greatestDivisor(fromHz, TARGET_HZ);
  const phases = TARGET_HZ / shared;
  const step = fromHz / shared;
  const reach = Math.ceil(REACH_S * fromHz);
  const taps = Array.from({ length: phases }, (_, phase) => tapsAt((phase * step) % phases, phases));
  const output = new Int16Array(Math.floor((samples.length * TARGET_HZ) / fromHz));
  for (let at = 0; at < output.length; at += 1) {
    const phase = taps[at % phases] ?? [];
    const first = Math.floor((at * step) / phases) - reach;
    let sum = 0;
    for (let tap = 0; tap < phase.length; tap += 1) sum += (phase[tap] ?? 0) * (samples[first + tap] ?? 0);
    output[at] = Math.max(-32_768, Math.min(32_767, Math.round(sum)));
  }
  return output;

  /** The filter's taps around a point `offset / phases` of a sample after an input sample, their sum 1. */
  function tapsAt(offset: number, phases: number): Float64Array {
    const row = Float64Array.from({ length: 2 * reach + 2 }, (_, tap) => {
      const distance = (tap - reach - offset / phases) / fromHz;
      return kaiserSinc({ cutoff: CUTOFF_HZ, reach: REACH_S, beta: KAISER_BETA }, distance);
    });
    const sum = row.reduce((total, tap) => total + tap, 0);
    return row.map((tap) => tap / sum);
  }
}

function greatestDivisor(one: number, other: number): number {
  return other === 0 ? one : greatestDivisor(other, one % other);
}
