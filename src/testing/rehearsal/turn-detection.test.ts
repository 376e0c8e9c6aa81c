// The turn detector hears synthetic speech as speech, noise and clicks as none, and counts time in sound.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testClient } from './test-client.ts';
import { noise, quiet, syntheticSpeech } from './doubles.ts';
import { initialConfig, type TurnDetection } from './session-config.ts';
import { TurnDetector, type TurnEvent } from './turn-detection.ts';
import { loadVad } from './vad.ts';

const vad = await loadVad();
const DEFAULTS = initialConfig('sess', 'rehearsal', 0).audio.input.turn_detection;

function settings(changes: Partial<TurnDetection> = {}): TurnDetection {
  assert.ok(DEFAULTS !== null);
  return { ...DEFAULTS, silence_duration_ms: 500, ...changes };
}

/** What is heard in `sounds`, given in pieces of `pieceBytes`. */
function heard(sounds: readonly Uint8Array[], turns: TurnDetection | null, pieceBytes = 160): TurnEvent[] {
  const detector = new TurnDetector(vad());
  const all = Buffer.concat(sounds);
  const events: TurnEvent[] = [];
  for (let at = 0; at < all.length; at += pieceBytes)
    events.push(...detector.hear(all.subarray(at, at + pieceBytes), turns));
  return events;
}

test('speech between silences starts and stops once, with padding before and the silence window after', () => {
  const [started, stopped, ...more] = heard([quiet(1000), syntheticSpeech(1200), quiet(1500)], settings());
  assert.deepEqual(more, []);
  assert.ok(started?.kind === 'started' && stopped?.kind === 'stopped');
  assert.ok(Math.abs(started.audioStartMs - 700) <= 60, `began at ${started.audioStartMs}`);
  assert.equal(stopped.audioStartMs, started.audioStartMs);
  // libfvad itself hangs on to speech for some frames.
  assert.ok(stopped.audioEndMs >= 2600 && stopped.audioEndMs <= 2900, `ended at ${stopped.audioEndMs}`);
});

test('how the sound is cut into pieces does not matter', () => {
  const sounds = [quiet(500), syntheticSpeech(900), quiet(900), syntheticSpeech(700), quiet(900)];
  const events = heard(sounds, settings());
  assert.equal(events.length, 4);
  assert.deepEqual(heard(sounds, settings(), 1), events);
  assert.deepEqual(heard(sounds, settings(), 1237), events);
  assert.deepEqual(heard(sounds, settings(), 1_000_000), events);
});

test('silence, line noise and a click are no speech', () => {
  for (const threshold of [0.3, 0.5, 0.7]) {
    assert.deepEqual(heard([quiet(3000)], settings({ threshold })), []);
    assert.deepEqual(heard([noise(5000, 300)], settings({ threshold })), []);
    assert.deepEqual(heard([quiet(500), syntheticSpeech(30), quiet(1000)], settings({ threshold })), []);
  }
});

test('a lower threshold hears quieter speech', () => {
  const whisper = [quiet(500), syntheticSpeech(1000, 300), quiet(1000)];
  assert.equal(heard(whisper, settings({ threshold: 0.3 })).length, 2);
  assert.equal(heard(whisper, settings({ threshold: 0.7 })).length, 0);
});

test('speech over line noise ends although the noise goes on', () => {
  const base = noise(4000, 120);
  const speech = syntheticSpeech(1000);
  const events = heard([base, speech, base], settings());
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['started', 'stopped'],
  );
});

test('a pause shorter than the silence window belongs to the turn, and padding never reaches into the turn before', () => {
  const sounds = [syntheticSpeech(600), quiet(300), syntheticSpeech(600), quiet(700), syntheticSpeech(500)];
  const events = heard(sounds, settings({ prefix_padding_ms: 5000 }));
  assert.deepEqual(
    events.map(({ kind }) => kind),
    ['started', 'stopped', 'started'],
  );
  const [first, stopped, second] = events;
  assert.equal(first?.audioStartMs, 0);
  assert.ok(stopped?.kind === 'stopped' && second?.audioStartMs === stopped.audioEndMs);
});

test('without settings nothing is detected', () => {
  assert.deepEqual(heard([syntheticSpeech(1000), quiet(1000)], null), []);
});

test('turns are found by meaning where that is asked for, and by their own settings again afterwards', async () => {
  const client = await testClient();
  const detection = async (turn_detection: object): Promise<unknown> => {
    client.send({
      type: 'session.update',
      session: { type: 'realtime', audio: { input: { turn_detection } } },
    });
    await client.world.advance(0);
    return client.last('session.updated').at('session.audio.input.turn_detection');
  };
  const rest = { threshold: 0.5, prefix_padding_ms: 300, idle_timeout_ms: null, create_response: true };
  assert.deepEqual(await detection({ type: 'semantic_vad', interrupt_response: false }), {
    ...rest,
    type: 'semantic_vad',
    eagerness: 'auto',
    silence_duration_ms: 500,
    interrupt_response: false,
  });
  assert.deepEqual(await detection({ type: 'server_vad' }), {
    ...rest,
    type: 'server_vad',
    silence_duration_ms: 200,
    interrupt_response: true,
  });
});
