// Webhooks of TeXML calls: what is read of them, and that no form makes a reader throw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formFields } from '../../base/form-fields.ts';
import { parseTexmlCall, parseTexmlDial, parseTexmlStream } from './texml-webhook.ts';

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
  });
  assert.equal(parseTexmlCall(formFields('From=%2B14155550100')), null);
});

test('each last status says that the call is over, and no other does', () => {
  const over = (status: string) => parseTexmlCall(formFields(`CallSid=v3:a&CallStatus=${status}`))?.over;
  for (const status of ['completed', 'busy', 'failed', 'no-answer', 'canceled'])
    assert.equal(over(status), true);
  for (const status of ['ringing', 'in-progress', 'initiated', '']) assert.equal(over(status), false);
});

test('a stream’s trouble is told by either of its names', () => {
  const failed = (event: string) => parseTexmlStream(formFields(`StreamSid=s1&StreamEvent=${event}`))?.failed;
  assert.equal(failed('stream-failed'), true);
  assert.equal(failed('stream-error'), true);
  assert.equal(failed('stream-stopped'), false);
  assert.equal(parseTexmlStream(formFields('StreamEvent=stream-failed')), null);
});

test('a dialled leg’s outcome is one of four', () => {
  const outcome = (status: string) => parseTexmlDial(formFields(`DialCallStatus=${status}`));
  assert.equal(outcome('completed'), 'answered');
  assert.equal(outcome('answered'), 'answered');
  assert.equal(outcome('no-answer'), 'no-answer');
  assert.equal(outcome('canceled'), 'no-answer');
  assert.equal(outcome('busy'), 'busy');
  for (const status of ['failed', '', 'odd']) assert.equal(outcome(status), 'failed');
});

test('no form makes a reader throw', () => {
  fc.assert(
    fc.property(fc.webQueryParameters(), (body) => {
      const form = formFields(body);
      parseTexmlCall(form);
      parseTexmlStream(form);
      parseTexmlDial(form);
    }),
  );
});
