// Exotel's door: who gets in, what the applets of a flow ask, and what each is answered.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { NextStep } from '../../call/next-step.ts';
import { EXOTEL_PATHS, exotelDoor } from './door.ts';

const ORIGIN = 'https://voice.example.com';
const SECRET = 's/1';
const BASIC = `Basic ${Buffer.from(`offhook:${SECRET}`).toString('base64')}`;
const CALL = 'CallSid=c-1&CallFrom=%2B14155550100&CallTo=%2B14155550199&CallStatus=in-progress';
const door = exotelDoor({ secrets: [SECRET, 's0'] });

function read(path: string, query: string, authorization: string | undefined = BASIC, body = '') {
  const webhook = door.webhooks.find((one) => one.path === path);
  assert.ok(webhook !== undefined);
  return webhook.read({
    method: webhook.method ?? 'POST',
    origins: [ORIGIN],
    target: `${path}?${query}`,
    headers: authorization === '' ? {} : { authorization },
    body,
  });
}

test('an applet proves itself by the secret before the host, or in the query', () => {
  const fault = (query: string, authorization?: string) => {
    const reading = read(EXOTEL_PATHS.incoming, query, authorization);
    return reading.ok ? null : reading.reason;
  };
  assert.equal(fault(CALL), null);
  assert.equal(fault(`${CALL}&secret=s%2F1`, ''), null);
  assert.equal(fault(`${CALL}&secret=s0`, ''), null);
  assert.equal(fault(CALL, ''), 'credentials-missing');
  assert.equal(fault(`${CALL}&secret=other`), 'credentials-mismatch');
  assert.equal(fault('CallFrom=1'), 'no-call');
});

test('what an applet tells is told in the words that all carriers share', () => {
  const news = (path: string, more = '', body = '') => {
    const reading = read(path, `${CALL}${more}`, BASIC, body);
    return reading.ok ? reading.news : null;
  };
  const of = { carrierCallId: 'c-1', from: '+14155550100' };
  const call = { ...of, to: '+14155550199', fromState: null };
  assert.deepEqual(news(EXOTEL_PATHS.incoming), { kind: 'incoming', call });
  for (const path of [EXOTEL_PATHS.afterStream, EXOTEL_PATHS.again, EXOTEL_PATHS.dial])
    assert.deepEqual(news(path), { kind: 'stream-over', ...of, over: false });
  for (const [more, status, over] of [
    ['&DialCallStatus=completed', 'answered', false],
    ['&DialCallStatus=busy', 'busy', false],
    ['&CallType=incomplete', 'no-answer', false],
    ['&CallType=client-hangup', 'no-answer', true],
    ['', 'failed', false],
  ] as const)
    assert.deepEqual(news(EXOTEL_PATHS.afterDial, more), { kind: 'dial-over', ...of, status, over });
  const ended = read(EXOTEL_PATHS.status, '', BASIC, 'CallSid=c-1&Status=completed');
  assert.deepEqual(ended.ok && ended.news, {
    kind: 'status',
    carrierCallId: 'c-1',
    over: true,
    progress: 'completed',
  });
});

test('each applet is answered in its own way: by an address, a number, or a status alone', () => {
  const callId = 'call_1' as CallId;
  const say = { kind: 'say', text: 'Bye.', language: 'en-US' } as const;
  const steps: Readonly<Record<string, NextStep>> = {
    connect: { kind: 'connect', callId, token: 't' },
    dial: { kind: 'dial', callId, to: '+1415' },
    sayDial: { ...say, next: { dial: '+1416' } },
    say: { ...say, next: 'hang-up' },
    hangUp: { kind: 'hang-up' },
  };
  const told = (path: string) =>
    Object.entries(steps).map(([name, step]) => {
      const reading = read(path, CALL);
      const answer = reading.ok ? reading.answer?.(step, ORIGIN) : undefined;
      return [name, answer?.status ?? 200, answer?.body];
    });
  const url = 'wss://offhook:s%2F1@voice.example.com/exotel/media?sample-rate=8000&token=t';
  assert.deepEqual(told(EXOTEL_PATHS.incoming), [
    ['connect', 200, JSON.stringify({ url })],
    ...['dial', 'sayDial', 'say', 'hangUp'].map((name) => [name, 503, '']),
  ]);
  const statuses = (path: string) => told(path).map(([, status]) => status);
  assert.deepEqual(statuses(EXOTEL_PATHS.afterStream), [302, 200, 200, 302, 302]);
  assert.deepEqual(statuses(EXOTEL_PATHS.again), [200, 302, 302, 302, 302]);
  assert.deepEqual(statuses(EXOTEL_PATHS.afterDial), [200, 302, 302, 302, 302]);
  assert.deepEqual(statuses(EXOTEL_PATHS.dial), [503, 200, 200, 503, 503]);
  const number = (to: string): string =>
    JSON.stringify({
      fetch_after_attempt: false,
      destination: { numbers: [to] },
      max_ringing_duration: 25,
    });
  assert.deepEqual(
    told(EXOTEL_PATHS.dial).map(([, , body]) => body),
    ['', number('+1415'), number('+1416'), '', ''],
  );
});

test('a stream proves itself by the password in its address', () => {
  const fault = (authorization: string) =>
    door.upgradeFault({
      method: 'GET',
      origins: [ORIGIN],
      target: EXOTEL_PATHS.media,
      headers: { authorization },
      body: '',
    });
  assert.equal(fault(BASIC), null);
  assert.equal(fault('Bearer s/1'), 'credentials-scheme');
});
