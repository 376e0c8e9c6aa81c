// A caller on hold is told, hears music that nothing stops, and is with the agent again when nobody takes the call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NO_BRIEFING, type ConsultationOutcome } from '../frames/transfer-frames.ts';
import { durationMs } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { BACK_KEY, hold, HOLD_MS_MAX, MUSIC_AHEAD_MS, TELL_AFTER_MS } from './hold.ts';

const wanted = (announced: boolean): FrameOf<'consultation.wanted'> => ({
  kind: 'consultation.wanted',
  to: '+14155550123',
  briefing: NO_BRIEFING,
  announced,
});
const over = (outcome: ConsultationOutcome): FrameOf<'consultation.over'> => ({
  kind: 'consultation.over',
  outcome,
});
const sounds = (itemId: string): FrameOf<'playout.started'> => ({
  kind: 'playout.started',
  itemId: itemId as ItemId,
  responseId: null,
  soundsInMs: 0,
});
const DRAINED = { kind: 'playout.drained' } as const;
const bench = () => nodeBench(hold({ holding: 'Please hold.', transferring: 'You are put through.' }));
const kinds = (frames: readonly { readonly kind: string }[]): readonly string[] =>
  frames.map(({ kind }) => kind).filter((kind) => kind !== 'agent.audio');
const musicMs = (frames: readonly FrameOf<'agent.audio' | 'hold'>[]): number =>
  frames.reduce((sum, frame) => sum + (frame.kind === 'agent.audio' ? durationMs(frame.audio) : 0), 0);

test('the human is called while the caller is being told, and the music waits until the words are through', async () => {
  const node = bench();
  node.feed(wanted(false));
  assert.deepEqual(kinds(node.take()), ['hold', 'consultation.begun']);
  await node.advance(TELL_AFTER_MS);
  assert.deepEqual(kinds(node.take()), ['utterance.wanted']);
  node.feed(sounds('holding-1'));
  node.feed({ kind: 'utterance.done', utteranceId: 'holding-1' as UtteranceId, result: 'heard' });
  assert.deepEqual(node.take(), []);
  node.feed(DRAINED);
  assert.deepEqual(kinds(node.take()), ['utterance.started']);
});

test('a caller whom the model has told already hears music at once; the carrier has little of it ahead', async () => {
  const node = bench();
  node.feed(wanted(true));
  assert.deepEqual(kinds(node.take()), ['hold', 'consultation.begun', 'utterance.started']);
  await node.advance(10_000);
  const given = node.given.map(([, frame]) => frame).filter((frame) => frame.kind === 'agent.audio');
  assert.equal(musicMs(given), 10_000 + MUSIC_AHEAD_MS);
});

test('music stops for what else is said, and goes on behind it', async () => {
  const node = bench();
  node.feed(wanted(true), sounds('hold-music-1'));
  await node.advance(1000);
  node.take();
  node.feed(sounds('steer-1'));
  assert.deepEqual(node.take(), [
    { kind: 'agent.item-done', responseId: null, itemId: 'hold-music-1' as ItemId },
  ]);
  await node.advance(3000);
  assert.deepEqual(node.take(), []);
  node.feed(DRAINED);
  assert.ok(node.take().every((frame) => frame.kind === 'agent.audio' && frame.itemId === 'hold-music-2'));
});

test('one who accepts ends the conversation; where nobody can be asked the caller is sent to them at once', () => {
  for (const [outcome, transferTo] of [
    ['accepted', null],
    ['impossible', '+14155550123'],
  ] as const) {
    const node = bench();
    node.feed(wanted(true));
    node.take();
    node.feed(over(outcome));
    assert.deepEqual(node.take().at(-1), {
      kind: 'end.wanted',
      reason: 'transferred',
      farewell: null,
      transferTo,
    });
    assert.equal(node.timersPending, 0);
  }
});

test('a caller who is sent on at once is told that, and not of music', () => {
  const node = bench();
  node.feed(wanted(false), over('impossible'));
  const given = node.take();
  assert.ok(given.every(({ kind }) => kind !== 'utterance.wanted'));
  assert.deepEqual(given.at(-1), {
    kind: 'end.wanted',
    reason: 'transferred',
    farewell: 'You are put through.',
    transferTo: '+14155550123',
  });
  assert.equal(node.timersPending, 0);
});

test('without success the agent is told why and asked to speak, the caller is heard again, and another try may come', () => {
  const node = bench();
  node.feed(wanted(true));
  node.take();
  node.feed(over('declined'));
  const given = node.take();
  assert.deepEqual(kinds(given), [
    'agent.item-done',
    'utterance.done',
    'hold',
    'context.add',
    'response.wanted',
  ]);
  const note = given.find((frame) => frame.kind === 'context.add');
  assert.match(note?.text ?? '', /can not take the call now/);
  assert.equal(node.timersPending, 0);
  node.feed(over('accepted'));
  assert.deepEqual(node.take(), [], 'it is over');
  node.feed(wanted(true));
  assert.equal(node.take().at(0)?.kind, 'hold');
});

test('nobody is on hold for longer than the bound', async () => {
  const node = bench();
  node.feed(wanted(false));
  await node.advance(HOLD_MS_MAX);
  assert.deepEqual(
    node.given.flatMap(([, frame]) => (frame.kind === 'consultation.unwanted' ? [frame.outcome] : [])),
    ['timed-out'],
  );
  assert.equal(node.given.at(-1)?.[1].kind, 'response.wanted');
  assert.equal(node.timersPending, 0);
});

test('words that are never spoken do not hold the music back for ever', async () => {
  const node = bench();
  node.feed(wanted(false));
  await node.advance(8000 + TELL_AFTER_MS);
  assert.ok(node.given.some(([, frame]) => frame.kind === 'agent.audio'));
});

test('the star key brings the caller back; other keys and keys before do nothing', () => {
  const node = bench();
  node.feed({ kind: 'caller.digit', digit: BACK_KEY });
  node.feed(wanted(true));
  node.take();
  node.feed({ kind: 'caller.digit', digit: '5' });
  assert.deepEqual(node.take(), []);
  node.feed({ kind: 'caller.digit', digit: BACK_KEY });
  assert.deepEqual(node.take()[0], { kind: 'consultation.unwanted', outcome: 'called-off' });
});

test('what the model says of itself to a caller on hold is not said; what was asked for is', () => {
  const node = bench();
  const response = (requestId: string | null): FrameOf<'response.started'> => ({
    kind: 'response.started',
    responseId: 'r1' as ResponseId,
    requestId,
  });
  node.feed(response(null));
  assert.deepEqual(node.take(), []);
  node.feed(wanted(true));
  node.take();
  node.feed(response('steer-1'));
  assert.deepEqual(node.take(), []);
  node.feed(response(null));
  assert.deepEqual(node.take(), [{ kind: 'response.cancel', responseId: 'r1' as ResponseId }]);
});

test('an end that somebody else wants, and a stream that is gone, end the music', () => {
  for (const last of [
    { kind: 'end.wanted', reason: 'max-duration', farewell: null, transferTo: null },
    { kind: 'carrier.stopped', cause: 'stop', detail: '' },
  ] as const) {
    const node = bench();
    node.feed(wanted(true));
    node.take();
    node.feed(last);
    assert.deepEqual(kinds(node.take()), ['agent.item-done', 'utterance.done']);
    assert.equal(node.timersPending, 0);
    node.feed(over('accepted'), wanted(true));
    assert.deepEqual(node.take(), []);
  }
});
