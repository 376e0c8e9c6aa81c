// The words heard are a beginning of the words said, never half a word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { heardText } from './heard-text.ts';

const SAID = 'We open at nine, and close at five.';

test('all sound heard is all words heard, and none is none', () => {
  assert.equal(heardText(SAID, 2_000, 2_000), SAID);
  assert.equal(heardText(SAID, 2_100, 2_000), SAID);
  assert.equal(heardText(SAID, 0, 2_000), '');
  assert.equal(heardText(SAID, 0, 0), '');
});

test('a part of the sound is as many whole words', () => {
  assert.equal(heardText(SAID, 1_000, 2_000), 'We open at nine,');
  assert.equal(heardText(SAID, 850, 2_000), 'We open at');
  assert.equal(heardText(SAID, 50, 2_000), '');
});

test('a language without spaces is cut between words too', () => {
  const said = '私たちは九時に開店します';
  const heard = heardText(said, 1_000, 2_000);
  assert.ok(heard.length > 0 && heard.length <= said.length / 2);
  assert.ok(said.startsWith(heard));
});

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 200 }),
  fc.lorem({ maxCount: 5, mode: 'sentences' }),
);
const anyMs = fc.integer({ min: 0, max: 60_000 });

test('whatever is said, the heard words begin it, grow with the sound and end at the end of a word', () => {
  fc.assert(
    fc.property(anyText, anyMs, anyMs, anyMs, (said, one, other, producedMs) => {
      const less = heardText(said, Math.min(one, other), producedMs);
      const more = heardText(said, Math.max(one, other), producedMs);
      assert.ok(said.startsWith(more));
      assert.ok(more.startsWith(less));
      assert.equal(heardText(said, producedMs + 1, producedMs), producedMs === 0 ? '' : said);
      const ends = [...new Intl.Segmenter('und', { granularity: 'word' }).segment(said)].map(
        ({ index, segment }) => index + segment.length,
      );
      assert.ok(more === '' || ends.includes(more.length));
    }),
  );
});

test('where the words have times, those that had sounded were heard', () => {
  const marks = [
    { chars: 4, atMs: 200 },
    { chars: 8, atMs: 900 },
  ];
  assert.equal(heardText('One two three', 100, 2000, marks), '');
  assert.equal(heardText('One two three', 899, 2000, marks), 'One');
  assert.equal(heardText('One two three', 900, 2000, marks), 'One two');
  // Behind the last of them the share of the sound tells.
  assert.equal(heardText('One two three', 1900, 2000, marks), 'One two');
  assert.equal(heardText('One two three', 2000, 2000, marks), 'One two three');
});
