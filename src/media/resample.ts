// Resample: linear sound at 8, 16 or 24 kHz brought to another of these rates while it streams, by a polyphase filter.
import type { SampleRateHz } from './audio.ts';
import { kaiserSinc } from './kaiser-sinc.ts';

/** Brings one stream of samples to another rate. What comes out does not depend on how the stream is cut. */
export interface Resampler {
  /** The output that the input so far allows: `n` samples in all make `ceil(n · to / from)` in all, 3 ms late. */
  process(samples: Int16Array): Int16Array;
  /** Forgets the stream: what comes next is another one. */
  reset(): void;
}

/** Weights for each output sample, counted in samples of the lower rate: to each side half of them, 3 ms at 8 kHz. */
const SPAN = 48;
/** Where the filter lets half through, in cycles a sample of the lower rate: 3,800 Hz at 8 kHz. */
const CUTOFF = 0.475;
/** Kaiser's parameter for a stop band 70 dB down. */
const KAISER_BETA = 6.8;

/** `from` and `to` as a fraction: for each `down` samples there are `up`; the weights of each of the `up` phases. */
interface Bank {
  readonly up: number;
  readonly down: number;
  readonly taps: number;
  /** Phase by phase, each from the oldest sample to the newest. */
  readonly weights: Float64Array;
}

const banks = new Map<string, Bank>();

/** A resampler at its beginning: before the first sample was silence. */
export function resampler(fromHz: SampleRateHz, toHz: SampleRateHz): Resampler {
  return new PolyphaseResampler(bankOf(fromHz, toHz));
}

class PolyphaseResampler implements Resampler {
  readonly #bank: Bank;
  /** The last `taps − 1` samples of the stream, and behind them room for what comes. */
  #line: Float64Array;
  /** The input sample at which the next output stands, counted from the first that has not been taken in. */
  #next = 0;
  #phase = 0;

  constructor(bank: Bank) {
    this.#bank = bank;
    this.#line = new Float64Array(bank.taps - 1 + 960);
  }

  process(samples: Int16Array): Int16Array {
    const { up, down, taps, weights } = this.#bank;
    const line = this.#take(samples);
    const steps = samples.length - this.#next;
    const output = new Int16Array(steps <= 0 ? 0 : Math.ceil((steps * up - this.#phase) / down));
    let next = this.#next;
    let phase = this.#phase;
    for (let at = 0; at < output.length; at += 1) {
      output[at] = dot(line, next, weights, phase * taps, taps);
      phase += down;
      next += Math.trunc(phase / up);
      phase %= up;
    }
    this.#next = next - samples.length;
    this.#phase = phase;
    line.copyWithin(0, samples.length, samples.length + taps - 1);
    return output;
  }

  reset(): void {
    this.#line.fill(0);
    this.#next = 0;
    this.#phase = 0;
  }

  #take(samples: Int16Array): Float64Array {
    const kept = this.#bank.taps - 1;
    if (kept + samples.length > this.#line.length) {
      const longer = new Float64Array(kept + samples.length);
      longer.set(this.#line.subarray(0, kept));
      this.#line = longer;
    }
    this.#line.set(samples, kept);
    return this.#line;
  }
}

/** `count` samples from `from` weighed by as many weights, as one 16-bit sample. `count` is a multiple of 4. */
function dot(line: Float64Array, from: number, weights: Float64Array, first: number, count: number): number {
  // Four sums at a time do not wait for each other.
  let [one, two, three, four] = [0, 0, 0, 0];
  for (let tap = 0; tap < count; tap += 4) {
    one += (line[from + tap] ?? 0) * (weights[first + tap] ?? 0);
    two += (line[from + tap + 1] ?? 0) * (weights[first + tap + 1] ?? 0);
    three += (line[from + tap + 2] ?? 0) * (weights[first + tap + 2] ?? 0);
    four += (line[from + tap + 3] ?? 0) * (weights[first + tap + 3] ?? 0);
  }
  const sum = Math.round(one + two + (three + four));
  return sum > 32_767 ? 32_767 : sum < -32_768 ? -32_768 : sum;
}

function bankOf(fromHz: SampleRateHz, toHz: SampleRateHz): Bank {
  const name = `${fromHz}-${toHz}`;
  const known = banks.get(name);
  if (known !== undefined) return known;
  const bank = makeBank(fromHz / 8000, toHz / 8000);
  banks.set(name, bank);
  return bank;
}

/** `from` and `to` in steps of 8 kHz; their common rate is the product, or the greater one of a rate and its multiple. */
function makeBank(from: number, to: number): Bank {
  const shared = from % to === 0 ? to : to % from === 0 ? from : 1;
  const [up, down] = [to / shared, from / shared];
  const taps = Math.ceil((SPAN * from) / Math.min(from, to) / 4) * 4;
  // In samples of the input: those of the lower rate are longer by `scale`.
  const scale = from / Math.min(from, to);
  const pass = { cutoff: CUTOFF / scale, reach: (SPAN / 2) * scale, beta: KAISER_BETA };
  const weights = new Float64Array(up * taps);
  for (let phase = 0; phase < up; phase += 1) {
    const row = weights.subarray(phase * taps, (phase + 1) * taps);
    // The middle of the filter lies `taps / 2` samples back from the newest; a phase stands a little behind that sample.
    for (let tap = 0; tap < taps; tap += 1) row[tap] = kaiserSinc(pass, tap - (taps / 2 - 1) - phase / up);
    const sum = row.reduce((total, weight) => total + weight, 0);
    for (let tap = 0; tap < taps; tap += 1) row[tap] = (row[tap] ?? 0) / sum;
  }
  return { up, down, taps, weights };
}
