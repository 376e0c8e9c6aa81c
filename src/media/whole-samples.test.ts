// Linear sound that is cut anywhere comes out in whole samples, and all of it.
import { deepEqual, equal } from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { WholeSamples } from './whole-samples.ts';

test('whole pieces pass as they are', () => {
  const whole = new WholeSamples();
  for (const base64 of ['', 'AAAA', 'AQIDBA==', 'AQI=']) {
    const even = base64 === 'AAAA' ? 'AAAAAAAA' : base64;
    equal(whole.take(even), even);
  }
});

test('however sound is cut, each piece is whole samples and nothing is lost but a last half', () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 9 })), (pieces) => {
      const whole = new WholeSamples();
      const taken = pieces.map((piece) => {
        const bytes = Buffer.from(whole.take(Buffer.from(piece).toString('base64')), 'base64');
        equal(bytes.length % 2, 0);
        return bytes;
      });
      const all = Buffer.concat(pieces);
      deepEqual(Buffer.concat(taken), all.subarray(0, all.length - (all.length % 2)));
    }),
  );
});

test('after a reset the next piece begins with a whole sample', () => {
  const whole = new WholeSamples();
  equal(whole.take('AQ=='), '');
  whole.reset();
  equal(whole.take('AgM='), 'AgM=');
});
