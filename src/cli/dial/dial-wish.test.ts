// What the command line asks for, as a request.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialWish, type DialOptions } from './dial-wish.ts';

const wish = (options: Partial<DialOptions> = {}, to = '+14155550123') =>
  dialWish(to, { var: [], ...options });

test('a number alone is a request', () => {
  assert.deepEqual(wish({}, '+1 (415) 555-0123'), { ok: true, request: { to: '+14155550123' } });
  assert.deepEqual(wish({}, 'sip:desk-1@example.com'), {
    ok: true,
    request: { to: 'sip:desk-1@example.com' },
  });
});

test('every option has its place', () => {
  const given = wish({
    from: '+1 415 555 0100',
    carrier: 'twilio',
    var: ['name=Ada', 'note=a=b'],
    greeting: 'Hello.',
    purpose: 'We call about tomorrow.',
    voicemail: 'Call us back.',
    ring: '45s',
    max: '10m',
    key: 'row-1',
  });
  assert.deepEqual(given, {
    ok: true,
    request: {
      to: '+14155550123',
      from: '+14155550100',
      carrier: 'twilio',
      variables: { name: 'Ada', note: 'a=b' },
      greeting: 'Hello.',
      purpose: 'We call about tomorrow.',
      voicemail: { action: 'message', message: 'Call us back.' },
      answerWithinS: 45,
      maxDurationS: 600,
      idempotencyKey: 'row-1',
    },
  });
});

test('what does not fit is named', () => {
  for (const [options, problem] of [
    [{ var: ['name'] }, /--var name:/],
    [{ ring: 'long' }, /--ring long:/],
    [{ max: 'long' }, /--max long:/],
    [{ voicemail: 'Hi.', machine: 'hang-up' }, /--voicemail and --machine/],
  ] as const) {
    const given = wish(options);
    assert.ok(!given.ok);
    assert.match(given.problem, problem);
  }
});
