// Following one call in the feed of all.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FollowedCall } from './follow-call.ts';

const event = (callId: string, event: object) => ({
  name: 'call.event',
  data: JSON.stringify({ callId, sequence: 1, atMs: 0, event }),
});
const updated = (callSid: string, id: string, outcome: object | null) => ({
  name: 'call.updated',
  data: JSON.stringify({ id, callSid, outcome }),
});

test('only the call of this CallSid is told, from its first record on', () => {
  const kinds: string[] = [];
  const followed = new FollowedCall(
    'CA1',
    () => 0,
    ({ event }) => kinds.push(event.kind),
  );
  followed.take(event('call_2', { kind: 'call.opened', carrierCallId: 'CA2' }));
  followed.take(event('call_1', { kind: 'call.opened', carrierCallId: 'CA1' }));
  followed.take(event('call_2', { kind: 'recording.started' }));
  followed.take(event('call_1', { kind: 'model.ready' }));
  followed.take({ name: 'call.event', data: 'nonsense' });
  followed.take({ name: 'call.event', data: '{"callId":"call_1"}' });
  assert.deepEqual(kinds, ['call.opened', 'model.ready']);
});

test('it is busy while a tool runs and until its result can have been spoken of', () => {
  let nowMs = 0;
  const followed = new FollowedCall(
    'CA1',
    () => nowMs,
    () => {},
  );
  followed.take(updated('CA1', 'call_1', null));
  assert.equal(followed.busy, false);
  followed.take(event('call_1', { kind: 'tool.called', toolCallId: 't1' }));
  nowMs = 60_000;
  assert.equal(followed.busy, true);
  followed.take(event('call_1', { kind: 'tool.settled', toolCallId: 't1' }));
  nowMs += 1499;
  assert.equal(followed.busy, true);
  nowMs += 1;
  assert.equal(followed.busy, false);
});

test('it is over once the call has an outcome', async () => {
  const followed = new FollowedCall(
    'CA1',
    () => 0,
    () => {},
  );
  followed.take(updated('CA2', 'call_2', { reason: 'dormant' }));
  followed.take(updated('CA1', 'call_1', { reason: 'caller-hangup' }));
  await followed.over;
  assert.equal(followed.view?.outcome?.reason, 'caller-hangup');
});
