// The splitter gives whole sentences early, and never loses or adds a character.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { SentenceSplitter } from './sentence-splitter.ts';

function split(...deltas: readonly string[]): readonly string[] {
  const splitter = new SentenceSplitter();
  const sentences = deltas.flatMap((delta) => splitter.push(delta));
  const rest = splitter.end();
  return rest === null ? sentences : [...sentences, rest];
}

test('a sentence is given as soon as the next one begins', () => {
  const splitter = new SentenceSplitter();
  assert.deepEqual(splitter.push('We are open.'), []);
  assert.deepEqual(splitter.push(' From nine'), ['We are open. ']);
  assert.deepEqual(splitter.push(' to five. Is'), ['From nine to five. ']);
  assert.equal(splitter.end(), 'Is');
});

test('only the first piece may end at a comma', () => {
  assert.deepEqual(
    split('If you would like to come on Monday, ', 'we are open, as always, from nine. Bye.'),
    ['If you would like to come on Monday, ', 'we are open, as always, from nine. ', 'Bye.'],
  );
});

test('abbreviations, decimals and numbers of a list end nothing', () => {
  for (const whole of [
    'Ask for Dr. Smith, please.',
    'It is $3.50 each.',
    'At 9 a.m. we open.',
    '1. Press the key.',
    'J. Smith is in.',
  ])
    assert.deepEqual(split(whole), [whole]);
});

test('a stretch without an end is broken at a space', () => {
  const pieces = split('word '.repeat(200));
  assert.ok(pieces.length > 1 && pieces.every((piece) => piece.length <= 241));
});

test('the sentences put together are the text, however it was cut', () => {
  const text = fc.stringMatching(/^[a-z A-Z.,!?;\n1-9"é。]{0,400}$/);
  fc.assert(
    fc.property(fc.array(text), (deltas) => {
      const all = deltas.join('');
      const joined = split(...deltas).join('');
      assert.ok(all === joined || all.slice(joined.length).trim() === '');
    }),
  );
});
