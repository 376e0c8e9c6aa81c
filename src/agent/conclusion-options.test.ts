// What an agent wants to know of its calls: taken with its defaults, or answered with the field that does not fit.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { z } from 'zod';
import { OffhookError } from '../base/errors.ts';
import { defineAgent } from './define-agent.ts';

const define = (more: object) => defineAgent({ name: 'desk', instructions: 'Be kind.', ...more });

function problemOf(more: object): string {
  try {
    define(more);
  } catch (error) {
    assert.ok(error instanceof OffhookError && error.code === 'CONFIG_INVALID', String(error));
    return error.message;
  }
  return assert.fail('it was taken');
}

test('the fields that are wanted become what a model is told, and the check of what it says', () => {
  const { conclusion } = define({ conclusion: { fields: z.object({ urgent: z.boolean() }) } });
  assert.deepEqual(conclusion?.dispositions, []);
  const { fields } = conclusion;
  assert.deepEqual(fields?.schema['required'], ['urgent']);
  assert.deepEqual(fields.check({ urgent: true }), { ok: true, value: { urgent: true } });
  const refused = fields.check({ urgent: 'my name is Ada' });
  assert.ok(!refused.ok);
  assert.match(refused.problem, /^urgent: /);
  assert.doesNotMatch(refused.problem, /Ada/);
});

test('each mistake is told with its field', () => {
  for (const [more, said] of [
    [{ conclusion: { fields: { urgent: true } } }, /^conclusion\.fields: must be a z\.object/],
    [{ conclusion: { fields: z.object({ at: z.date() }) } }, /^conclusion\.fields: .*[Dd]ate/],
    [{ conclusion: { dispositions: [] } }, /^conclusion\.dispositions: must have one word or more/],
    [{ conclusion: { dispositions: ['a,b'] } }, /^conclusion\.dispositions\[0\]: must be 1 to 64/],
    [{ conclusion: { byTool: { book: 1 } } }, /^conclusion\.byTool\.book: must be text/],
    [{ conclusion: { field: 1 } }, /^conclusion\.field: is no field of this/],
    [{ budget: { callUsdMax: 0 } }, /^budget\.callUsdMax: must be a number of US dollars, more than 0/],
    [
      { budget: { callUsdMax: 1, onReached: 'stop' } },
      /^budget\.onReached: must be one of 'end', 'transfer'/,
    ],
  ] as const)
    assert.match(problemOf(more), said);
});

test('a budget ends a call with the words for when time is up, unless it has its own', () => {
  const { budget, phrases } = define({ budget: { callUsdMax: 2 } });
  assert.deepEqual(budget, { usdMax: 2, onReached: 'end', farewell: phrases.timeUp });
  assert.equal(define({ budget: { callUsdMax: 2, farewell: 'Bye.' } }).budget?.farewell, 'Bye.');
});
