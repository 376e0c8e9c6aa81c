// A call is placed over the API: what reaches the switchboard, and what is refused before it does.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OffhookError } from '../../base/errors.ts';
import { serverStage } from '../../../test/fakes/server-stage.ts';

const WISH = {
  to: '+14155550123',
  from: '+14155550100',
  variables: { name: 'Ada' },
  greeting: 'Hello {{name}}.',
  purpose: 'The front desk calls about an appointment.',
  voicemail: { action: 'message', message: 'Please call us back.' },
  answerWithinS: 40,
  maxDurationS: 600,
};

async function place(payload: object, headers: Record<string, string> = {}) {
  const stage = await serverStage();
  const answer = await stage.app.inject({ method: 'POST', url: '/api/calls', payload, headers });
  return { stage, answer, asked: stage.switchboard.asked };
}

test('a call is placed as it was asked for, and answered with itself', async () => {
  const { answer, asked } = await place(WISH);
  assert.equal(answer.statusCode, 202);
  assert.deepEqual(asked, [['dial', WISH]]);
  assert.equal(answer.headers['location'], '/api/calls/call_1');
  const { id, direction, status, to } = answer.json();
  assert.deepEqual([id, direction, status, to], ['call_1', 'outbound', 'ringing', WISH.to]);
});

test('the key comes in the body or in the header, which wins', async () => {
  const { asked } = await place(
    { to: WISH.to, idempotencyKey: 'of-the-body' },
    { 'idempotency-key': 'of-the-header' },
  );
  assert.deepEqual(asked, [['dial', { to: WISH.to, idempotencyKey: 'of-the-header' }]]);
  const other = await place({ to: WISH.to, idempotencyKey: 'of-the-body' });
  assert.deepEqual(other.asked, [['dial', { to: WISH.to, idempotencyKey: 'of-the-body' }]]);
});

const wrong: readonly (readonly [string, object])[] = [
  ['to', { to: 'Bob' }],
  ['to', {}],
  ['answerWithinS', { to: WISH.to, answerWithinS: 3 }],
  ['voicemail', { to: WISH.to, voicemail: { action: 'message' } }],
  ['greeting', { to: WISH.to, greeting: 'Hello {{name.' }],
  ['variables', { to: WISH.to, variables: { 'a b': 'c' } }],
  ['too', { too: WISH.to, to: WISH.to }],
];
for (const [field, body] of wrong)
  test(`a request with a ${field} that does not fit is refused: ${JSON.stringify(body)}`, async () => {
    const { answer, asked } = await place(body);
    assert.equal(answer.statusCode, 400);
    assert.equal(answer.json().error.code, 'REQUEST_INVALID');
    assert.match(answer.json().error.message, new RegExp(field));
    assert.deepEqual(asked, []);
  });

test('a call that cannot be placed is a conflict, with what is missing', async () => {
  const stage = await serverStage();
  stage.switchboard.dial = () => Promise.reject(new OffhookError('DIAL_IMPOSSIBLE', 'set PUBLIC_URL'));
  const answer = await stage.app.inject({ method: 'POST', url: '/api/calls', payload: { to: WISH.to } });
  assert.equal(answer.statusCode, 409);
  assert.deepEqual(answer.json().error, { code: 'DIAL_IMPOSSIBLE', message: 'set PUBLIC_URL' });
});
