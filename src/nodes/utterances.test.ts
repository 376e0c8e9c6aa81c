// Fixed texts are spoken word for word, one at a time, and each comes to exactly one end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { silence, type Audio } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { sayExactly, utterances } from './utterances.ts';

const TEXT = 'Hello, how can I help?';
const SOUND = [silence('pcmu', 200), silence('pcmu', 100)];

const want = (
  id: string,
  change: Partial<FrameOf<'utterance.wanted'>> = {},
): FrameOf<'utterance.wanted'> => ({
  kind: 'utterance.wanted',
  utteranceId: id as UtteranceId,
  text: TEXT,
  protected: false,
  optional: false,
  ...change,
});
const started = (id: string, requestId: string | null = null): FrameOf<'response.started'> => ({
  kind: 'response.started',
  responseId: id as ResponseId,
  requestId,
});
const done = (
  id: string,
  status: FrameOf<'response.done'>['status'] = 'completed',
): FrameOf<'response.done'> => ({
  kind: 'response.done',
  responseId: id as ResponseId,
  status,
  reason: null,
  fatal: false,
  usage: null,
});
const sound = (responseId: string, itemId: string, ms = 200): FrameOf<'agent.audio'> => ({
  kind: 'agent.audio',
  responseId: responseId as ResponseId,
  itemId: itemId as ItemId,
  audio: silence('pcmu', ms),
});
const text = (itemId: string, delta: string): FrameOf<'agent.text'> => ({
  kind: 'agent.text',
  itemId: itemId as ItemId,
  delta,
});
const heard = (itemId: string, whole = true): FrameOf<'item.heard'> => ({
  kind: 'item.heard',
  itemId: itemId as ItemId,
  heardMs: whole ? 300 : 100,
  producedMs: 300,
  whole,
});
const missed = (requestId: string): FrameOf<'response.missed'> => ({
  kind: 'response.missed',
  requestId,
  detail: 'no',
});
const GONE = { kind: 'model.gone' } as const;
const STOPPED = { kind: 'carrier.stopped', cause: 'stop', detail: '' } as const;

const bench = (sounds: readonly Audio[] | null = null, interruptible = true) =>
  nodeBench(utterances({ find: () => sounds, interruptible }));
/** The ends, in short: `a heard`. */
const ends = (frames: readonly { readonly kind: string }[]) =>
  (frames as readonly FrameOf<'utterance.done'>[])
    .filter(({ kind }) => kind === 'utterance.done')
    .map(({ utteranceId, result }) => `${utteranceId} ${result}`);
const kinds = (frames: readonly { readonly kind: string }[]) => frames.map(({ kind }) => kind);

test('a text from memory is played at once, told to the model, and done when it was heard', () => {
  const node = bench(SOUND);
  node.feed(want('a', { protected: true }));
  assert.deepEqual(node.take(), [
    { kind: 'utterance.started', utteranceId: 'a', protected: true },
    { kind: 'agent.text', itemId: 'a', delta: TEXT },
    { kind: 'agent.audio', responseId: null, itemId: 'a', audio: SOUND[0] },
    { kind: 'agent.audio', responseId: null, itemId: 'a', audio: SOUND[1] },
    { kind: 'agent.item-done', responseId: null, itemId: 'a' },
    { kind: 'context.add', itemId: 'a', role: 'agent', text: TEXT },
  ]);
  node.feed(heard('a'));
  assert.deepEqual(node.take(), [{ kind: 'utterance.done', utteranceId: 'a', result: 'heard' }]);
});

test('a rendering without any sound counts as none', () => {
  for (const empty of [[], [silence('pcmu', 0)]]) {
    const node = bench(empty);
    node.feed(want('a'));
    assert.deepEqual(kinds(node.take()), ['response.wanted']);
  }
});

test('a text that is not in memory is spoken by the model, without functions, and kept as it was said', () => {
  const node = bench();
  node.feed(want('a'));
  assert.deepEqual(node.take(), [
    { kind: 'response.wanted', requestId: 'a', instructions: sayExactly(TEXT), tools: false },
  ]);
  const audio = sound('r', 'i');
  node.feed(started('r', 'a'), text('i', 'hello how can '), audio, text('i', 'I help'), done('r'));
  assert.deepEqual(node.take(), [
    { kind: 'utterance.started', utteranceId: 'a', protected: false },
    { kind: 'phrase.rendered', text: TEXT, audio: [audio.audio], voice: null },
  ]);
  node.feed(heard('i'));
  assert.deepEqual(ends(node.take()), ['a heard']);
});

test('what was said otherwise, was not completed, came in two items or is too long is not kept', () => {
  const courses: readonly Parameters<ReturnType<typeof bench>['feed']>[] = [
    [text('i', `${TEXT} Today?`), sound('r', 'i'), done('r')],
    [text('i', TEXT), sound('r', 'i'), done('r', 'cancelled')],
    [text('i', TEXT), sound('r', 'i'), sound('r', 'j'), text('j', 'And more.'), done('r')],
    [text('i', TEXT), sound('r', 'i', 60_001), done('r')],
    [text('i', TEXT), sound('other', 'i'), done('r')],
  ];
  for (const [index, course] of courses.entries()) {
    const node = bench();
    node.feed(want('a'), started('r', 'a'), ...course);
    assert.ok(!kinds(node.take()).includes('phrase.rendered'), `course ${index}`);
  }
});

test('a protected text is guarded from the start of its response, and the model is told not to stop', () => {
  const node = bench();
  node.feed(want('a', { protected: true }));
  assert.deepEqual(node.take()[0], { kind: 'session.update', interruptible: false });
  node.feed(started('r', 'a'));
  assert.deepEqual(node.take(), [{ kind: 'utterance.started', utteranceId: 'a', protected: true }]);
  node.feed(sound('r', 'i'), done('r'), heard('i'));
  assert.deepEqual(node.take(), [
    { kind: 'session.update', interruptible: true },
    { kind: 'utterance.done', utteranceId: 'a', result: 'heard' },
  ]);
});

test('where the model never stops by itself, its session is left as it is', () => {
  const node = bench(null, false);
  node.feed(want('a', { protected: true }), missed('a'));
  assert.ok(!kinds(node.take()).includes('session.update'));
});

test("texts wait for each other and for the model's responses, in their order", () => {
  const node = bench(SOUND);
  node.feed(started('r'), want('a'), want('b'));
  assert.deepEqual(node.take(), []);
  node.feed(done('r'));
  assert.equal(node.take()[0]?.kind, 'utterance.started');
  node.feed(heard('a', false));
  const [end, next] = node.take();
  assert.deepEqual(end, { kind: 'utterance.done', utteranceId: 'a', result: 'cut' });
  assert.deepEqual(next, { kind: 'utterance.started', utteranceId: 'b', protected: false });
});

test('an optional text is let go when it cannot be spoken at once', () => {
  const node = bench(SOUND);
  node.feed(started('r'), want('a', { optional: true }));
  assert.deepEqual(ends(node.take()), ['a unsaid']);
  node.feed(done('r'), want('b', { optional: true }));
  assert.equal(node.take()[0]?.kind, 'utterance.started');
});

test('the ninth text that waits is not said', () => {
  const node = bench(SOUND);
  node.feed(started('r'), ...Array.from({ length: 9 }, (_, index) => want(`${index}`)));
  assert.deepEqual(ends(node.take()), ['8 unsaid']);
});

test('a response that does not come, or brings no sound, leaves its text unsaid', () => {
  const node = bench();
  node.feed(want('a'), want('b'), missed('a'), started('r', 'b'), done('r', 'failed'));
  assert.deepEqual(ends(node.take()), ['a unsaid', 'b unsaid']);
});

test('a text whose sound was dropped altogether is cut when the playout says so, and the next is spoken', () => {
  const node = bench();
  node.feed(want('a'), want('b'), started('r', 'a'), sound('r', 'i'), done('r', 'cancelled'));
  assert.deepEqual(ends(node.take()), []);
  node.feed(heard('i', false));
  const frames = node.take();
  assert.deepEqual(ends(frames), ['a cut']);
  assert.equal(frames.at(-1)?.kind, 'response.wanted');
});

test('a model that goes leaves unsaid what it had not begun to sound, and frees what memory can say', () => {
  const silent = bench();
  silent.feed(want('a'), started('r', 'a'), GONE);
  assert.deepEqual(ends(silent.take()), ['a unsaid']);

  const sounding = bench();
  sounding.feed(want('a'), started('r', 'a'), sound('r', 'i'), GONE);
  assert.deepEqual(ends(sounding.take()), []);
  sounding.feed(heard('i'));
  assert.deepEqual(ends(sounding.take()), ['a cut']);

  const waiting = bench(SOUND);
  waiting.feed(started('r'), want('a'), GONE);
  assert.equal(waiting.take()[0]?.kind, 'utterance.started');
});

test('when the stream stops, what is spoken and what waits is unsaid, and so is what comes', () => {
  const node = bench(SOUND);
  node.feed(want('a'), want('b'), STOPPED, want('c'));
  assert.deepEqual(ends(node.take()), ['a unsaid', 'b unsaid', 'c unsaid']);
});

test('a text that the model did not bring to its end counts as cut, though all its sound was heard', () => {
  const broken = bench();
  broken.feed(
    want('a', { protected: true }),
    started('r', 'a'),
    sound('r', 'i'),
    done('r', 'failed'),
    heard('i'),
  );
  assert.deepEqual(ends(broken.take()), ['a cut']);

  const before = bench();
  before.feed(want('a'), started('r', 'a'), sound('r', 'i'), heard('i'));
  assert.deepEqual(ends(before.take()), []);
  before.feed(done('r', 'failed'));
  assert.deepEqual(ends(before.take()), ['a cut']);

  const whole = bench();
  whole.feed(want('a'), started('r', 'a'), sound('r', 'i'), heard('i'), done('r'));
  assert.deepEqual(ends(whole.take()), ['a heard']);
});

test('a stopgap sounds from memory, into a response of the model too; where it cannot, nothing is said', () => {
  const stopgap = { kind: 'stopgap.wanted', utteranceId: 's' as UtteranceId, text: TEXT } as const;
  const node = bench(SOUND);
  node.feed(started('r'), sound('r', 'i'), want('waits'));
  node.take();
  node.feed(stopgap);
  assert.deepEqual(kinds(node.take()), [
    'utterance.started',
    'agent.text',
    'agent.audio',
    'agent.audio',
    'agent.item-done',
    'context.add',
  ]);
  node.feed(done('r'), heard('s'));
  assert.deepEqual(ends(node.take()), ['s heard']);
  // What waited is being said now: a stopgap would only be one voice more.
  node.feed(stopgap);
  assert.deepEqual(node.take(), []);

  const unrendered = bench(null);
  unrendered.feed(stopgap);
  assert.deepEqual(unrendered.take(), []);

  const stopped = bench(SOUND);
  stopped.feed(STOPPED, stopgap);
  assert.deepEqual(stopped.take(), []);
});
