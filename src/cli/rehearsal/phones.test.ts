// The phones of a rehearsal: the guide lists them, their scenarios can be played, and a transfer finds them as well.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { scenarioSteps } from '../call/chosen-steps.ts';
import { dialledAt, HUMAN_NUMBER, phoneAt, REHEARSAL_PHONES, SOMEBODY } from './phones.ts';

test('each phone stands in the guide, with its number and who is there', () => {
  const guide = readFileSync(new URL('../../../docs/guide/outbound.md', import.meta.url), 'utf8');
  for (const { number, what } of REHEARSAL_PHONES)
    assert.match(guide, new RegExp(`\\| \`\\${number}\` +\\| ${what} +\\|`), number);
});

test('each scenario of a phone has its sound without any synthesiser', async () => {
  for (const { scenario } of REHEARSAL_PHONES) {
    if (scenario === null) continue;
    const read = await scenarioSteps(`phones/${scenario}`, () => Promise.resolve(null));
    assert.ok(read.ok, scenario);
    for (const { step, sound } of read.steps) assert.equal(sound.length > 0, step.kind === 'say');
  }
});

test('at any other number there is a person', () => {
  assert.equal(phoneAt('+442071838750'), phoneAt(SOMEBODY));
  assert.equal(phoneAt('sip:anna@example.com').callee().status, 'answered');
});

test('who is put through to a phone finds it as it is', () => {
  assert.deepEqual(dialledAt(HUMAN_NUMBER), { status: 'answered', afterMs: 2000, talkMs: 4000 });
  assert.deepEqual(
    ['+14155550102', '+14155550103', '+14155550104'].map((number) => dialledAt(number).status),
    ['busy', 'no-answer', 'failed'],
  );
});
