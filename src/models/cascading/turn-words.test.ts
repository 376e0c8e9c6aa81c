// Which words are a turn, and which of them sound finished.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isBackchannel, wholeness } from './turn-words.ts';

test('what only shows that somebody listens is a backchannel', () => {
  for (const text of ['Mm-hm.', 'Okay.', 'okay, okay', 'Uh-huh', 'Right, right.', 'Alles klar', ''])
    assert.equal(isBackchannel(text), true, text);
});

test('an answer, a wish or a question is none', () => {
  for (const text of ['Yes.', 'No', 'Okay, stop', 'Right, but when?', 'Hello?', 'Wait'])
    assert.equal(isBackchannel(text), false, text);
});

test('a sentence is whole at its mark, unsure without one, and open in the middle of something', () => {
  assert.equal(wholeness('When are you open?'), 'whole');
  assert.equal(wholeness('I want an appointment.'), 'whole');
  assert.equal(wholeness('I want an appointment'), 'unsure');
  assert.equal(wholeness('I would like to.'), 'open');
  assert.equal(wholeness('On Monday and'), 'open');
  assert.equal(wholeness('My number is,'), 'open');
  assert.equal(wholeness('Ich hätte gern einen Termin für'), 'open');
});
