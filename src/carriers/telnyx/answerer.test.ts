// Who picked up, by the results of Telnyx's detections.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { answererOfEvent, answererOfTexml } from './answerer.ts';

const told = (verdict: ReturnType<typeof answererOfEvent>) =>
  verdict && [verdict.by, verdict.greetingOver, verdict.beep];

test('a detection tells its first guess, in either of its kinds', () => {
  const by = (result: string) => told(answererOfEvent('call.machine.premium.detection.ended', result))?.[0];
  assert.deepEqual(
    ['human_residence', 'human_business', 'machine', 'fax_detected', 'silence', 'not_sure', 'odd'].map(by),
    ['human', 'human', 'machine', 'fax', 'unknown', 'unknown', 'unknown'],
  );
  assert.deepEqual(answererOfEvent('call.machine.detection.ended', 'machine'), {
    by: 'machine',
    greetingOver: false,
    beep: false,
    detail: 'machine',
  });
});

test('a greeting is over with its beep, or when the standard detection says so', () => {
  const [standard, premium] = ['call.machine.greeting.ended', 'call.machine.premium.greeting.ended'];
  assert.deepEqual(told(answererOfEvent(standard, 'beep_detected')), ['machine', true, true]);
  assert.deepEqual(told(answererOfEvent(premium, 'beep_detected')), ['machine', true, true]);
  assert.deepEqual(told(answererOfEvent(standard, 'ended')), ['machine', true, false]);
  for (const result of ['no_beep_detected', 'prompt_ended', 'not_sure', ''])
    assert.equal(answererOfEvent(premium, result), null);
});

test('a phone that screens is known where Telnyx knows it', () => {
  const type = 'call.machine.premium.call_screening.detected';
  assert.deepEqual(told(answererOfEvent(type, 'screening')), ['screening', false, false]);
});

test('other events tell nothing of who picked up', () => {
  for (const type of ['call.machine.premium.detection.started', 'call.answered', ''])
    assert.equal(answererOfEvent(type, 'machine'), null);
});

test('of a TeXML call it is told in one word', () => {
  const names = ['human', 'machine', 'machine_start', 'machine_end_beep', 'machine_end_silence', 'fax'];
  assert.deepEqual(
    [...names, 'call_screening', 'unknown', ''].map((name) => told(answererOfTexml(name))),
    [
      ['human', false, false],
      ['machine', false, false],
      ['machine', false, false],
      ['machine', true, true],
      ['machine', true, false],
      ['fax', false, false],
      ['screening', false, false],
      ['unknown', false, false],
      ['unknown', false, false],
    ],
  );
});
