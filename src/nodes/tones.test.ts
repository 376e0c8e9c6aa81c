// Keys go out as sound that decodes to them, or as keys, one sequence at a time and guarded against interruption.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { audioBytes, durationMs } from '../media/audio.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { hearKeys, keysIn } from '../../test/fakes/hear-keys.ts';
import { TONE_GAP_MS, TONE_MS, tones } from './tones.ts';

const wanted = (digits: string, sendingId = 's1'): FrameOf<'digits.wanted'> => ({
  kind: 'digits.wanted',
  sendingId,
  digits,
});
const heard = (whole: boolean, itemId = 'digits-1'): FrameOf<'item.heard'> => ({
  kind: 'item.heard',
  itemId: itemId as ItemId,
  heardMs: 0,
  producedMs: 0,
  whole,
});
const PLAYING = {
  kind: 'playout.started',
  itemId: 'i' as ItemId,
  responseId: null,
  soundsInMs: 0,
} as const;
const RESPONSE = { kind: 'response.started', responseId: 'r' as ResponseId, requestId: null } as const;
const DONE = {
  kind: 'response.done',
  responseId: 'r' as ResponseId,
  status: 'completed',
  reason: null,
  fatal: false,
  usage: null,
} as const;

function soundOf(frames: readonly { readonly kind: string }[]): Uint8Array {
  const audio = (frames as readonly FrameOf<'agent.audio'>[]).filter(({ kind }) => kind === 'agent.audio');
  return Buffer.concat(audio.map((frame) => audioBytes(frame.audio)));
}

const kinds = (frames: readonly { readonly kind: string }[]) => frames.map(({ kind }) => kind);

test('every key sounds as itself, 100 ms on and 100 ms off', () => {
  const node = nodeBench(tones({ native: false }));
  const all = '1234567890*#ABCD';
  node.feed(wanted(all));
  const sound = soundOf(node.take());
  assert.equal(keysIn(sound), all);
  for (const [at, { fromMs, ms }] of hearKeys(sound).entries()) {
    assert.equal(fromMs, at * (TONE_MS + TONE_GAP_MS));
    assert.equal(ms, TONE_MS);
  }
});

test('w is half a second of quiet and W a whole one', () => {
  const node = nodeBench(tones({ native: false }));
  node.feed(wanted('1w2W3'));
  const sound = soundOf(node.take());
  assert.deepEqual(
    hearKeys(sound).map(({ fromMs }) => fromMs),
    [0, 700, 1_900],
  );
});

test('a sequence is guarded from before its first sound until it was heard, and then told as sent', () => {
  const node = nodeBench(tones({ native: false }));
  node.feed(wanted('7'));
  assert.deepEqual(kinds(node.take()), ['utterance.started', 'agent.audio', 'agent.item-done']);
  node.feed(heard(true, 'another'));
  assert.deepEqual(node.take(), []);
  node.feed(heard(true));
  assert.deepEqual(node.take(), [
    { kind: 'utterance.done', utteranceId: 'digits-1', result: 'heard' },
    { kind: 'digits.sent', sendingId: 's1', digits: '7', status: 'sent' },
  ]);
});

test('sequences go one after another, each as an item of its own, and none into what the model says', () => {
  const node = nodeBench(tones({ native: false }));
  node.feed(RESPONSE, wanted('1'), wanted('2', 's2'));
  assert.deepEqual(node.take(), []);
  node.feed(DONE);
  assert.equal(keysIn(soundOf(node.take())), '1');
  node.feed(heard(true));
  const second = node.take();
  assert.equal(keysIn(soundOf(second)), '2');
  assert.ok(second.some((frame) => frame.kind === 'agent.audio' && frame.itemId === 'digits-2'));
});

test('a model that is gone holds nothing back', () => {
  const node = nodeBench(tones({ native: false }));
  node.feed(RESPONSE, wanted('1'), { kind: 'model.gone' });
  assert.equal(keysIn(soundOf(node.take())), '1');
});

test('a line that is gone cuts what sounds and what waits, and nothing is sent any more', () => {
  const node = nodeBench(tones({ native: false }));
  node.feed(wanted('1'), wanted('2', 's2'));
  node.take();
  node.feed({ kind: 'carrier.stopped', cause: 'lost', detail: '' }, wanted('3', 's3'), heard(false));
  const cut = node.take().flatMap((frame) => (frame.kind === 'digits.sent' ? [frame] : []));
  assert.deepEqual(
    cut.map(({ sendingId, status }) => [sendingId, status]),
    [
      ['s1', 'cut'],
      ['s2', 'cut'],
      ['s3', 'cut'],
    ],
  );
});

test('a carrier that sends keys is handed them between the pauses, once the line is quiet', async () => {
  const node = nodeBench(tones({ native: true }));
  node.feed(PLAYING, wanted('12w3'));
  assert.deepEqual(node.take(), []);
  node.feed({ kind: 'playout.drained' });
  await node.advance(5_000);
  const keys = node.given.flatMap(([ms, frame]) =>
    frame.kind === 'carrier.digits' ? [[ms, frame.digits]] : [],
  );
  assert.deepEqual(keys, [
    [0, '12'],
    [900, '3'],
  ]);
  assert.deepEqual(node.given.at(-1), [
    1_100,
    { kind: 'digits.sent', sendingId: 's1', digits: '12w3', status: 'sent' },
  ]);
  assert.ok(!kinds(node.take()).includes('agent.audio'));
  assert.equal(node.timersPending, 0);
});

test('the sound of a sequence is as long as its letters say', () => {
  const node = nodeBench(tones({ native: false }));
  node.feed(wanted('1wW2'));
  const ms = node
    .take()
    .reduce((sum, frame) => sum + (frame.kind === 'agent.audio' ? durationMs(frame.audio) : 0), 0);
  assert.equal(ms, 200 + 500 + 1_000 + 200);
});
