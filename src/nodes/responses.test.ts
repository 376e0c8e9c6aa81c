// One response at a time, asked for at the right moment, and each want comes to its end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { responses } from './responses.ts';

const READY = { kind: 'model.ready' } as const;
const SPEAKS = { kind: 'speech.started' } as const;
const STOPS = { kind: 'speech.stopped' } as const;
const GONE = { kind: 'model.gone' } as const;
const want = (requestId: string, instructions: string | null = null): FrameOf<'response.wanted'> => ({
  kind: 'response.wanted',
  requestId,
  instructions,
  tools: true,
});
const started = (id: string, requestId: string | null = null): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: id as ResponseId,
  requestId,
});
const done = (id: string): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: id as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
});
const refused = (requestId: string, cause: 'busy' | 'failed'): FrameOf<'response.refused'> => ({
  kind: 'response.refused',
  requestId,
  cause,
  detail: 'no',
});
const interruption = (cause: 'speech' | 'digit'): FrameOf<'interruption'> => ({
  kind: 'interruption',
  cause,
});

const bench = (interruptible = true) => nodeBench(responses({ interruptible }));
/** What was given, in short: `create a`, `missed a`, `cancel r`. */
const short = (frames: readonly FrameOf<'response.create' | 'response.cancel' | 'response.missed'>[]) =>
  frames.map((frame) =>
    frame.kind === 'response.cancel'
      ? `cancel ${frame.responseId}`
      : `${frame.kind === 'response.create' ? 'create' : 'missed'} ${frame.requestId}`,
  );

test('nothing is asked of a model that is not ready', () => {
  const node = bench();
  node.feed(want('a'));
  assert.deepEqual(node.take(), []);
  node.feed(READY);
  assert.deepEqual(node.take(), [
    { kind: 'response.create', requestId: 'a', instructions: null, tools: true },
  ]);
});

test('wants are asked for one after the other, each when the response before it is done', () => {
  const node = bench();
  node.feed(READY, want('a', 'say a'), want('b', 'say b'));
  assert.deepEqual(short(node.take()), ['create a']);
  node.feed(started('r', 'a'));
  assert.deepEqual(short(node.take()), []);
  node.feed(done('r'));
  assert.deepEqual(short(node.take()), ['create b']);
});

test('a refusal as busy is asked again when the response in the way is done', () => {
  const node = bench();
  node.feed(READY, want('a', 'say a'), started('own'), refused('a', 'busy'));
  assert.deepEqual(short(node.take()), ['create a']);
  node.feed(done('own'));
  assert.deepEqual(short(node.take()), ['create a']);
});

test('a refusal as busy by a response that nobody told of is asked again after five seconds', async () => {
  const node = bench();
  node.feed(READY, want('a'), refused('a', 'busy'));
  node.take();
  await node.advance(4999);
  assert.deepEqual(node.take(), []);
  await node.advance(1);
  assert.deepEqual(short(node.take()), ['create a']);
});

test('any other refusal is a miss, and the next is asked for', () => {
  const node = bench();
  node.feed(READY, want('a'), want('b'), refused('nobody', 'failed'), refused('a', 'failed'));
  assert.deepEqual(short(node.take()), ['create a', 'missed a', 'create b']);
});

test('a response that does not begin within five seconds is missed, also when some response.done comes', async () => {
  const node = bench();
  node.feed(READY, want('a'), want('b'), done('stranger'));
  assert.deepEqual(short(node.take()), ['create a']);
  await node.advance(5000);
  assert.deepEqual(short(node.take()), ['missed a', 'create b']);
});

test('a model that goes misses what was asked, what was wanted and what will be', () => {
  const node = bench();
  node.feed(READY, want('a'), want('b'), GONE, want('c'));
  assert.deepEqual(short(node.take()), ['create a', 'missed a', 'missed b', 'missed c']);
  assert.equal(node.timersPending, 0);
});

test('more than sixteen wants are too many', () => {
  const node = bench();
  node.feed(...Array.from({ length: 17 }, (_, index) => want(`${index}`)));
  assert.deepEqual(short(node.take()), ['missed 16']);
});

test("what is wanted while the caller speaks is content with the model's answer to that turn", () => {
  const node = bench();
  node.feed(READY, SPEAKS, want('generic'), want('own', 'say it'), STOPS, started('r'));
  assert.deepEqual(short(node.take()), ['missed generic']);
  node.feed(done('r'));
  assert.deepEqual(short(node.take()), ['create own']);
});

test('what is wanted only after the turn has ended is asked for once that turn is answered', () => {
  const node = bench();
  node.feed(READY, SPEAKS, STOPS, want('result'), started('r'));
  assert.deepEqual(short(node.take()), []);
  node.feed(done('r'));
  assert.deepEqual(short(node.take()), ['create result']);
});

test('a turn that the model does not answer by itself within a second lets the wants go on', async () => {
  const node = bench();
  node.feed(READY, SPEAKS, want('a'), STOPS);
  await node.advance(999);
  assert.deepEqual(short(node.take()), []);
  await node.advance(1);
  assert.deepEqual(short(node.take()), ['create a']);
});

test('a want is held for ten seconds at most, counted from itself, while the caller speaks', async () => {
  const node = bench();
  node.feed(READY, SPEAKS);
  await node.feedAt(8000, want('a'));
  await node.advance(9999);
  assert.deepEqual(short(node.take()), []);
  await node.advance(1);
  assert.deepEqual(short(node.take()), ['create a']);
});

test('a response that crosses the first words of the caller is cancelled, unless it is a text of its own', () => {
  for (const [instructions, interruptible, cancelled] of [
    [null, true, ['cancel r']],
    ['say it', true, []],
    [null, false, []],
  ] as const) {
    const node = bench(interruptible);
    node.feed(READY, want('a', instructions), SPEAKS);
    node.take();
    node.feed(started('r', 'a'));
    assert.deepEqual(short(node.take()), cancelled);
  }
});

test('an interruption by speech leaves the active response to the model, any other cancels it', () => {
  const node = bench();
  node.feed(READY, started('r'), interruption('speech'));
  assert.deepEqual(short(node.take()), []);
  node.feed(interruption('digit'));
  assert.deepEqual(short(node.take()), ['cancel r']);
});

test('an interruption misses all wants, and a response that was asked for already is cancelled when it begins', () => {
  const node = bench();
  node.feed(READY, want('a', 'say a'), want('b', 'say b'), interruption('digit'));
  assert.deepEqual(short(node.take()), ['create a', 'missed a', 'missed b']);
  node.feed(started('r', 'a'));
  assert.deepEqual(short(node.take()), ['cancel r']);
  node.feed(want('c', 'say c'), done('r'));
  assert.deepEqual(short(node.take()), ['create c']);
});
