// Edits of a text are the same whether it comes whole, in pieces or as far as it goes.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import * as fc from 'fast-check';
import { edited, editedBefore, editedPieces, type TextEdit } from './text-edits.ts';

const MARIA = (text: string): readonly TextEdit[] =>
  [...text.matchAll(/Maria Lopez/g)].map(({ index }) => ({ start: index, end: index + 11, put: 'Jane Doe' }));

const texts = fc.array(fc.constantFrom('Maria', ' ', 'Lopez', 'Maria Lopez', 'x', ''), { maxLength: 12 });

void suite('edits of a text', () => {
  test('stand where they belong, and the rest stays', () => {
    assert.equal(edited('I am Maria Lopez.', MARIA('I am Maria Lopez.')), 'I am Jane Doe.');
    assert.equal(edited('I am.', MARIA('I am.')), 'I am.');
  });

  test('come out the same whether the text comes whole or in pieces', () => {
    fc.assert(
      fc.property(texts, (pieces) => {
        const done = editedPieces(pieces, MARIA);
        const whole = pieces.join('');
        assert.equal(done.length, pieces.length);
        assert.equal(done.join(''), edited(whole, MARIA(whole)));
      }),
    );
  });

  test('of a beginning are those of the whole, as far as it goes', () => {
    const text = 'I am Maria Lopez.';
    const edits = MARIA(text);
    assert.equal(editedBefore(text, edits, 5), 'I am ');
    assert.equal(editedBefore(text, edits, 9), 'I am Jane');
    assert.equal(editedBefore(text, edits, text.length), 'I am Jane Doe.');
    fc.assert(
      fc.property(texts, fc.nat(80), (pieces, chars) => {
        const whole = pieces.join('');
        const part = editedBefore(whole, MARIA(whole), Math.min(chars, whole.length));
        assert.ok(!part.includes('Maria Lopez'));
      }),
    );
  });
});
