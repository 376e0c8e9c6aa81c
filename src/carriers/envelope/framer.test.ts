// The framer: every sample goes out once and in order, in messages of the right size, each mark where it belongs.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { bytesPerMs, SILENCE, type AudioFormat } from '../../media/audio.ts';
import type { FramingSpec, OutboundSpec } from './envelope-spec.ts';
import { Framer, type Outgoing } from './framer.ts';

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 24_000 },
];

const FRAMINGS: readonly FramingSpec[] = [
  { rule: 'any' },
  { rule: 'multiple', unit: { bytes: 320 } },
  { rule: 'multiple', unit: { ms: 20 }, bytesMin: 3200 },
  { rule: 'exact', unit: { ms: 20 } },
];

function outbound(framing: FramingSpec, more: Partial<OutboundSpec> = {}): OutboundSpec {
  return {
    media: 'binary',
    codec: 'pcmu',
    rateHz: 8000,
    framing,
    messageBytesMax: 16_000,
    pacing: 'burst',
    ...more,
  };
}

const bytesOf = (sound: string | Uint8Array): Buffer =>
  typeof sound === 'string' ? Buffer.from(sound, 'base64') : Buffer.from(sound);

function bytesMultiple(framing: FramingSpec, format: AudioFormat): number {
  if (framing.rule === 'any') return format.encoding === 'pcm16' ? 2 : 1;
  return 'bytes' in framing.unit ? framing.unit.bytes : framing.unit.ms * bytesPerMs(format);
}

const pieces = fc.array(
  fc.oneof(fc.uint8Array({ minLength: 1, maxLength: 4000 }), fc.string({ minLength: 1, maxLength: 3 })),
  { maxLength: 20 },
);

test('what goes out is what came, padded with silence at its end, in messages that the carrier takes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...FORMATS),
      fc.constantFrom(...FRAMINGS),
      fc.constantFrom<OutboundSpec['pacing'][]>('burst', 'realtime', { aheadMs: 1000 }),
      pieces,
      (format, framing, pacing, script) => {
        const framer = new Framer(outbound(framing, { pacing }), format);
        const given: Outgoing[] = [];
        const came: Buffer[] = [];
        // Where each mark stands, in bytes of all sound.
        const marks: { readonly name: string; readonly at: number }[] = [];
        let length = 0;
        for (const piece of script) {
          if (typeof piece === 'string') {
            marks.push({ name: piece, at: length });
            given.push(...framer.mark(piece));
            continue;
          }
          const whole = format.encoding === 'pcm16' ? piece.length & ~1 : piece.length;
          if (whole === 0) continue;
          came.push(Buffer.from(piece.subarray(0, whole)));
          length += whole;
          given.push(...framer.sound(Buffer.from(piece.subarray(0, whole)).toString('base64')));
        }
        given.push(...framer.flush());
        assert.equal(framer.pendingMs, 0);
        const sounds = given.flatMap((one) => (one.kind === 'sound' ? [bytesOf(one.sound)] : []));
        const all = Buffer.concat(sounds);
        assert.ok(all.subarray(0, length).equals(Buffer.concat(came)));
        assert.ok(all.subarray(length).every((byte) => byte === SILENCE[format.encoding]));
        const unit = bytesMultiple(framing, format);
        const min = framing.rule === 'multiple' ? (framing.bytesMin ?? unit) : unit;
        for (const sound of sounds) {
          assert.equal(sound.length % unit, 0);
          assert.ok(sound.length >= min && sound.length <= 16_000);
          if (framing.rule === 'exact') assert.equal(sound.length, unit);
        }
        // Each mark, and its offset into the message behind it, is where it was put.
        let at = 0;
        const placed: { readonly name: string; readonly at: number }[] = [];
        for (const one of given)
          if (one.kind === 'sound') at += bytesOf(one.sound).length;
          else placed.push({ name: one.name, at: Math.round(at + one.afterMs * bytesPerMs(format)) });
        assert.deepEqual(placed, marks);
      },
    ),
  );
});

test('sound that fits as it is goes out as it came, undecoded', () => {
  const framer = new Framer(outbound({ rule: 'any' }), { encoding: 'pcmu' });
  const base64 = Buffer.alloc(160, 1).toString('base64');
  assert.deepEqual(framer.sound(base64), [{ kind: 'sound', sound: base64, ms: 20 }]);
});

test('big-endian wires get their bytes swapped', () => {
  const format: AudioFormat = { encoding: 'pcm16', rateHz: 8000 };
  const framer = new Framer(outbound({ rule: 'any' }, { byteOrder: 'big' }), format);
  const [one] = framer.sound(Buffer.from([1, 2, 3, 4]).toString('base64'));
  assert.ok(one?.kind === 'sound');
  assert.deepEqual([...bytesOf(one.sound)], [2, 1, 4, 3]);
});

test('what is discarded never goes out', () => {
  const framer = new Framer(outbound({ rule: 'exact', unit: { ms: 20 } }), { encoding: 'pcmu' });
  framer.sound(Buffer.alloc(100, 1).toString('base64'));
  framer.mark('m');
  framer.discard();
  assert.equal(framer.pendingMs, 0);
  assert.deepEqual(framer.flush(), []);
});
