// One Gemini session: set up, spoken to, resumed on another connection, and refused.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameKind, FrameOf } from '../../frames/frame.ts';
import { silence, type AudioFormat } from '../../media/audio.ts';
import { geminiSound } from '../../testing/contracts/gemini-stage.ts';
import { ASK, CONTRACT_SETTINGS } from '../../testing/contracts/model-scene.ts';
import { socketPeer, type Message } from '../../testing/speech/socket-peer.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { ModelSession } from '../model.ts';
import { geminiModel } from './gemini-model.ts';
import { TAIL_MS_MAX, type Given } from './replies.ts';

const LINE: AudioFormat = { encoding: 'pcm16', rateHz: 16_000 };

async function bench(name = 'gemini-3.8-live') {
  const world = simulatedWorld();
  const peer = socketPeer(world, 'ws://gemini.test/', {
    received: (message, each) => ('setup' in message ? each.send({ setupComplete: {} }) : undefined),
  });
  const model = geminiModel({ name, apiKey: 'secret key', baseUrl: 'ws://gemini.test' });
  const session = model.open(world, { ...CONTRACT_SETTINGS, format: LINE });
  const given: Given[] = [];
  session.attach((frame) => void given.push(frame));
  await world.advance(1);
  return {
    world,
    peer,
    session,
    given,
    of: <Kind extends FrameKind>(kind: Kind) =>
      given.filter((frame): frame is never => frame.kind === kind) as FrameOf<Kind>[],
    accept: async (...frames: readonly Parameters<ModelSession['accept']>[0][]) => {
      for (const frame of frames) session.accept(frame, world.clock.now());
      await world.advance(1);
    },
    hear: async (...messages: readonly Message[]) => {
      peer.send(...messages);
      await world.advance(1);
    },
    setups: () =>
      peer.received.flatMap((message) => ('setup' in message ? [message['setup'] as Message] : [])),
  };
}

const content = (serverContent: Message): Message => ({ serverContent });
const handle = { sessionResumptionUpdate: { newHandle: 'handle-1', resumable: true } };
const sound = { kind: 'caller.audio', audio: silence(LINE, 20), atMs: 0 } as const;

test('it is set up with the key in the address, linear sound, tools as JSON Schema, and a history that is waited for', async () => {
  const { peer, setups } = await bench();
  assert.match(peer.requests[0]?.url ?? '', /BidiGenerateContent\?key=secret%20key$/);
  const [setup] = setups();
  assert.equal(setup?.['model'], 'models/gemini-3.8-live');
  assert.deepEqual(setup?.['historyConfig'], { initialHistoryInClientContent: true });
  assert.match(JSON.stringify(setup), /"voiceName":"Kore".*"parametersJsonSchema":/);
});

test('what was said before is told before the first sound, and nothing of it is answered', async () => {
  const { peer, accept } = await bench();
  await accept(
    { kind: 'context.add', itemId: null, role: 'agent', text: 'Front desk, hello.' },
    sound,
    sound,
  );
  assert.deepEqual(
    peer.received.slice(1).map((message) => Object.keys(message)[0]),
    ['clientContent', 'realtimeInput', 'realtimeInput'],
  );
});

test('the last words of an answer come behind its end and still belong to it', async () => {
  const { of, hear, world } = await bench();
  await hear(geminiSound(100), content({ generationComplete: true }));
  await hear(content({ outputTranscription: { text: 'Hello.' } }));
  assert.equal(of('response.done').length, 0);
  await world.advance(TAIL_MS_MAX);
  assert.equal(of('agent.text')[0]?.itemId, of('agent.audio')[0]?.itemId);
  assert.equal(of('response.done')[0]?.status, 'completed');
});

test('the caller who interrupts is told as speech, and the answer as cancelled', async () => {
  const { given, hear } = await bench();
  await hear(geminiSound(2000), content({ interrupted: true }), content({ turnComplete: true }));
  assert.deepEqual(
    given.slice(1).map(({ kind }) => kind),
    [
      'response.started',
      'agent.audio',
      'speech.started',
      'speech.stopped',
      'agent.item-done',
      'response.done',
    ],
  );
});

test('of an answer that we cancelled nothing more is given, and the model learns of it with the next request', async () => {
  const { of, hear, accept, peer } = await bench();
  await accept(sound);
  await hear(geminiSound(1000), content({ outputTranscription: { text: 'We are open from nine to five.' } }));
  const [started] = of('response.started');
  const [audio] = of('agent.audio');
  assert.ok(started !== undefined && audio !== undefined);
  const { itemId } = audio;
  await accept(
    { kind: 'response.cancel', responseId: started.responseId },
    { kind: 'context.truncate', itemId, heardMs: 500 },
  );
  await hear(geminiSound(1000), content({ generationComplete: true }));
  assert.deepEqual([of('agent.audio').length, of('response.done')[0]?.status], [1, 'cancelled']);
  await accept(ASK);
  assert.match(JSON.stringify(peer.received.at(-1)), /heard only: ..We are open/);
});

test('a connection that is lost is followed by another that goes on with the session, and hears what was said meanwhile', async () => {
  const { peer, hear, accept, of, setups, world } = await bench();
  await accept(sound);
  await hear(handle, geminiSound(100));
  peer.hangUp();
  await world.advance(0);
  await accept(sound);
  await world.advance(10);
  assert.deepEqual(setups()[1]?.['sessionResumption'], { handle: 'handle-1' });
  assert.equal(setups()[1]?.['historyConfig'], undefined);
  assert.deepEqual([of('model.closed').length, of('model.ready').length], [0, 1]);
  assert.equal(of('response.done')[0]?.status, 'failed');
  assert.deepEqual(
    of('model.fault').map(({ code, fatal }) => [code, fatal]),
    [['connection_renewed', false]],
  );
  assert.ok('audio' in ((peer.received.at(-1)?.['realtimeInput'] ?? {}) as Message));
});

test('a connection that is about to end is left when the answer is over, or just before its end', async () => {
  for (const ends of [true, false]) {
    const { hear, setups, world } = await bench();
    await hear(handle, geminiSound(100), { goAway: { timeLeft: '10s' } });
    assert.equal(setups().length, 1);
    if (ends) await hear(content({ turnComplete: true }));
    else await world.advance(8600);
    await world.advance(5);
    assert.equal(setups().length, 2);
  }
});

test('new instructions take effect on another connection', async () => {
  const { hear, accept, setups } = await bench();
  await hear(handle);
  await accept({ kind: 'session.update', instructions: 'Speak of hats.' });
  assert.match(JSON.stringify(setups()[1]), /Speak of hats/);
});

test('a session that cannot be resumed is over, and so is one that brings nothing', async () => {
  const lost = await bench();
  lost.peer.hangUp();
  await lost.world.advance(10);
  assert.equal(lost.of('model.closed').length, 1);
  const mute = await bench();
  await mute.hear(handle);
  for (let count = 0; count < 3; count += 1) {
    mute.peer.hangUp();
    await mute.world.advance(10);
  }
  assert.equal(mute.of('model.closed').length, 1);
  assert.equal(mute.world.socketsOpen, 0);
});

test('a key, a model or an account that is refused is told by a code, and is fatal', async () => {
  for (const [reason, code] of [
    ['API key not valid. Please pass a valid API key.', 'key_refused'],
    ['models/x is not found for API version v1beta', 'model_not_found'],
    ['You exceeded your current quota', 'insufficient_quota'],
    ['Invalid JSON payload received.', 'setup_refused'],
  ] as const) {
    const world = simulatedWorld();
    world.listen('ws://gemini.test/', (socket) =>
      socket.listen({ text: () => socket.close(1007, reason), closed: () => {} }),
    );
    const session = geminiModel({ name: 'gemini-3.8-live', apiKey: 'k', baseUrl: 'ws://gemini.test' }).open(
      world,
      {
        ...CONTRACT_SETTINGS,
        format: LINE,
      },
    );
    const given: Given[] = [];
    session.attach((frame) => void given.push(frame));
    await world.advance(10);
    assert.deepEqual(
      given.map((frame) => (frame.kind === 'model.fault' ? [frame.code, frame.fatal] : frame.kind)),
      [[code, true], 'model.closed'],
    );
  }
});
