// Playout hands sound on as it comes, drops what is late, and says of each item once how much of it was heard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { audioBytes, audioOf, durationMs, sameFormat, silence } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { playout } from './playout.ts';

const started = (id: string): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: id as ResponseId,
  requestId: null,
});
const done = (id: string): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: id as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
});
const sound = (responseId: string | null, itemId: string, ms: number): FrameOf<'agent.audio'> => ({
  kind: 'agent.audio',
  responseId: responseId as ResponseId | null,
  itemId: itemId as ItemId,
  audio: silence('pcmu', ms),
});
const itemDone = (responseId: string | null, itemId: string): FrameOf<'agent.item-done'> => ({
  kind: 'agent.item-done',
  responseId: responseId as ResponseId | null,
  itemId: itemId as ItemId,
});
const marked = (mark: string): FrameOf<'playout.marked'> => ({ kind: 'playout.marked', mark });
const INTERRUPTION = { kind: 'interruption', cause: 'speech' } as const;

/** What is measured beside it has tests of its own. */
const MEASURES = ['playout.heard', 'journal.entry'];

const bench = () => {
  const node = nodeBench(playout());
  return {
    feed: (...frames: Parameters<typeof node.feed>) => node.feed(...frames),
    feedAt: (...timed: Parameters<typeof node.feedAt>) => node.feedAt(...timed),
    advance: (ms: number) => node.advance(ms),
    take: () => node.take().filter(({ kind }) => !MEASURES.includes(kind)),
    get timersPending() {
      return node.timersPending;
    },
  };
};
const kinds = (frames: readonly { readonly kind: string }[]) => frames.map(({ kind }) => kind);
const heard = (itemId: string, heardMs: number, producedMs: number, whole: boolean) => ({
  kind: 'item.heard',
  itemId,
  heardMs,
  producedMs,
  whole,
});

test('the round trip is probed when the stream starts, before any sound', () => {
  const node = bench();
  node.feed({ kind: 'carrier.started', streamId: 's' });
  assert.deepEqual(node.take(), [{ kind: 'playout.mark', mark: 'probe' }]);
});

test('sound goes out at once, in the very form it came in, with a mark behind each message', () => {
  const node = bench();
  const audio = sound('r', 'a', 200);
  node.feed(started('r'), audio);
  const [first, second, third] = node.take();
  assert.deepEqual(first, { kind: 'playout.started', soundsInMs: 0, itemId: 'a', responseId: 'r' });
  assert.equal(second?.kind === 'playout.audio' && second.audio, audio.audio);
  assert.deepEqual(third, { kind: 'playout.mark', mark: '0.1' });
});

test('a long stretch is cut into messages of 4264 characters that hold the same sound', () => {
  const node = bench();
  const whole = sound(null, 'a', 1000);
  node.feed(whole);
  const pieces = node.take().flatMap((frame) => (frame.kind === 'playout.audio' ? [frame.audio.base64] : []));
  assert.deepEqual(
    pieces.map((piece) => piece.length),
    [4264, 4264, 2140],
  );
  assert.equal(pieces.join(''), whole.audio.base64);
});

test('wide sound is cut at 400 ms as well, between its samples', () => {
  for (const rateHz of [8000, 16_000, 24_000] as const) {
    const node = bench();
    const bytes = Uint8Array.from({ length: 2 * rateHz }, (_, at) => at % 251);
    const audio = audioOf({ encoding: 'pcm16', rateHz }, bytes);
    node.feed({ ...sound(null, 'a', 0), audio });
    const pieces = node.take().flatMap((frame) => (frame.kind === 'playout.audio' ? [frame.audio] : []));
    assert.equal(pieces.length, 3);
    for (const piece of pieces) {
      assert.ok(durationMs(piece) <= 400 && sameFormat(piece, audio));
      assert.equal(audioBytes(piece).length % 2, 0);
    }
    assert.deepEqual(Buffer.concat(pieces.map(audioBytes)), Buffer.from(bytes));
  }
});

test('an item is heard when all its marks are back and it is declared whole; then the line is quiet', () => {
  const node = bench();
  node.feed(started('r'), sound('r', 'a', 100), sound('r', 'a', 60), itemDone('r', 'a'), marked('0.1'));
  assert.ok(!kinds(node.take()).includes('item.heard'));
  node.feed(marked('0.2'));
  assert.deepEqual(node.take(), [heard('a', 160, 160, true), { kind: 'playout.drained' }]);
  assert.equal(node.timersPending, 0);
});

test('an item that nobody declared whole is whole when its response is', () => {
  const node = bench();
  node.feed(started('r'), sound('r', 'a', 100), marked('0.1'));
  node.take();
  node.feed(done('r'));
  assert.deepEqual(node.take(), [heard('a', 100, 100, true), { kind: 'playout.drained' }]);
});

test('two items of a response are told one after the other, and the line is quiet once', () => {
  const node = bench();
  node.feed(started('r'), sound('r', 'a', 100), itemDone('r', 'a'), sound('r', 'b', 100), itemDone('r', 'b'));
  node.feed(done('r'), marked('0.1'), marked('0.2'));
  assert.deepEqual(
    node.take().filter(({ kind }) => !['playout.audio', 'playout.mark'].includes(kind)),
    [
      { kind: 'playout.started', soundsInMs: 0, itemId: 'a', responseId: 'r' },
      { kind: 'playout.started', soundsInMs: 100, itemId: 'b', responseId: 'r' },
      heard('a', 100, 100, true),
      heard('b', 100, 100, true),
      { kind: 'playout.drained' },
    ],
  );
});

test('an interruption clears the carrier first, then says what was heard', async () => {
  const node = bench();
  node.feed({ kind: 'carrier.started', streamId: 's' }, marked('probe'));
  node.feed(started('r'), sound('r', 'a', 400), itemDone('r', 'a'), done('r'), sound(null, 'b', 400));
  node.take();
  await node.feedAt(150, INTERRUPTION);
  assert.deepEqual(node.take(), [
    { kind: 'playout.clear' },
    heard('a', 150, 400, false),
    heard('b', 0, 400, false),
    { kind: 'playout.drained' },
  ]);
  node.feed(marked('0.1'), marked('0.2'));
  assert.deepEqual(node.take(), []);
});

test('marks carry the generation: a mark from before a clear does not count for what came after it', () => {
  const node = bench();
  node.feed(sound(null, 'a', 100), INTERRUPTION, sound(null, 'b', 100), itemDone(null, 'b'));
  const marks = node.take().flatMap((frame) => (frame.kind === 'playout.mark' ? [frame.mark] : []));
  assert.equal(new Set(marks).size, 2);
  node.feed(marked(marks[0] ?? ''));
  assert.deepEqual(node.take(), []);
  node.feed(marked(marks[1] ?? ''));
  assert.deepEqual(kinds(node.take()), ['item.heard', 'playout.drained']);
});

test('late sound of an interrupted response is dropped until it is over, and after that too', () => {
  const node = bench();
  node.feed(started('r'), sound('r', 'a', 100), INTERRUPTION);
  node.take();
  node.feed(sound('r', 'a', 100), itemDone('r', 'a'), done('r'), sound('r', 'a', 100));
  assert.deepEqual(node.take(), []);
});

test('an interruption while nothing sounds clears nothing, but drops what the response still brings', () => {
  const node = bench();
  node.feed(started('r'), INTERRUPTION, sound('r', 'a', 100), sound('r', 'a', 100));
  assert.deepEqual(node.take(), []);
  node.feed(done('r'));
  assert.deepEqual(node.take(), [heard('a', 0, 0, false)]);
});

test('another response is played although one before it was interrupted', () => {
  const node = bench();
  node.feed(started('r'), INTERRUPTION, started('q'), sound('q', 'b', 100));
  assert.deepEqual(kinds(node.take()), ['playout.started', 'playout.audio', 'playout.mark']);
});

test('a response that is cancelled before its first sound is not heard', () => {
  const node = bench();
  node.feed(started('r'), { kind: 'response.cancel', responseId: 'r' as ResponseId }, sound('r', 'a', 100));
  assert.deepEqual(node.take(), []);
});

test('sound of nobody, without length, or of an item that was declared whole is dropped', () => {
  const node = bench();
  node.feed(sound('nobody', 'a', 100), started('r'), sound('r', 'b', 0));
  assert.deepEqual(node.take(), []);
  node.feed(sound('r', 'b', 100), itemDone('r', 'b'), marked('0.1'));
  node.take();
  node.feed(sound('r', 'b', 100), done('r'));
  assert.deepEqual(node.take(), []);
});

test('marks that never come are waited for three seconds behind the end of the sound', async () => {
  const node = bench();
  node.feed(sound(null, 'a', 1000), itemDone(null, 'a'));
  node.take();
  await node.advance(3999);
  assert.deepEqual(node.take(), []);
  await node.advance(1);
  assert.deepEqual(node.take(), [heard('a', 1000, 1000, true), { kind: 'playout.drained' }]);
});

test('a model that goes leaves what sounds to its end, and nothing open', () => {
  const node = bench();
  node.feed(started('r'), sound('r', 'a', 100), { kind: 'model.gone' });
  node.take();
  node.feed(sound('r', 'a', 100));
  assert.deepEqual(node.take(), []);
  node.feed(marked('0.1'));
  assert.deepEqual(node.take(), [heard('a', 100, 100, true), { kind: 'playout.drained' }]);
});

test('the end of the stream, or of the conversation, settles all items and plays nothing more', async () => {
  for (const end of [
    { kind: 'carrier.stopped', cause: 'stop', detail: '' },
    { kind: 'conversation.ending' },
  ] as const) {
    const node = bench();
    node.feed({ kind: 'carrier.started', streamId: 's' }, marked('probe'), sound(null, 'a', 400));
    node.take();
    await node.feedAt(100, end, sound(null, 'b', 100));
    const frames = node.take();
    assert.equal(frames[0]?.kind === 'playout.clear', end.kind === 'conversation.ending');
    assert.deepEqual(frames.slice(-2), [heard('a', 100, 400, false), { kind: 'playout.drained' }]);
    assert.equal(node.timersPending, 0);
  }
});

test('a line that runs dry while an item is open has paused, once, until there is more of it', () => {
  const node = bench();
  node.feed(started('r'), sound('r', 'a', 20), sound('r', 'a', 20));
  node.take();
  node.feed(marked('0.1'));
  assert.deepEqual(node.take(), []);
  node.feed(marked('0.2'), itemDone('r', 'unknown'));
  assert.deepEqual(kinds(node.take()), ['playout.paused']);
  node.feed(sound('r', 'a', 20));
  assert.deepEqual(kinds(node.take()), ['playout.resumed', 'playout.audio', 'playout.mark']);
  node.feed(marked('0.3'));
  assert.deepEqual(kinds(node.take()), ['playout.paused']);
  node.feed(itemDone('r', 'a'));
  assert.deepEqual(kinds(node.take()), ['item.heard', 'playout.drained']);
  node.feed(sound('r', 'b', 20));
  assert.deepEqual(kinds(node.take()), ['playout.started', 'playout.audio', 'playout.mark']);
});

test('a line that never returns a mark, and is fed as it plays, is overdue soon behind the end of its sound', async () => {
  const node = bench();
  node.feed(started('r'));
  for (let second = 0; second < 20; second += 1) {
    node.feed(sound('r', 'a', 400), sound('r', 'a', 400), sound('r', 'a', 200));
    await node.advance(1000);
  }
  node.feed(itemDone('r', 'a'));
  node.take();
  await node.advance(3000);
  assert.deepEqual(kinds(node.take()), ['item.heard', 'playout.drained']);
});

test('a line whose marks are lost has paused when they are overdue, and is silent after a clear', async () => {
  const node = bench();
  node.feed(started('r'), sound('r', 'a', 400));
  node.take();
  await node.advance(3400);
  assert.deepEqual(kinds(node.take()), ['playout.paused']);
  node.feed(INTERRUPTION);
  assert.deepEqual(kinds(node.take()), ['playout.clear', 'item.heard', 'playout.drained']);
  node.feed(started('s'), sound('s', 'b', 20));
  assert.deepEqual(kinds(node.take()), ['playout.started', 'playout.audio', 'playout.mark']);
});
