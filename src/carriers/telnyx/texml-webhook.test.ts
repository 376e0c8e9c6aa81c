// Webhooks of TeXML calls: what is read of them, and that no form makes a reader throw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formFields } from '../../base/form-fields.ts';
import { parseTexmlAnswerer, parseTexmlCall, parseTexmlStream } from './texml-webhook.ts';

test('a call is read with its account and its two numbers', () => {
  const form = formFields(
    'AccountSid=f5586561&CallSid=v3%3AabC_-1&CallStatus=ringing&From=%2B14155550100&To=%2B14155550199',
  );
  assert.deepEqual(parseTexmlCall(form), {
    carrierCallId: 'v3:abC_-1',
    accountSid: 'f5586561',
    from: '+14155550100',
    to: '+14155550199',
    over: false,
    progress: 'ringing',
    code: null,
  });
  assert.equal(parseTexmlCall(formFields('From=%2B14155550100')), null);
});

test('each last status says that the call is over, and no other does', () => {
  const over = (status: string) => parseTexmlCall(formFields(`CallSid=v3:a&CallStatus=${status}`))?.over;
  for (const status of ['completed', 'busy', 'failed', 'no-answer', 'canceled'])
    assert.equal(over(status), true);
  for (const status of ['ringing', 'in-progress', 'initiated', '']) assert.equal(over(status), false);
});

test('how far a call came is told in the words that all carriers share, and why it came to nothing', () => {
  const told = (fields: string) => {
    const call = parseTexmlCall(formFields(`CallSid=v3:a&${fields}`));
    return [call?.progress, call?.code];
  };
  for (const [status, progress] of [
    ['initiated', 'queued'],
    ['ringing', 'ringing'],
    ['in-progress', 'answered'],
    ['completed', 'completed'],
  ] as const)
    assert.deepEqual(told(`CallStatus=${status}&SipHangupCause=200`), [progress, null]);
  assert.deepEqual(told('CallStatus=busy&SipHangupCause=486&HangupCause=user_busy'), ['busy', '486']);
  assert.deepEqual(told('CallStatus=no-answer&HangupCause=timeout'), ['no-answer', 'timeout']);
  assert.deepEqual(told('CallStatus=failed'), ['failed', null]);
  assert.deepEqual(told('CallStatus=odd'), [null, null]);
});

test('a stream’s trouble is told by either of its names', () => {
  const failed = (event: string) => parseTexmlStream(formFields(`StreamSid=s1&StreamEvent=${event}`))?.failed;
  assert.equal(failed('stream-failed'), true);
  assert.equal(failed('stream-error'), true);
  assert.equal(failed('stream-stopped'), false);
  assert.equal(parseTexmlStream(formFields('StreamEvent=stream-failed')), null);
});

test('no form makes a reader throw', () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), (body) => {
      const form = formFields(body);
      parseTexmlCall(form);
      parseTexmlStream(form);
      parseTexmlAnswerer(form);
    }),
  );
});
