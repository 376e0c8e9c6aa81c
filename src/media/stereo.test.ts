// Interleaving and its inverse.
import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { deinterleave, interleave } from './stereo.ts';

test('left comes first, and the shorter track ends in silence', () => {
  deepEqual([...interleave(Uint8Array.of(1, 2, 3), Uint8Array.of(9))], [1, 9, 2, 0xff, 3, 0xff]);
  deepEqual([...interleave(Uint8Array.of(), Uint8Array.of(7))], [0xff, 7]);
});

test('two tracks of one length come back as they were', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(255), fc.nat(255))), (pairs) => {
      const left = Uint8Array.from(pairs, ([sample]) => sample);
      const right = Uint8Array.from(pairs, ([, sample]) => sample);
      const back = deinterleave(interleave(left, right));
      deepEqual(back.left, left);
      deepEqual(back.right, right);
    }),
  );
});

test('half a sample at the end is left out', () => {
  deepEqual(deinterleave(Uint8Array.of(1, 2, 3)), { left: Uint8Array.of(1), right: Uint8Array.of(2) });
});
