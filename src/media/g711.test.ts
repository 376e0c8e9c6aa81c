// G.711 against the reference algorithm, written here as Sun published it, on every input there is.
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
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

// Sun Microsystems, g711.c, release of 2002: segment ends searched one by one.
function segmentOf(value: number, ends: readonly number[]): number {
  for (let segment = 0; segment < ends.length; segment += 1)
    if (value <= (ends[segment] ?? 0)) return segment;
  return ends.length;
}

function linear2ulaw(sample: number): number {
  let value = sample >> 2;
  const mask = value < 0 ? 0x7f : 0xff;
  if (value < 0) value = -value;
  if (value > 8159) value = 8159;
  value += 0x84 >> 2;
  const segment = segmentOf(value, [0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff, 0x1fff]);
  if (segment >= 8) return 0x7f ^ mask;
  return ((segment << 4) | ((value >> (segment + 1)) & 0xf)) ^ mask;
}

function linear2alaw(sample: number): number {
  let value = sample >> 3;
  const mask = value >= 0 ? 0xd5 : 0x55;
  if (value < 0) value = -value - 1;
  const segment = segmentOf(value, [0x1f, 0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff]);
  if (segment >= 8) return 0x7f ^ mask;
  const mantissa = segment < 2 ? (value >> 1) & 0xf : (value >> segment) & 0xf;
  return ((segment << 4) | mantissa) ^ mask;
}

function ulaw2linear(byte: number): number {
  const code = ~byte & 0xff;
  const value = (((code & 0xf) << 3) + 0x84) << ((code & 0x70) >> 4);
  return code & 0x80 ? 0x84 - value : value - 0x84;
}

function alaw2linear(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  let value = (code & 0xf) << 4;
  if (segment === 0) value += 8;
  else value = (value + 0x108) << (segment - 1);
  return code & 0x80 ? value : -value;
}
