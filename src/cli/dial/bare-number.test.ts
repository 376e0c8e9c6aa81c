// A number as people write it, and as carriers take it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bareNumber } from './bare-number.ts';

const cases: readonly (readonly [string, string])[] = [
  ['+14155550123', '+14155550123'],
  [' +1 (415) 555-0123 ', '+14155550123'],
  ['+1.415.555.0123', '+14155550123'],
  ['+44 (0)20 7946 0000', '+442079460000'],
  ['0033 1 23 45 67 89', '+33123456789'],
  ['tel:+1-415-555-0123', '+14155550123'],
  ['\u202a+1\u00a0415\u2011555\u20110123\u202c', '+14155550123'],
  ['020 7946 0000', '02079460000'],
  ['sip:desk-1@example.com', 'sip:desk-1@example.com'],
  ['call me', 'call me'],
  ['+1 415 555 0123 ext. 4', '+1 415 555 0123 ext. 4'],
  ['', ''],
];
for (const [written, bare] of cases)
  test(`${JSON.stringify(written)} is taken as ${JSON.stringify(bare)}`, () => {
    assert.equal(bareNumber(written), bare);
  });
