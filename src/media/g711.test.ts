// G.711 against the reference algorithm, on every input there is.
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import { alaw2linear, linear2alaw, linear2ulaw, ulaw2linear } from '../../test/fakes/sun-g711.ts';
import { alawToPcm16, mulawToPcm16, pcm16ToAlaw, pcm16ToMulaw } from './g711.ts';

const EVERY_SAMPLE = Int16Array.from({ length: 65_536 }, (_, index) => index - 32_768);
const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, index) => index);

test('µ-law encoding equals the reference for all 65,536 samples', () => {
  const bytes = pcm16ToMulaw(EVERY_SAMPLE);
  for (const [at, sample] of EVERY_SAMPLE.entries())
    if (bytes[at] !== linear2ulaw(sample)) equal(bytes[at], linear2ulaw(sample), `sample ${sample}`);
});

test('A-law encoding equals the reference for all 65,536 samples', () => {
  const bytes = pcm16ToAlaw(EVERY_SAMPLE);
  for (const [at, sample] of EVERY_SAMPLE.entries())
    if (bytes[at] !== linear2alaw(sample)) equal(bytes[at], linear2alaw(sample), `sample ${sample}`);
});

test('decoding equals the reference for all 256 bytes of each law', () => {
  deepEqual([...mulawToPcm16(EVERY_BYTE)], Array.from(EVERY_BYTE, ulaw2linear));
  deepEqual([...alawToPcm16(EVERY_BYTE)], Array.from(EVERY_BYTE, alaw2linear));
});

test('a byte that is decoded and encoded again is the same byte, but for the two zeros of µ-law', () => {
  deepEqual([...pcm16ToAlaw(alawToPcm16(EVERY_BYTE))], [...EVERY_BYTE]);
  const again = [...pcm16ToMulaw(mulawToPcm16(EVERY_BYTE))];
  deepEqual(
    again,
    Array.from(EVERY_BYTE, (byte) => (byte === 0x7f ? 0xff : byte)),
  );
});

test('known vectors hold: silence, full scale and the first step', () => {
  deepEqual([...pcm16ToMulaw(Int16Array.of(0, 32_767, -32_768, 8, -8))], [0xff, 0x80, 0x00, 0xfe, 0x7e]);
  deepEqual([...mulawToPcm16(Uint8Array.of(0x00, 0x80, 0xff, 0x7f))], [-32_124, 32_124, 0, 0]);
  deepEqual([...alawToPcm16(Uint8Array.of(0xd5, 0x55, 0xaa, 0x2a))], [8, -8, 32_256, -32_256]);
});
