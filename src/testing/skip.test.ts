// When a test is left out, and when it must not be.
import { deepEqual } from 'node:assert/strict';
import { test } from 'node:test';
import { skipUnless } from './skip.ts';

test('a test runs when its condition holds, and is left out with a reason when not', (context) => {
  const before = process.env['OFFHOOK_TEST_NO_SKIPS'];
  context.after(() => {
    if (before === undefined) delete process.env['OFFHOOK_TEST_NO_SKIPS'];
    else process.env['OFFHOOK_TEST_NO_SKIPS'] = before;
  });
  delete process.env['OFFHOOK_TEST_NO_SKIPS'];
  deepEqual(skipUnless(true, 'no server'), {});
  deepEqual(skipUnless(false, 'no server'), { skip: 'no server' });
  process.env['OFFHOOK_TEST_NO_SKIPS'] = '1';
  deepEqual(skipUnless(false, 'no server'), {});
});
