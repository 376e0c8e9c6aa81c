// Functions run once each, within their limits, after they are on record; the model is told how each came out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, ToolCallId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { silence } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { toolCalls } from './tool-calls.ts';
import type { RunnableTool, ToolContext } from './tool.ts';

type Run = (value: unknown, context: ToolContext) => Promise<unknown>;

const never: Run = () => new Promise(() => {});
const tool = (name: string, run: Run, change: Partial<RunnableTool> = {}): RunnableTool => ({
  name,
  description: name,
  parameters: {},
  timeMsMax: 3000,
  filler: null,
  fillerAfterMs: 1000,
  check: (json) => ({ ok: true, value: JSON.parse(json) }),
  run,
  ...change,
});

function bench(
  tools: readonly RunnableTool[],
  change: { transferTo?: string | null; recorded?: () => Promise<void> } = {},
) {
  const world = simulatedWorld();
  return nodeBench(
    toolCalls({
      tools,
      context: {
        callId: 'call' as never,
        from: '',
        to: '',
        variables: {},
        http: (request) => world.http(request),
        log: world.log,
        shelf: {
          get: () => Promise.resolve(null),
          put: () => Promise.resolve(),
          add: () => Promise.resolve(true),
          list: () => Promise.resolve([]),
        },
        settings: {},
      },
      transferTo: change.transferTo ?? null,
      transferring: 'One moment.',
      recorded: change.recorded ?? (() => Promise.resolve()),
    }),
  );
}

const called = (name: string, id = 'c1', responseId = 'r'): FrameOf<'tool.called'> => ({
  kind: 'tool.called',
  responseId: responseId as ResponseId,
  toolCallId: id as ToolCallId,
  name,
  argumentsJson: '{"day":"monday"}',
});
const started = (id = 'r'): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: id as ResponseId,
  requestId: null,
});
const done = (id = 'r'): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: id as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
});
const speaks = (id = 'r'): FrameOf<'agent.audio'> => ({
  kind: 'agent.audio',
  responseId: id as ResponseId,
  itemId: 'i' as ItemId,
  audio: silence('pcmu', 20),
});
const ENDED: FrameOf<'conversation.ended'> = {
  kind: 'conversation.ended',
  reason: 'caller-hangup',
  transferTo: null,
  unsaid: null,
};
const kinds = (frames: readonly { readonly kind: string }[]) => frames.map(({ kind }) => kind);
const settled = (frames: readonly { readonly kind: string }[]) =>
  (frames as readonly FrameOf<'tool.settled'>[])
    .filter(({ kind }) => kind === 'tool.settled')
    .map(({ toolCallId, status }) => `${toolCallId} ${status}`);

test('a function is run with its checked arguments, its result told, and one response wanted', async () => {
  const node = bench([tool('hours', (value) => Promise.resolve({ open: value }))]);
  node.feed(started(), called('hours'), done());
  await node.advance(0);
  const outputJson = '{"open":{"day":"monday"}}';
  assert.deepEqual(node.take(), [
    { kind: 'tools.busy', busy: true },
    { kind: 'tools.busy', busy: false },
    { kind: 'tool.settled', toolCallId: 'c1', name: 'hours', status: 'ok', outputJson, tookMs: 0 },
    { kind: 'context.tool-result', toolCallId: 'c1', outputJson },
    { kind: 'response.wanted', requestId: 'tools-1', instructions: null, tools: true },
  ]);
  assert.equal(node.timersPending, 0);
});

test('no function runs before its call is on record', async () => {
  const record = Promise.withResolvers<void>();
  let runs = 0;
  const node = bench([tool('book', async () => (runs += 1))], { recorded: () => record.promise });
  node.feed(called('book'));
  await node.advance(100);
  assert.equal(runs, 0);
  record.resolve();
  await node.advance(0);
  assert.equal(runs, 1);
});

test('a function whose call is not on record in time is not run at all', async () => {
  const record = Promise.withResolvers<void>();
  let runs = 0;
  const node = bench([tool('book', async () => (runs += 1))], { recorded: () => record.promise });
  node.feed(called('book'));
  await node.advance(3000);
  assert.deepEqual(settled(node.take()), ['c1 timeout']);
  record.resolve();
  await node.advance(0);
  assert.equal(runs, 0);
});

test('a call id runs once, however often and in whatever response it comes', async () => {
  let runs = 0;
  const node = bench([tool('book', async () => (runs += 1))]);
  node.feed(started(), called('book'), called('book'), done());
  await node.advance(0);
  node.feed(started('q'), called('book', 'c1', 'q'), done('q'));
  await node.advance(5000);
  assert.equal(runs, 1);
  assert.deepEqual(settled(node.take()), ['c1 ok']);
});

test('unknown functions, arguments that do not fit and checks that throw are answered without running', async () => {
  let runs = 0;
  const run: Run = async () => (runs += 1);
  const node = bench([
    tool('strict', run, { check: () => ({ ok: false, problem: 'day: must be a weekday' }) }),
    tool('broken', run, {
      check: () => {
        throw new TypeError('a bug');
      },
    }),
  ]);
  node.feed(called('nothing', 'a'), called('strict', 'b'), called('broken', 'c'));
  await node.advance(0);
  const frames = node.take();
  assert.deepEqual(settled(frames), ['a unknown', 'b invalid', 'c invalid']);
  assert.match(JSON.stringify(frames), /day: must be a weekday/);
  assert.ok(!kinds(frames).includes('tools.busy'));
  assert.equal(runs, 0);
});

test('a function that fails is told as failed, without what it said', async () => {
  const node = bench([tool('book', () => Promise.reject(new Error('password=1234')))]);
  node.feed(called('book'));
  await node.advance(0);
  const frames = node.take();
  assert.deepEqual(settled(frames), ['c1 error']);
  assert.doesNotMatch(JSON.stringify(frames), /1234/);
});

test('a function that takes too long is aborted and told so, whatever its call is named', async () => {
  for (const id of ['c1', 'a:b:c', 'filler:x']) {
    let signal: AbortSignal | null = null;
    const run: Run = (_, context) => {
      ({ signal } = context);
      return never(null, context);
    };
    const node = bench([tool('slow', run, { timeMsMax: 500 })]);
    node.feed(called('slow', id));
    await node.advance(499);
    assert.deepEqual(settled(node.take()), []);
    await node.advance(1);
    assert.deepEqual(settled(node.take()), [`${id} timeout`]);
    assert.equal((signal as AbortSignal | null)?.aborted, true);
  }
});

test('a result that comes after the limit changes nothing', async () => {
  const late = Promise.withResolvers<unknown>();
  const node = bench([tool('slow', () => late.promise, { timeMsMax: 500 })]);
  node.feed(called('slow'));
  await node.advance(500);
  node.take();
  late.resolve('late');
  await node.advance(0);
  assert.deepEqual(node.take(), []);
});

test('something is said while a slow function runs, and only then', async () => {
  const node = bench([tool('slow', never, { filler: 'One moment.', fillerAfterMs: 800 })]);
  node.feed(called('slow'));
  node.take();
  await node.advance(800);
  assert.deepEqual(node.take(), [
    {
      kind: 'utterance.wanted',
      utteranceId: 'filler-c1',
      text: 'One moment.',
      protected: false,
      optional: true,
    },
  ]);
  const fast = bench([tool('fast', () => Promise.resolve(1), { filler: 'One moment.' })]);
  fast.feed(called('fast'));
  await fast.advance(5000);
  assert.ok(!kinds(fast.take()).includes('utterance.wanted'));
});

test('several results are answered by one response, when all functions and responses are over', async () => {
  const slow = Promise.withResolvers<unknown>();
  const node = bench([tool('fast', () => Promise.resolve(1)), tool('slow', () => slow.promise)]);
  node.feed(started(), called('fast', 'a'), called('slow', 'b'));
  await node.advance(0);
  node.feed(done());
  assert.ok(!kinds(node.take()).includes('response.wanted'));
  slow.resolve(2);
  await node.advance(0);
  assert.equal(kinds(node.take()).filter((kind) => kind === 'response.wanted').length, 1);
});

test('the ninth function at a time is refused', async () => {
  const node = bench([tool('slow', never)]);
  node.feed(...Array.from({ length: 9 }, (_, index) => called('slow', `c${index}`)));
  assert.deepEqual(settled(node.take()), ['c8 error']);
});

test('when the conversation ends, what runs is aborted and told as cancelled, and nothing runs any more', async () => {
  let signal: AbortSignal | null = null;
  const run: Run = (_, context) => {
    ({ signal } = context);
    return never(null, context);
  };
  const node = bench([tool('slow', run)]);
  node.feed(called('slow'));
  await node.advance(0);
  node.take();
  node.feed(ENDED, called('slow', 'c2'));
  assert.deepEqual(kinds(node.take()), ['tools.busy', 'tool.settled']);
  assert.equal((signal as AbortSignal | null)?.aborted, true);
  assert.equal(node.timersPending, 0);
});

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
