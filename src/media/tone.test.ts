// Tones, measured by the energy they have at a frequency.
import { equal, ok } from 'node:assert/strict';
import { test } from 'node:test';
import { mulawToPcm16 } from './g711.ts';
import { DTMF_KEYS, dtmfTone, sineTone } from './tone.ts';

test('a tone lasts as long as asked, a byte for each sample', () => {
  equal(sineTone(440, 20).length, 160);
  equal(dtmfTone('5', 100).length, 800);
});

test('a sine has its energy at its own frequency', () => {
  const sine = mulawToPcm16(sineTone(1000, 200));
  ok(powerAt(sine, 1000) > 100 * powerAt(sine, 1300));
});

test('each key sounds one row and one column of Q.23 and no other', () => {
  const rows = [697, 770, 852, 941];
  const columns = [1209, 1336, 1477, 1633];
  for (const [at, key] of DTMF_KEYS.entries()) {
    const sound = mulawToPcm16(dtmfTone(key, 200));
    equal(loudest(sound, rows), at >> 2, `row of ${key}`);
    equal(loudest(sound, columns), at & 3, `column of ${key}`);
  }
});

function loudest(sound: Int16Array, frequenciesHz: readonly number[]): number {
  const powers = frequenciesHz.map((hz) => powerAt(sound, hz));
  return powers.indexOf(Math.max(...powers));
}

function powerAt(sound: Int16Array, hz: number): number {
  let real = 0;
  let imaginary = 0;
  for (const [at, sample] of sound.entries()) {
    real += sample * Math.cos((2 * Math.PI * hz * at) / 8000);
    imaginary += sample * Math.sin((2 * Math.PI * hz * at) / 8000);
  }
  return real ** 2 + imaginary ** 2;
}
