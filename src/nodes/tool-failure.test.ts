// What the log tells of a function that threw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { toolFailure } from './tool-failure.ts';

test('an error is told by its class and the line that threw it', () => {
  const told = toolFailure(new RangeError('the caller is Ada Lovelace'));
  assert.equal(told.error, 'RangeError');
  assert.match(told.at ?? '', /^tool-failure\.test\.ts:\d+$/);
});

test('nothing of a message is told, also when it looks like a stack or a name', () => {
  const dressed = new Error('hunter2\n    at secret (Ada.ts:1:2)\n    at more (Bob.ts:3:4)');
  dressed.name = 'Ada Lovelace, +1 415 555 0123';
  const told = toolFailure(dressed);
  assert.doesNotMatch(JSON.stringify(told), /Ada|Bob|hunter2|415/);
  assert.equal(told.error, 'Error');
});

test('what is no error, or has no stack, is told as what it is', () => {
  assert.deepEqual(toolFailure('hunter2'), { error: 'string' });
  const bare = new TypeError('x');
  delete bare.stack;
  assert.deepEqual(toolFailure(bare), { error: 'TypeError' });
});
