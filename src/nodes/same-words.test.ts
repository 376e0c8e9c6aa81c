// Two texts say the same when their words do, in any writing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sameWords } from './same-words.ts';

test('punctuation, capitals and space do not matter', () => {
  assert.equal(sameWords('Hello, how can I help?', 'hello how can  i help'), true);
  assert.equal(sameWords('It’s 9 a.m.', "it's 9 A.M."), true);
});

test('a word more, less, other or elsewhere does', () => {
  for (const other of ['Hello there', 'Hello', 'Hello, yes there you', 'there you Hello', ''])
    assert.equal(sameWords('Hello there you', other), false, other);
});

test('the same letter is the same however it is composed', () => {
  assert.equal(sameWords('Caf\u00e9', 'Cafe\u0301'), true);
});

test('vowel signs are part of a word', () => {
  assert.equal(sameWords('कि', 'की'), false);
});
