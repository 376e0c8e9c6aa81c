// A running tool asks for keys, or has them sent, waits for it without its own time running, and is never left waiting.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bench, called, ENDED, kinds, settled, tool, type Run } from '../../test/fakes/tool-calls-bench.ts';
import type { FrameOf } from '../frames/frame.ts';
import { DIGITS_OUT_MAX, TOOL_ASKS_MAX, type EntryWish } from './tool-asks.ts';

const done = (change: Partial<FrameOf<'entry.done'>> = {}): FrameOf<'entry.done'> => ({
  kind: 'entry.done',
  entryId: `c1-${TOOL_ASKS_MAX}`,
  begun: true,
  private: false,
  status: 'entered',
  digits: '4711',
  ...change,
});
const collects: Run = (_, context) => context.collectDigits({ timeoutMs: 5_000 });

function outputOf(frames: readonly { readonly kind: string }[]): unknown {
  const results = (frames as readonly FrameOf<'context.tool-result'>[]).filter(
    ({ kind }) => kind === 'context.tool-result',
  );
  return JSON.parse(results.at(-1)?.outputJson ?? 'null');
}

test('an entry is asked for with its defaults filled in, and its digits come back to the tool', async () => {
  const node = bench([tool('pin', collects)]);
  node.feed(called('pin'));
  await node.advance(0);
  assert.deepEqual(node.take().at(-1), {
    kind: 'entry.wanted',
    entryId: `c1-${TOOL_ASKS_MAX}`,
    length: null,
    terminator: '#',
    quietMsMax: 5_000,
    private: false,
    prompt: null,
  });
  node.feed(done());
  await node.advance(0);
  assert.deepEqual(outputOf(node.take()), { status: 'entered', digits: '4711' });
  assert.equal(node.timersPending, 0);
});

test('a tool that waits for keys has its whole time again when they have come', async () => {
  const slow: Run = async (_, context) => {
    await context.collectDigits({ timeoutMs: 5_000 });
    return new Promise(() => {});
  };
  const node = bench([tool('pin', slow, { filler: 'One moment.' })]);
  node.feed(called('pin'));
  await node.advance(60_000);
  assert.ok(!kinds(node.take()).includes('utterance.wanted'), 'nothing is said into an entry');
  node.feed(done());
  await node.advance(2_999);
  assert.deepEqual(kinds(node.take()), ['utterance.wanted']);
  await node.advance(1);
  assert.deepEqual(settled(node.take()), ['c1 timeout']);
});

test('the time of a tool that waits for two things stands still until both have come', async () => {
  const both: Run = (_, context) =>
    Promise.all([context.sendDigits('1'), context.collectDigits({ timeoutMs: 5_000 })]);
  const node = bench([tool('both', both)]);
  node.feed(called('both'));
  await node.advance(0);
  node.feed({ kind: 'digits.sent', sendingId: `c1-${TOOL_ASKS_MAX}`, digits: '1', status: 'sent' });
  await node.advance(60_000);
  assert.deepEqual(settled(node.take()), []);
  node.feed(done({ entryId: `c1-${TOOL_ASKS_MAX - 1}`, status: 'timeout', digits: '' }));
  await node.advance(0);
  assert.deepEqual(outputOf(node.take()), [{ status: 'sent' }, { status: 'timeout', digits: '' }]);
});

test('keys are wanted as they are written, in capitals', async () => {
  const node = bench([tool('menu', (_, context) => context.sendDigits('1w2Wa#'))]);
  node.feed(called('menu'));
  await node.advance(0);
  assert.deepEqual(node.take().at(-1), {
    kind: 'digits.wanted',
    sendingId: `c1-${TOOL_ASKS_MAX}`,
    digits: '1w2WA#',
  });
});

test('what does not fit is refused to the tool, and nothing is asked', async () => {
  const wishes: EntryWish[] = [
    { timeoutMs: 0 },
    { timeoutMs: 120_001 },
    { timeoutMs: 1_000, length: 0 },
    { timeoutMs: 1_000, length: 65 },
    { timeoutMs: 1_000, terminator: 'w' },
    { timeoutMs: 1_000, terminator: '##' },
    { timeoutMs: 1_000, prompt: ' ' },
  ];
  const asks: Run[] = [
    ...wishes.map(
      (wish): Run =>
        (_, context) =>
          context.collectDigits(wish),
    ),
    ...['', 'w', '1-2', '1'.repeat(DIGITS_OUT_MAX + 1)].map(
      (digits): Run =>
        (_, context) =>
          context.sendDigits(digits),
    ),
  ];
  for (const run of asks) {
    let code: unknown = null;
    const catching: Run = (value, context) =>
      run(value, context).catch((error: { code: unknown }) => (code = error.code));
    const node = bench([tool('asks', catching)]);
    node.feed(called('asks'));
    await node.advance(0);
    assert.equal(code, 'DIGITS_INVALID');
    assert.ok(!kinds(node.take()).some((kind) => kind === 'entry.wanted' || kind === 'digits.wanted'));
  }
});

test('a tool that asks without end is answered no more', async () => {
  const answers: string[] = [];
  const greedy: Run = async (_, context) => {
    for (let asked = 0; asked <= TOOL_ASKS_MAX; asked += 1)
      answers.push((await context.collectDigits({ timeoutMs: 1_000 })).status);
  };
  const node = bench([tool('greedy', greedy)]);
  node.feed(called('greedy'));
  for (let left = TOOL_ASKS_MAX; left > 0; left -= 1) {
    await node.advance(0);
    node.feed(done({ entryId: `c1-${left}` }));
  }
  await node.advance(0);
  assert.deepEqual(new Set(answers.slice(0, -1)), new Set(['entered']));
  assert.equal(answers.at(-1), 'cancelled');
});

test('a tool that returns without waiting calls its entry off, and can ask for no other', async () => {
  let later: (() => Promise<{ status: string }>) | null = null;
  const hasty: Run = (_, context) => {
    later = () => context.collectDigits({ timeoutMs: 1_000 });
    void context.collectDigits({ timeoutMs: 1_000 });
    return Promise.resolve('gone');
  };
  const node = bench([tool('hasty', hasty)]);
  node.feed(called('hasty'));
  await node.advance(0);
  assert.ok(kinds(node.take()).includes('entry.unwanted'));
  const asked = (later as (() => Promise<{ status: string }>) | null)?.();
  assert.equal((await asked)?.status, 'cancelled');
  await node.advance(0);
  assert.deepEqual(node.take(), []);
});

test('the end of the call answers whoever still waits, and aborts it', async () => {
  let answer: unknown = null;
  let aborted = false;
  const waits: Run = async (_, context) => {
    answer = await context.collectDigits({ timeoutMs: 1_000 });
    aborted = context.signal.aborted;
  };
  const node = bench([tool('waits', waits)]);
  node.feed(called('waits'));
  await node.advance(0);
  node.feed(ENDED);
  await node.advance(0);
  assert.deepEqual(answer, { status: 'cancelled', digits: '' });
  assert.ok(aborted);
  assert.deepEqual(settled(node.take()), ['c1 cancelled']);
  assert.equal(node.timersPending, 0);
});

test('an answer that nobody waits for is nobody’s', async () => {
  const node = bench([tool('pin', collects)]);
  node.feed(done({ entryId: 'somebody else’s' }));
  await node.advance(0);
  assert.deepEqual(node.take(), []);
});
