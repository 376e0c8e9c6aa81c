// Hear keys: which telephone keys sound in µ-law, by Goertzel's algorithm and the timing that ITU-T Q.24 asks of a receiver.
import { mulawToPcm16 } from '../../src/media/g711.ts';
import { DTMF_KEYS } from '../../src/media/tone.ts';

const ROWS_HZ = [697, 770, 852, 941];
const COLUMNS_HZ = [1209, 1336, 1477, 1633];
const BLOCK = 160;

/** A key that sounded, in milliseconds of the sound. */
export interface HeardKey {
  readonly key: string;
  readonly fromMs: number;
  readonly ms: number;
}

/** Keys that sounded for 40 ms or more, in order; what is not clearly one row and one column is none. */
export function hearKeys(mulaw: Uint8Array): readonly HeardKey[] {
  const samples = mulawToPcm16(mulaw);
  const heard: { key: string; fromMs: number; ms: number }[] = [];
  let sounding: string | null = null;
  for (let from = 0; from + BLOCK <= samples.length; from += BLOCK) {
    const key = keyIn(samples.subarray(from, from + BLOCK));
    const last = heard.at(-1);
    if (key !== null && key === sounding && last !== undefined) last.ms += BLOCK / 8;
    else if (key !== null) heard.push({ key, fromMs: from / 8, ms: BLOCK / 8 });
    sounding = key;
  }
  return heard.filter(({ ms }) => ms >= 40);
}

/** The same as one text. */
export function keysIn(mulaw: Uint8Array): string {
  return hearKeys(mulaw)
    .map(({ key }) => key)
    .join('');
}

function keyIn(block: Int16Array): string | null {
  const energy = block.reduce((sum, sample) => sum + sample * sample, 0);
  // Quieter than −45 dBFS is no key.
  if (energy / block.length < (32_767 * 10 ** (-45 / 20)) ** 2) return null;
  const [row, rowPower] = strongest(block, ROWS_HZ);
  const [column, columnPower] = strongest(block, COLUMNS_HZ);
  const inTones = (2 * (rowPower + columnPower)) / (energy * block.length);
  const twist = rowPower / columnPower;
  return inTones > 0.8 && twist > 0.2 && twist < 5 ? (DTMF_KEYS[row * 4 + column] ?? null) : null;
}

function strongest(block: Int16Array, frequenciesHz: readonly number[]): [index: number, power: number] {
  const powers = frequenciesHz.map((hz) => goertzel(block, hz));
  const most = Math.max(...powers);
  return [powers.indexOf(most), most];
}

function goertzel(block: Int16Array, hz: number): number {
  const coefficient = 2 * Math.cos((2 * Math.PI * hz) / 8000);
  let [one, two] = [0, 0];
  for (const sample of block) [one, two] = [sample + coefficient * one - two, one];
  return one * one + two * two - coefficient * one * two;
}
