// The hold music is a loop without a seam, neither silent nor clipped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioBytes, durationMs } from './audio.ts';
import { mulawToPcm16 } from './g711.ts';
import { HOLD_PIECE_MS, holdMusic } from './hold-music.ts';

const samples = (): Int16Array => mulawToPcm16(Buffer.concat(holdMusic().map(audioBytes)));

test('the hold music comes in pieces of one length, the same ones each time', () => {
  assert.equal(holdMusic(), holdMusic());
  assert.ok(holdMusic().every((piece) => durationMs(piece) === HOLD_PIECE_MS));
  assert.ok(holdMusic().length * HOLD_PIECE_MS >= 10_000, 'a loop that is not heard as one');
});

test('the hold music is heard in each piece, and never as loud as a voice that shouts', () => {
  const all = samples();
  const length = HOLD_PIECE_MS * 8;
  for (let at = 0; at < all.length; at += length) {
    const piece = all.subarray(at, at + length);
    const rms = Math.sqrt(piece.reduce((sum, one) => sum + one * one, 0) / piece.length);
    assert.ok(rms > 500 && rms < 8000, `${at / 8} ms: ${rms}`);
  }
  assert.ok(all.every((one) => Math.abs(one) < 20_000));
});

test('the end of the hold music goes on into its beginning', () => {
  const all = samples();
  const steps = Array.from(all.keys())
    .slice(1)
    .map((at) => Math.abs((all[at] ?? 0) - (all[at - 1] ?? 0)));
  const seam = Math.abs((all[0] ?? 0) - (all.at(-1) ?? 0));
  assert.ok(seam <= Math.max(...steps), `${seam}`);
});
