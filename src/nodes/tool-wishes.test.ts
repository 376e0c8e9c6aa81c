// What a function wishes for the call, its end or a transfer, comes when its words and the others are through.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  never,
  tool,
  bench,
  called,
  started,
  done,
  speaks,
  kinds,
  settled,
  type Run,
} from '../../test/fakes/tool-calls-bench.ts';

const END = { kind: 'end.wanted', reason: 'agent-hangup', farewell: null, transferTo: null } as const;
const farewell: Run = async (_, context) => context.endCall();

test('an end that is wished for after a goodbye ends the call', async () => {
  const node = bench([tool('end_call', farewell)]);
  node.feed(started(), speaks(), called('end_call'), done());
  await node.advance(0);
  assert.deepEqual(node.take().slice(-1), [END]);
});

test('an end that is wished for in silence gets a goodbye first, when the response is over', async () => {
  const node = bench([tool('end_call', farewell)]);
  node.feed(started(), called('end_call'));
  await node.advance(0);
  assert.ok(!kinds(node.take()).includes('end.wanted'));
  node.feed(done());
  assert.deepEqual(node.take(), [
    { kind: 'response.wanted', requestId: 'tools-1', instructions: null, tools: false },
    END,
  ]);
});

test('a goodbye counts also when it is spoken behind the call of the function', async () => {
  const node = bench([tool('end_call', farewell)]);
  node.feed(started(), called('end_call'));
  await node.advance(0);
  node.take();
  node.feed(speaks(), done());
  assert.deepEqual(node.take(), [END]);
});

test('what another response said is no goodbye of this one', async () => {
  const result = Promise.withResolvers<void>();
  const run: Run = async (_, context) => {
    await result.promise;
    context.endCall();
  };
  const node = bench([tool('end_call', run)]);
  node.feed(started(), called('end_call'), done(), started('filler'), speaks('filler'), done('filler'));
  result.resolve();
  await node.advance(0);
  assert.deepEqual(kinds(node.take()).slice(-2), ['response.wanted', 'end.wanted']);
});

test('a transfer goes where the tool says, else where the agent transfers to, with a word where none was said', async () => {
  for (const [to, spoke, expected] of [
    ['sip:desk', false, 'sip:desk'],
    [null, true, '+1555'],
  ] as const) {
    const run: Run = async (_, context) => context.transfer(to);
    const node = bench([tool('transfer', run)], { transferTo: '+1555' });
    node.feed(started(), ...(spoke ? [speaks()] : []), called('transfer'), done());
    await node.advance(0);
    assert.deepEqual(node.take().at(-1), {
      kind: 'end.wanted',
      reason: 'transferred',
      farewell: spoke ? null : 'One moment.',
      transferTo: expected,
    });
  }
});

test('a transfer to nobody is no wish: the result is answered', async () => {
  const node = bench([tool('transfer', async (_, context) => context.transfer(null))]);
  node.feed(called('transfer'));
  await node.advance(0);
  assert.equal(node.take().at(-1)?.kind, 'response.wanted');
});

test('a wish waits for the other functions that run, and the first wish counts', async () => {
  const slow = Promise.withResolvers<unknown>();
  const node = bench(
    [
      tool('transfer', async (_, context) => context.transfer(null)),
      tool('end_call', farewell),
      tool('book', () => slow.promise),
    ],
    { transferTo: '+1555' },
  );
  node.feed(called('book', 'a'), called('transfer', 'b'), called('end_call', 'c'));
  await node.advance(100);
  assert.ok(!kinds(node.take()).includes('end.wanted'));
  slow.resolve('booked');
  await node.advance(0);
  const frames = node.take();
  assert.deepEqual(settled(frames), ['a ok']);
  assert.deepEqual(
    frames.flatMap((frame) => (frame.kind === 'end.wanted' ? [frame.reason] : [])),
    ['transferred'],
  );
});

test('a wish of a function that failed or took too long does not count', async () => {
  const failing: Run = async (_, context) => {
    context.endCall();
    throw new Error('no');
  };
  const hanging: Run = (value, context) => {
    context.endCall();
    return never(value, context);
  };
  for (const run of [failing, hanging]) {
    const node = bench([tool('end_call', run)]);
    node.feed(called('end_call'));
    await node.advance(4000);
    assert.deepEqual(kinds(node.take()).slice(-1), ['response.wanted']);
  }
});

test('a response that its model cannot finish does not hold the results back', async () => {
  const node = bench([tool('hours', () => Promise.resolve(1))]);
  node.feed(started(), called('hours'));
  await node.advance(0);
  node.take();
  node.feed({ kind: 'model.gone' });
  assert.deepEqual(kinds(node.take()), ['response.wanted']);
});
