// Numbers and addresses of nobody: the same one for the same one, of the same kind.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { isCard } from '../call/redaction/find-numbers.ts';
import { Fictitious } from './fictitious.ts';

const nobody = (): Fictitious => new Fictitious(() => false);

void suite('a fictitious number', () => {
  test('of North America stands in the same area, and is one that is never given to anybody', () => {
    const fictitious = nobody();
    assert.equal(fictitious.number('phone', '12025559876'), '12025550100');
    assert.equal(fictitious.number('phone', '4157654321'), '4155550100');
    assert.equal(fictitious.number('phone', '4157654322'), '4155550101');
  });

  test('is the same for the same number, with its country or without, and for a piece of it', () => {
    const fictitious = nobody();
    assert.equal(fictitious.number('phone', '14157654321'), '14155550100');
    assert.equal(fictitious.number('phone', '4157654321'), '4155550100');
    assert.equal(fictitious.number('phone', '7654321'), '5550100');
    assert.equal(fictitious.number('phone', '65432'), '55010');
    assert.equal(fictitious.number('phone', '49301234567'), '49300000100');
    assert.equal(fictitious.number('phone', '0301234567'), '0300000100');
  });

  test('of a card is of its scheme, and its last digit is right', () => {
    const fictitious = nobody();
    assert.equal(fictitious.number('card', '4012888888881881'), '4111111111111111');
    for (const digits of ['378282246310006', '5105105105105101', '6011000990139425', '4222222222223'])
      assert.ok(isCard(fictitious.number('card', digits)), digits);
  });

  test('of social security is one that nobody has', () => {
    assert.equal(nobody().number('ssn', '219099999'), '987654320');
  });

  test('is never one that stands on the tape', () => {
    const fictitious = new Fictitious((digits) => digits.endsWith('5550100'));
    assert.equal(fictitious.number('phone', '14157654321'), '14155550101');
  });

  test('an address is the same however it is written', () => {
    const fictitious = nobody();
    assert.equal(fictitious.address('Maria.Lopez@gmail.com'), 'jane.doe@example.com');
    assert.equal(fictitious.address('maria dot lopez at gmail dot com'), 'jane.doe@example.com');
    assert.equal(fictitious.address('joe@gmail.com'), 'jane.doe2@example.com');
  });
});
