// Twilio's webhooks are read with what they carry, and nonsense is a value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  parseAnsweredBy,
  parseCallStatus,
  parseDialAction,
  parseStreamStatus,
  parseVoiceWebhook,
} from './webhook.ts';

test('an incoming call is read, with the state of a caller in the United States', () => {
  assert.deepEqual(
    parseVoiceWebhook({
      CallSid: 'CA1',
      From: '+14155550100',
      To: '+14155550199',
      FromState: 'CA',
      FromCountry: 'US',
      Direction: 'inbound',
      CallStatus: 'ringing',
    }),
    {
      carrierCallId: 'CA1',
      from: '+14155550100',
      to: '+14155550199',
      fromState: 'CA',
      direction: 'inbound',
      callStatus: 'ringing',
    },
  );
});

test('the other names of the parties are taken where the first ones are missing', () => {
  const call = parseVoiceWebhook({
    CallSid: 'CA1',
    Caller: '+1',
    Called: '+2',
    CallerState: 'wa',
    CallerCountry: 'us',
  });
  assert.deepEqual([call?.from, call?.to, call?.fromState], ['+1', '+2', 'WA']);
});

test('a state outside the United States, or one that is no state, is not known', () => {
  const stateOf = (fields: Record<string, string>) =>
    parseVoiceWebhook({ CallSid: 'CA1', ...fields })?.fromState;
  assert.equal(stateOf({ FromState: 'BE', FromCountry: 'DE' }), null);
  assert.equal(stateOf({ FromState: 'CA' }), null);
  assert.equal(stateOf({ FromState: 'California', FromCountry: 'US' }), null);
});

test('a webhook without a call is none', () => {
  assert.equal(parseVoiceWebhook({ From: '+1' }), null);
  assert.equal(parseCallStatus({}), null);
  assert.equal(parseStreamStatus({ CallSid: 'CA1' }), null);
  assert.equal(parseDialAction({}), null);
});

test('a call is over by each status that ends it, and by no other', () => {
  const over = (CallStatus: string) => parseCallStatus({ CallSid: 'CA1', CallStatus })?.over;
  for (const status of ['completed', 'busy', 'failed', 'no-answer', 'canceled'])
    assert.equal(over(status), true);
  for (const status of ['ringing', 'in-progress', 'queued', 'constructor', ''])
    assert.equal(over(status), false);
});

test("a stream's status is read", () => {
  const fields = { CallSid: 'CA1', StreamSid: 'MZ1', StreamEvent: 'stream-error', StreamError: 'no route' };
  assert.deepEqual(parseStreamStatus(fields), {
    carrierCallId: 'CA1',
    streamId: 'MZ1',
    event: 'error',
    error: 'no route',
  });
  assert.equal(parseStreamStatus({ ...fields, StreamEvent: 'toString' })?.event, 'unknown');
});

test("a dialled leg's outcome is told in the words that all carriers share", () => {
  const status = (DialCallStatus: string) => parseDialAction({ CallSid: 'CA1', DialCallStatus })?.status;
  assert.deepEqual(
    ['completed', 'answered', 'busy', 'no-answer', 'canceled', 'failed', 'odd', ''].map(status),
    ['answered', 'answered', 'busy', 'no-answer', 'no-answer', 'failed', 'failed', 'failed'],
  );
});

test("a call's progress is told in the words that all carriers share, with the code of what went wrong", () => {
  const read = (fields: object) => {
    const { progress, over, code } = parseCallStatus({ CallSid: 'CA1', ...fields }) ?? {};
    return [progress, over, code];
  };
  assert.deepEqual(read({ CallStatus: 'initiated' }), ['queued', false, null]);
  assert.deepEqual(read({ CallStatus: 'ringing' }), ['ringing', false, null]);
  assert.deepEqual(read({ CallStatus: 'in-progress' }), ['answered', false, null]);
  assert.deepEqual(read({ CallStatus: 'completed', SipResponseCode: '200' }), ['completed', true, null]);
  assert.deepEqual(read({ CallStatus: 'busy', SipResponseCode: '486' }), ['busy', true, '486']);
  assert.deepEqual(read({ CallStatus: 'failed', ErrorCode: '13224' }), ['failed', true, '13224']);
  assert.deepEqual(read({ CallStatus: 'odd' }), [null, false, null]);
});

test('who picked up is read from the verdict of the detection', () => {
  const read = (AnsweredBy: string) => {
    const { by, greetingOver, beep } = parseAnsweredBy({ CallSid: 'CA1', AnsweredBy }) ?? {};
    return [by, greetingOver, beep];
  };
  assert.deepEqual(read('human'), ['human', false, false]);
  assert.deepEqual(read('fax'), ['fax', false, false]);
  assert.deepEqual(read('machine_start'), ['machine', false, false]);
  assert.deepEqual(read('machine_end_beep'), ['machine', true, true]);
  assert.deepEqual(read('machine_end_silence'), ['machine', true, false]);
  assert.deepEqual(read('machine_end_other'), ['machine', true, false]);
  for (const odd of ['unknown', '', 'martian']) assert.deepEqual(read(odd), ['unknown', false, false]);
  assert.equal(parseAnsweredBy({ AnsweredBy: 'human' }), null);
});

test('no form makes a reader throw', () => {
  const value = fc.oneof(fc.string(), fc.array(fc.string()), fc.constant(undefined));
  const names = fc.constantFrom('CallSid', 'From', 'FromState', 'StreamSid', 'StreamEvent', '__proto__');
  fc.assert(
    fc.property(fc.dictionary(names, value), (form) => {
      for (const read of [
        parseVoiceWebhook,
        parseCallStatus,
        parseStreamStatus,
        parseDialAction,
        parseAnsweredBy,
      ])
        read(form);
    }),
  );
});
