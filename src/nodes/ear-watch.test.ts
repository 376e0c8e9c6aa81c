// A caller whom the model does not hear is heard here; what is no voice, or not the caller's, is let be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import { audioOf, BYTES_PER_MS } from '../media/audio.ts';
import { mulawToPcm16, pcm16ToMulaw } from '../media/g711.ts';
import { noise, quiet } from '../testing/rehearsal/doubles.ts';
import { callerLine } from '../testing/rehearsal/voice/caller-line.ts';
import { nodeBench } from '../testing/node-bench.ts';
import { earWatch } from './ear-watch.ts';

const READY = { kind: 'model.ready' } as const;
const STARTED = { kind: 'speech.started' } as const;
const BY_LEVEL = { kind: 'speech.started', byLevel: true } as const;
const STOPPED = { kind: 'speech.stopped' } as const;
const DRAINED = { kind: 'playout.drained' } as const;
const PLAYS = {
  kind: 'playout.started',
  itemId: 'i' as ItemId,
  responseId: null,
  soundsInMs: 0,
} as const;
const RENEW = { kind: 'session.renew', detail: 'the caller spoke and the model heard no speech' };
const DEAF = { kind: 'model.deaf' };

const text = (words: string) =>
  ({ kind: 'caller.text', itemId: 'c' as ItemId, text: words, final: false }) as const;
const responds = (requestId: string | null) =>
  ({ kind: 'response.started', responseId: 'r' as ResponseId, requestId }) as const;

const HOURS = line('opening-hours');
const HUMAN = line('human');

function line(id: string): Uint8Array {
  return callerLine(id) ?? assert.fail(id);
}

function bench() {
  const node = nodeBench(earWatch());
  let atMs = 0;
  const speak = async (mulaw: Uint8Array): Promise<void> => {
    for (let from = 0; from < mulaw.length; from += 20 * BYTES_PER_MS) {
      const audio = audioOf('pcmu', mulaw.subarray(from, from + 20 * BYTES_PER_MS));
      const frame: CallerAudio = { kind: 'caller.audio', audio, atMs };
      atMs += 20;
      await node.feedAt(node.nowMs + 20, frame);
    }
  };
  return {
    feed: (...frames: Parameters<typeof node.feed>) => node.feed(...frames),
    speak,
    pause: (ms: number) => speak(quiet(ms)),
    /** What is to be done about it; that there was voice is another matter. */
    done: () => node.take().filter(({ kind }) => kind !== 'caller.voice' && kind !== 'voice.ended'),
    ended: () => node.take().filter(({ kind }) => kind === 'voice.ended').length,
    voices: () => node.take().filter(({ kind }) => kind === 'caller.voice').length,
  };
}

test('a caller who says two sentences to a model that hears none gets another session, and after two more it is deaf', async () => {
  const { feed, speak, pause, done } = bench();
  feed(READY);
  for (const outcome of [RENEW, DEAF]) {
    await pause(1000);
    await speak(HOURS);
    await pause(3000);
    assert.deepEqual(done(), []);
    await speak(HUMAN);
    await pause(500);
    assert.deepEqual(done(), [outcome]);
  }
});

test('a model that hears any of it hears', async () => {
  const { feed, speak, pause, done } = bench();
  feed(READY);
  for (let times = 0; times < 4; times += 1) {
    await pause(1000);
    await speak(HOURS);
    feed(STARTED);
    await speak(HUMAN);
    await pause(500);
    feed(STOPPED);
  }
  assert.deepEqual(done(), []);
});

test('voice before the model listens, while it owes an answer, or longer ago than ten seconds counts for nothing', async () => {
  const early = bench();
  await early.pause(1000);
  await early.speak(HOURS);
  await early.speak(HUMAN);
  await early.pause(500);
  assert.deepEqual(early.done(), []);

  const owing = bench();
  owing.feed(READY, { kind: 'answer.owed', owed: true });
  await owing.pause(1000);
  await owing.speak(HOURS);
  await owing.speak(HUMAN);
  await owing.pause(500);
  assert.deepEqual(owing.done(), []);

  const seldom = bench();
  seldom.feed(READY);
  for (let times = 0; times < 5; times += 1) {
    await seldom.speak(HOURS);
    await seldom.pause(11_000);
  }
  assert.deepEqual(seldom.done(), []);
});

test('a model whose speech is told by level hears when it writes some of it down, or answers by itself', async () => {
  const { feed, speak, pause, done } = bench();
  feed(READY);
  const say = async (ms: number): Promise<void> => {
    feed(BY_LEVEL);
    await speak(HOURS);
    await speak(HUMAN);
    feed(STOPPED);
    await pause(ms);
  };
  for (const sign of [text('What are'), responds(null)]) {
    await say(1500);
    feed(sign);
    await pause(3000);
  }
  assert.deepEqual(done(), []);
  // Neither an empty line nor an answer that was asked for is a sign of it.
  for (const outcome of [RENEW, DEAF]) {
    await say(1500);
    feed(text(''), responds('again-1'));
    assert.deepEqual(done(), []);
    await pause(1000);
    assert.deepEqual(done(), [outcome]);
  }
});

test('a model that writes nothing of a caller who never pauses is deaf, whatever the level says', async () => {
  const { feed, speak, pause, done } = bench();
  feed(READY);
  await pause(1000);
  feed(BY_LEVEL);
  for (let times = 0; times < 3; times += 1) {
    await speak(HOURS);
    await speak(HUMAN);
    await pause(300);
  }
  assert.deepEqual(done(), [RENEW, DEAF]);
});

test('what sounds while the agent speaks, and its echo, is not taken for the caller', async () => {
  const { feed, speak, pause, done, voices } = bench();
  feed(READY);
  await pause(1000);
  feed(PLAYS);
  await speak(HOURS);
  await speak(HUMAN);
  await speak(HUMAN.subarray(0, 300 * BYTES_PER_MS));
  feed(DRAINED);
  await speak(HUMAN.subarray(300 * BYTES_PER_MS, 600 * BYTES_PER_MS));
  await pause(1000);
  assert.equal(voices(), 0);
  await speak(HOURS);
  assert.ok(voices() > 0);
  assert.deepEqual(done(), []);
});

test('voices much softer than the caller’s, known by the model, are none of the caller’s', async () => {
  const { feed, speak, pause, done, voices } = bench();
  const far = pcm16ToMulaw(mulawToPcm16(HUMAN).map((sample) => sample / 5));
  feed(READY);
  await pause(1000);
  feed(STARTED);
  await speak(HOURS);
  await pause(500);
  feed(STOPPED);
  assert.ok(voices() > 0);
  for (let times = 0; times < 6; times += 1) {
    await speak(far);
    await pause(500);
  }
  assert.equal(voices(), 0);
  await speak(HUMAN);
  await speak(HOURS);
  await pause(500);
  assert.deepEqual(done(), [RENEW]);
});

test('a line that only hisses is no caller', async () => {
  const { feed, speak, done, voices } = bench();
  feed(READY);
  await speak(noise(30_000, 2000));
  assert.equal(voices(), 0);
  assert.deepEqual(done(), []);
});

test('the end of each stretch of voice is told, whoever sounds meanwhile', async () => {
  const { feed, speak, pause, ended } = bench();
  feed(READY, PLAYS);
  await pause(1000);
  await speak(HOURS);
  await pause(500);
  assert.ok(ended() > 1);
  await pause(3000);
  assert.equal(ended(), 0);
});
