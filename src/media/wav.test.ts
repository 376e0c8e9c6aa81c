// Recordings as they grow, as they are closed, as a crash leaves them, and files of other makers.
import { deepEqual, equal, ok } from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { levelDbfs } from './energy.ts';
import { pcm16ToAlaw, pcm16ToMulaw } from './g711.ts';
import { parseWav } from './parse-wav.ts';
import { readWav, readWavPcm16 } from './read-wav.ts';
import { interleave } from './stereo.ts';
import { sineTone } from './tone.ts';
import { WAV_HEADER_BYTES, WAV_SIZE_OPEN, repairedWavHeader, wavHeader } from './wav.ts';

const LEFT = sineTone(440, 100);
const RIGHT = sineTone(1000, 100);
const SOUND = interleave(LEFT, RIGHT);

test('the header says stereo, µ-law, 8 kHz, and its sizes agree with each other', () => {
  const header = wavHeader(1600);
  const view = new DataView(header.buffer);
  equal(header.length, WAV_HEADER_BYTES);
  equal(view.getUint32(4, true), WAV_HEADER_BYTES + 1600 - 8);
  deepEqual(
    [20, 22, 32, 34].map((at) => view.getUint16(at, true)),
    [7, 2, 2, 8],
  );
  deepEqual(
    [24, 28, 46, 54].map((at) => view.getUint32(at, true)),
    [8000, 16_000, 800, 1600],
  );
});

test('a closed recording reads back, left and right, byte for byte', () => {
  deepEqual(readWav(joined(wavHeader(SOUND.length), SOUND)), { kind: 'sound', channels: [LEFT, RIGHT] });
});

test('a recording is readable at every moment of its growth', () => {
  for (const length of [0, 1, 2, 161, SOUND.length]) {
    const read = readWav(joined(wavHeader(null), SOUND.subarray(0, length)));
    ok(read.kind === 'sound');
    deepEqual(
      read.channels.map((channel) => channel.length),
      [length >> 1, length >> 1],
    );
  }
});

test('a recording that a crash left open is mended from its length alone', () => {
  const broken = joined(wavHeader(null), SOUND.subarray(0, 801));
  deepEqual(repairedWavHeader(broken.subarray(0, WAV_HEADER_BYTES), broken.length), wavHeader(800));
});

test('nothing is mended where nothing is broken, nor in files of other makers', () => {
  const whole = joined(wavHeader(SOUND.length), SOUND);
  equal(repairedWavHeader(whole, whole.length), null);
  equal(repairedWavHeader(wavFile(1, 1, 8000, 16, new Uint8Array(200)), 244), null);
  equal(repairedWavHeader(wavHeader(null).subarray(0, 30), 30), null);
});

test('16-bit files of every rate become µ-law of the same length and level', () => {
  for (const rateHz of [8000, 16_000, 22_050, 24_000, 44_100, 48_000]) {
    const samples = Int16Array.from({ length: rateHz / 10 }, (_, at) =>
      Math.round(8000 * Math.sin((2 * Math.PI * 440 * at) / rateHz)),
    );
    const read = readWav(wavFile(1, 1, rateHz, 16, new Uint8Array(samples.buffer)));
    ok(read.kind === 'sound');
    equal(read.channels.length, 1);
    const sound = read.channels[0] ?? new Uint8Array(0);
    ok(Math.abs(sound.length - 800) <= 1, `${rateHz}`);
    ok(
      Math.abs(levelDbfs(sound, 'pcmu', 80, 720) - 20 * Math.log10(8000 / 32_768 / Math.SQRT2)) < 0.5,
      `${rateHz}`,
    );
  }
});

test('stereo 16-bit and A-law files keep their channels and samples', () => {
  const left = Int16Array.of(100, 200, 300);
  const right = Int16Array.of(-100, -200, -300);
  const both = new Int16Array([100, -100, 200, -200, 300, -300]);
  const stereo = wavFile(1, 2, 8000, 16, new Uint8Array(both.buffer));
  deepEqual(readWavPcm16(stereo), { kind: 'sound', channels: [left, right] });
  deepEqual(readWav(stereo), { kind: 'sound', channels: [pcm16ToMulaw(left), pcm16ToMulaw(right)] });
  const alaw = readWavPcm16(wavFile(6, 1, 8000, 8, pcm16ToAlaw(Int16Array.of(8, -8, 32_256))));
  deepEqual(alaw, { kind: 'sound', channels: [Int16Array.of(8, -8, 32_256)] });
});

test('files of 24 and 32 bits and of floats give the samples that they stand for, by their bytes', () => {
  const quarter = { kind: 'sound', channels: [Int16Array.of(8192, -8192, -1)] };
  const bytes24 = [0x00, 0x00, 0x20, 0x00, 0x00, 0xe0, 0x00, 0xff, 0xff];
  deepEqual(readWavPcm16(wavFile(1, 1, 8000, 24, Uint8Array.from(bytes24))), quarter);
  const bytes32 = [0, 0, 0x00, 0x20, 0, 0, 0x00, 0xe0, 0, 0, 0xff, 0xff];
  deepEqual(readWavPcm16(wavFile(1, 1, 8000, 32, Uint8Array.from(bytes32))), quarter);
  const floats = new Uint8Array(Float32Array.of(0.25, -0.25, -1 / 32_768).buffer);
  deepEqual(readWavPcm16(wavFile(3, 1, 8000, 32, floats)), quarter);
});

test('wide stereo files keep their channels, and what is cut off in the middle of a sample is left out', () => {
  const floats = new Uint8Array(Float32Array.of(0.5, -0.5, 0.25, -0.25, 0.125).buffer);
  deepEqual(readWavPcm16(wavFile(3, 2, 8000, 32, floats)), {
    kind: 'sound',
    channels: [Int16Array.of(16_384, 8192), Int16Array.of(-16_384, -8192)],
  });
  const two = Uint8Array.of(0, 0, 0x40, 0, 0, 0xc0, 0, 0, 0x20, 0, 0, 0xe0, 9, 9);
  deepEqual(readWavPcm16(wavFile(1, 2, 8000, 24, two)), {
    kind: 'sound',
    channels: [Int16Array.of(16_384, 8192), Int16Array.of(-16_384, -8192)],
  });
});

test('floats beyond full scale are clipped, and one that is no number is silence', () => {
  const floats = new Uint8Array(Float32Array.of(1, 1.5, -1, -9, NaN, Infinity).buffer);
  deepEqual(readWavPcm16(wavFile(3, 1, 8000, 32, floats)), {
    kind: 'sound',
    channels: [Int16Array.of(32_767, 32_767, -32_768, -32_768, 0, 32_767)],
  });
  const loud24 = Uint8Array.of(0xff, 0xff, 0x7f, 0x00, 0x00, 0x80);
  deepEqual(readWavPcm16(wavFile(1, 1, 8000, 24, loud24)), {
    kind: 'sound',
    channels: [Int16Array.of(32_767, -32_768)],
  });
});

test('unknown chunks before the sound are stepped over, and the extensible format is known', () => {
  const plain = wavFile(7, 1, 8000, 8, LEFT);
  const list = Uint8Array.of(0x4c, 0x49, 0x53, 0x54, 3, 0, 0, 0, 1, 2, 3, 0);
  deepEqual(readWav(joined(plain.subarray(0, 36), list, plain.subarray(36))), {
    kind: 'sound',
    channels: [LEFT],
  });
  const extended = new Uint8Array(24);
  extended.set([22, 0, 16, 0, 3, 0, 0, 0, 1, 0]);
  const extensible = wavFile(0xfffe, 1, 8000, 16, new Uint8Array(4), extended);
  deepEqual(readWavPcm16(extensible), { kind: 'sound', channels: [Int16Array.of(0, 0)] });
});

test('what cannot be read is said by name', () => {
  const faultOf = (bytes: Uint8Array) => {
    const read = readWav(bytes);
    return read.kind === 'fault' ? read.fault : null;
  };
  equal(faultOf(new Uint8Array(0)), 'not-wav');
  equal(faultOf(new TextEncoder().encode('ID3 this is an mp3')), 'not-wav');
  equal(faultOf(wavHeader(0).subarray(0, 20)), 'cut-off');
  equal(faultOf(wavHeader(0).subarray(0, 40)), 'cut-off');
  equal(faultOf(wavFile(3, 1, 8000, 64, new Uint8Array(8))), 'encoding');
  equal(faultOf(wavFile(85, 1, 8000, 0, new Uint8Array(6))), 'encoding');
  equal(faultOf(wavFile(1, 6, 8000, 16, new Uint8Array(24))), 'channels');
  equal(faultOf(wavFile(1, 1, 96_000, 16, new Uint8Array(24))), 'rate');
  equal(faultOf(wavFile(7, 1, 12_345, 8, new Uint8Array(24))), 'rate');
});

test('no bytes whatever make the reader throw', () => {
  const header = wavHeader(WAV_SIZE_OPEN);
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(57), fc.nat(255)), { maxLength: 8 }),
      fc.uint8Array(),
      (edits, tail) => {
        const bytes = joined(header, tail);
        for (const [at, byte] of edits) bytes[at] = byte;
        ok(['wav', 'fault'].includes(parseWav(bytes).kind));
        ok(['sound', 'fault'].includes(readWav(bytes).kind));
        repairedWavHeader(bytes, bytes.length);
      },
    ),
    { numRuns: 2000 },
  );
});

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

/** A WAV file with `extra` bytes at the end of its format chunk. */
function wavFile(
  format: number,
  channels: number,
  rateHz: number,
  bits: number,
  data: Uint8Array,
  extra = new Uint8Array(0),
): Uint8Array {
  const head = Buffer.alloc(36);
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + extra.length + data.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16 + extra.length, 16);
  head.writeUInt16LE(format, 20);
  head.writeUInt16LE(channels, 22);
  head.writeUInt32LE(rateHz, 24);
  head.writeUInt32LE((rateHz * channels * bits) / 8, 28);
  head.writeUInt16LE((channels * bits) / 8, 32);
  head.writeUInt16LE(bits, 34);
  const dataHead = Buffer.from('data0000');
  dataHead.writeUInt32LE(data.length, 4);
  return joined(head, extra, dataHead, data);
}
