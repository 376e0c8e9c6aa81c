// Functions run once each, within their limits, after they are on record; the model is told how each came out.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryLog } from '../testing/world/memory-log.ts';
import {
  never,
  tool,
  bench,
  called,
  started,
  done,
  ENDED,
  kinds,
  settled,
  type Run,
} from '../../test/fakes/tool-calls-bench.ts';

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

test('what a function throws is logged by its class and place, without its words; one that was told to stop is not', async () => {
  const { log, lines } = memoryLog();
  const fails: Run = async () => {
    throw new RangeError('the password is hunter2');
  };
  const stops: Run = (_, { signal }) =>
    new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('stopped'))));
  const node = bench([tool('hours', fails), tool('book', stops)], { log });
  node.feed(called('hours', 'c1'), called('book', 'c2'));
  await node.advance(3000);
  assert.deepEqual(settled(node.take()), ['c1 error', 'c2 timeout']);
  assert.deepEqual(
    lines.map(({ level, event, fields }) => [level, event, fields['tool'], fields['error']]),
    [['warn', 'tool.failed', 'hours', 'RangeError']],
  );
  assert.match(String(lines[0]?.fields['at']), /^tool-calls\.test\.ts:\d+$/);
  assert.doesNotMatch(JSON.stringify(lines), /hunter2/);
});

test('a function that returns what is no JSON has failed', async () => {
  const node = bench([tool('hours', async () => 1n)]);
  node.feed(called('hours'));
  await node.advance(0);
  assert.deepEqual(settled(node.take()), ['c1 error']);
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
      utteranceId: 'filler-1',
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
