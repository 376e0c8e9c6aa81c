// The one way out: what is said comes to its end, the farewell is heard, everything is closed, once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { ending } from './ending.ts';

const want = (
  reason: EndReason,
  farewell: string | null = null,
  transferTo: string | null = null,
): FrameOf<'end.wanted'> => ({ kind: 'end.wanted', reason, farewell, transferTo });
const stopped = (cause: FrameOf<'carrier.stopped'>['cause']): FrameOf<'carrier.stopped'> => ({
  kind: 'carrier.stopped',
  cause,
  detail: '',
});
const PLAYING = { kind: 'playout.started', soundsInMs: 0, itemId: 'i' as ItemId, responseId: null } as const;
const DRAINED = { kind: 'playout.drained' } as const;
const WANTED = { kind: 'response.wanted', requestId: 'a', instructions: null, tools: false } as const;
const STARTED = { kind: 'response.started', responseId: 'r' as ResponseId, requestId: 'a' } as const;
const MISSED = { kind: 'response.missed', requestId: 'a', detail: '' } as const;
const DONE = {
  kind: 'response.done',
  responseId: 'r' as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
} as const;
const said = (result: FrameOf<'utterance.done'>['result'], id = 'farewell'): FrameOf<'utterance.done'> => ({
  kind: 'utterance.done',
  utteranceId: id as UtteranceId,
  result,
});
const FAREWELL = {
  kind: 'utterance.wanted',
  utteranceId: 'farewell',
  text: 'Goodbye.',
  protected: true,
  optional: false,
};
const over = (reason: EndReason, change: { transferTo?: string; unsaid?: string } = {}) => [
  { kind: 'conversation.ending' },
  { kind: 'model.close' },
  ...(change.transferTo === undefined ? [{ kind: 'carrier.close' }] : []),
  {
    kind: 'conversation.ended',
    reason,
    transferTo: change.transferTo ?? null,
    unsaid: change.unsaid ?? null,
  },
];

async function given(...frames: Parameters<ReturnType<typeof bench>['feed']>) {
  const node = bench();
  node.feed(...frames);
  await node.advance(0);
  return node.take();
}
const bench = () => nodeBench(ending());

test('a stream that stops ends the conversation at once, for the reason in its cause', async () => {
  for (const [cause, reason] of [
    ['stop', 'caller-hangup'],
    ['lost', 'stream-lost'],
    ['fault', 'carrier-fault'],
  ] as const)
    assert.deepEqual(await given(stopped(cause)), over(reason));
});

test('a second hang-up, and any end wanted after the first, changes nothing', async () => {
  assert.deepEqual(
    await given(stopped('stop'), stopped('stop'), want('dormant', 'Goodbye.'), stopped('lost')),
    over('caller-hangup'),
  );
});

test('an end without farewell is gone through at once when nothing is being said', async () => {
  assert.deepEqual(await given(want('agent-hangup')), over('agent-hangup'));
});

test('operators, shutdowns and broken streams wait for nobody', async () => {
  for (const reason of ['operator-hangup', 'shutdown', 'stream-lost', 'carrier-fault'] as const)
    assert.deepEqual(await given(PLAYING, WANTED, want(reason, 'Goodbye.')), over(reason));
});

test('an end that waits for nobody cuts short the way out of another', async () => {
  for (const reason of ['operator-hangup', 'stream-lost'] as const) {
    const node = bench();
    node.feed(want('transferred', 'Goodbye.', '+1555'));
    await node.advance(100);
    assert.deepEqual(node.take(), [FAREWELL]);
    node.feed(want(reason));
    await node.advance(0);
    assert.deepEqual(node.take(), over(reason));
  }
});

test('what plays comes to its end, then the farewell is said, protected, and heard', async () => {
  const node = bench();
  node.feed(PLAYING, want('max-duration', 'Goodbye.'));
  await node.advance(100);
  assert.deepEqual(node.take(), []);
  node.feed(DRAINED);
  await node.advance(0);
  assert.deepEqual(node.take(), [FAREWELL]);
  node.feed(said('heard', 'another'));
  await node.advance(0);
  assert.deepEqual(node.take(), []);
  node.feed(said('heard'));
  await node.advance(0);
  assert.deepEqual(node.take(), over('max-duration'));
  assert.equal(node.timersPending, 0);
});

test('a response that is wanted or under way is waited for; one that is missed is not', async () => {
  const node = bench();
  node.feed(WANTED, want('agent-hangup'));
  await node.advance(100);
  node.feed(STARTED);
  await node.advance(100);
  assert.deepEqual(node.take(), []);
  node.feed(PLAYING, DONE);
  await node.advance(100);
  assert.deepEqual(node.take(), []);
  node.feed(DRAINED);
  await node.advance(0);
  assert.deepEqual(node.take(), over('agent-hangup'));
  assert.deepEqual(await given(WANTED, want('agent-hangup'), MISSED), over('agent-hangup'));
});

test('a response that is wanted because another is done is waited for too', async () => {
  const node = bench();
  node.feed(STARTED, want('agent-hangup'), DONE, WANTED);
  await node.advance(100);
  assert.deepEqual(node.take(), []);
});

test('a model that is gone owes nothing', async () => {
  assert.deepEqual(await given(STARTED, { kind: 'model.gone' }, want('model-failed', 'Goodbye.')), [
    FAREWELL,
  ]);
});

test('what is being said is cut after fifteen seconds, and the farewell follows', async () => {
  const node = bench();
  node.feed(PLAYING, want('max-duration', 'Goodbye.'));
  await node.advance(14_999);
  assert.deepEqual(node.take(), []);
  await node.advance(1);
  assert.deepEqual(node.take(), [{ kind: 'interruption.wanted', cause: 'code' }, FAREWELL]);
});

test('a farewell has thirty seconds; one that never sounded is left to the carrier', async () => {
  for (const sounds of [true, false]) {
    const node = bench();
    node.feed(want('dormant', 'Goodbye.'));
    await node.advance(0);
    if (sounds) node.feed(PLAYING);
    node.take();
    await node.advance(30_000);
    assert.deepEqual(node.take(), over('dormant', sounds ? {} : { unsaid: 'Goodbye.' }));
  }
});

test('a farewell that cannot be said here is handed on', async () => {
  const node = bench();
  node.feed(want('model-failed', 'Goodbye.', '+1555'));
  await node.advance(0);
  node.take();
  node.feed(said('unsaid'));
  await node.advance(0);
  assert.deepEqual(node.take(), over('model-failed', { transferTo: '+1555', unsaid: 'Goodbye.' }));
});

test('a transfer leaves the stream open: the carrier takes the call off it', async () => {
  assert.deepEqual(
    await given(want('transferred', null, '+1555')),
    over('transferred', { transferTo: '+1555' }),
  );
});

test('a caller who hangs up before the farewell is through has hung up', async () => {
  assert.deepEqual(await given(PLAYING, want('transferred', 'Goodbye.', '+1555'), stopped('stop')), [
    ...over('caller-hangup'),
  ]);
});

test('a stream that breaks on the way out keeps the end that was wanted, and what was left to say', async () => {
  assert.deepEqual(
    await given(PLAYING, want('transferred', 'Goodbye.', '+1555'), stopped('lost')),
    over('transferred', { transferTo: '+1555', unsaid: 'Goodbye.' }),
  );
});

test('a machine to which nothing is to be said, and a fax, wait for nothing; a message is said to its end', async () => {
  for (const reason of ['machine', 'fax'] as const) {
    const bench = nodeBench(ending());
    bench.feed(PLAYING, want(reason));
    await bench.advance(0);
    assert.deepEqual(bench.take(), over(reason));
  }
  const bench = nodeBench(ending());
  const long = 'a'.repeat(500);
  bench.feed(want('machine', long));
  await bench.advance(0);
  assert.deepEqual(bench.take(), [{ ...FAREWELL, text: long }]);
  bench.feed(PLAYING);
  await bench.advance(59_000);
  assert.deepEqual(bench.take(), []);
  bench.feed(said('heard'));
  await bench.advance(0);
  assert.deepEqual(bench.take(), over('machine'));
});
