// A price table that somebody has written: taken as it is, or answered with the field that does not fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OffhookError } from '../base/errors.ts';
import { readPrices } from './price-schema.ts';

const GOOD = {
  part: 'stt',
  of: 'deepgram/nova-3',
  from: '2026-11-01',
  source: 'contract',
  perMinute: 0.0059,
};

function problemOf(given: unknown): string {
  try {
    readPrices(given, 'prices.json');
  } catch (error) {
    assert.ok(error instanceof OffhookError && error.code === 'PRICES_INVALID');
    return error.message;
  }
  return assert.fail('it was taken');
}

test('a table that fits is taken as it stands', () => {
  const table = [
    GOOD,
    { part: 'tts', of: 'x', from: '2026-11-01', source: 's', perMillionCharacters: 30 },
    {
      part: 'carrier',
      of: 'twilio',
      from: '2026-11-01',
      source: 's',
      charge: 'inbound',
      to: '+1',
      perMinute: 0.0085,
      incrementS: 60,
    },
  ];
  assert.deepEqual(readPrices(table, 'prices.json'), table);
});

test('each mistake is told with its place and its field', () => {
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [{}, /^prices\.json: must be an array of prices$/],
    [[{ ...GOOD, part: 'sst' }], /^prices\.json\[0\]\.part: must be one of model, stt, llm, tts, carrier$/],
    [
      [GOOD, { ...GOOD, of: 'y', perMinute: '0.1' }],
      /^prices\.json\[1\]\.perMinute: must be a number of US dollars/,
    ],
    [[{ ...GOOD, perMinute: -1 }], /\[0\]\.perMinute: must be a number of US dollars, 0 or more, not -1$/],
    [[{ ...GOOD, from: '2026-13-01' }], /\[0\]\.from: is no day that there is/],
    [[{ ...GOOD, source: undefined }], /\[0\]\.source: must be text/],
    [[{ ...GOOD, perHour: 3 }], /\[0\]\.perHour: /],
    [[GOOD, GOOD], /\[1\]\.from: \[0\] has a price of the same from that day on$/],
    [
      [
        {
          part: 'llm',
          of: 'm',
          from: '2026-11-01',
          source: 's',
          perMillionTokens: { textIn: 1, textOut: 2 },
        },
      ],
      /\[0\]\.perMillionTokens\.textCached: must be a number of US dollars/,
    ],
    [
      [{ part: 'carrier', of: 'c', from: '2026-11-01', source: 's', to: '1', perMinute: 1 }],
      /\[0\]\.to: must be how numbers begin/,
    ],
  ];
  for (const [given, said] of cases) assert.match(problemOf(given), said);
});

test('of many mistakes the first ones are told', () => {
  const lines = problemOf(Array.from({ length: 30 }, () => ({ part: 'x' }))).split('\n');
  assert.equal(lines.length, 11);
  assert.equal(lines.at(-1), 'and 20 more');
});
