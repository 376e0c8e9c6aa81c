// One Live session: speech cut out of a stream that never ends, turns that nobody tells, thoughts that are handed over.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameKind, FrameOf } from '../../frames/frame.ts';
import { audioOf, durationMs, silence } from '../../media/audio.ts';
import { livePiece, liveSpeech, openaiLiveStage } from '../../testing/contracts/openai-live-stage.ts';
import { ASK, CONTRACT_SETTINGS } from '../../testing/contracts/model-scene.ts';
import { syntheticSpeech } from '../../testing/rehearsal/doubles.ts';
import type { Message } from '../../testing/speech/socket-peer.ts';
import type { ModelSession } from '../model.ts';
import { SPEAK_MS_MAX, type Given } from './live-replies.ts';
import { AHEAD_MS } from './live-voice.ts';

async function bench(settings: Partial<typeof CONTRACT_SETTINGS> = {}) {
  const { world, model, socket, llm, peer } = openaiLiveStage();
  const session = model.open(world, { ...CONTRACT_SETTINGS, ...settings });
  const given: Given[] = [];
  session.attach((frame) => void given.push(frame));
  await world.advance(50);
  return {
    world,
    socket,
    llm,
    peer,
    given,
    of: <Kind extends FrameKind>(kind: Kind) =>
      given.filter((frame): frame is never => frame.kind === kind) as FrameOf<Kind>[],
    accept: async (...frames: readonly Parameters<ModelSession['accept']>[0][]) => {
      for (const frame of frames) session.accept(frame, world.clock.now());
      await world.advance(20);
    },
    hear: async (...messages: readonly Message[]) => {
      socket.send(...messages);
      await world.advance(20);
    },
  };
}

/** The caller speaks for so long, as 20 ms of sound each. */
function voiceOf(ms: number): FrameOf<'caller.audio'>[] {
  const sound = syntheticSpeech(ms);
  return Array.from({ length: ms / 20 }, (_, index) => ({
    kind: 'caller.audio',
    audio: audioOf('pcmu', sound.subarray(index * 160, (index + 1) * 160)),
    atMs: index * 20,
  }));
}

test('silence is not given, a pause within a sentence is, and the end of speech is the end of the response', async () => {
  const { of, hear } = await bench();
  await hear(livePiece(false), livePiece(false));
  assert.equal(of('response.started').length, 0);
  await hear(livePiece(true), livePiece(true), livePiece(false), livePiece(false), livePiece(true));
  assert.equal(of('agent.audio').length, 5);
  await hear(...liveSpeech(0));
  const heardMs = of('agent.audio').reduce((sum, { audio }) => sum + durationMs(audio), 0);
  assert.deepEqual(
    [heardMs, of('response.done')[0]?.status, of('agent.item-done').length],
    [500, 'completed', 1],
  );
});

test('the beginning of speech is held back for a moment, so that a late piece leaves no gap', async () => {
  const { of, hear } = await bench();
  await hear(livePiece(true));
  assert.deepEqual([of('response.started').length, of('agent.audio').length], [1, 0]);
  await hear(livePiece(true));
  assert.equal(of('agent.audio').length * 100, AHEAD_MS);
  const short = await bench();
  await short.hear(...liveSpeech(1));
  assert.ok(short.of('agent.audio').length >= 1);
});

test('words that come before their sound belong to it, and words behind it too', async () => {
  const { of, hear } = await bench();
  const words = (delta: string, start: number): Message => ({
    type: 'session.output_transcript.delta',
    delta,
    start_ms: start,
  });
  await hear(words('We are ', 0), ...liveSpeech(3), words('open.', 200), words('Yes', 5000));
  const [audio] = of('agent.audio');
  assert.deepEqual(
    of('agent.text').map(({ itemId, delta }) => [itemId === audio?.itemId, delta]),
    [
      [true, 'We are '],
      [true, 'open.'],
    ],
  );
});

test('an agent that falls silent while the caller speaks was interrupted; one that goes on was not', async () => {
  const yields = await bench();
  await yields.hear(...liveSpeech(3).slice(0, 3));
  await yields.accept(...voiceOf(600));
  assert.equal(yields.of('speech.started').length, 0);
  await yields.hear(livePiece(false), livePiece(false));
  assert.equal(yields.of('speech.started').length, 1);
  assert.equal(yields.of('response.done')[0]?.reason, 'turn_detected');
  const goesOn = await bench();
  await goesOn.hear(...liveSpeech(3).slice(0, 3), { type: 'session.input_transcript.delta', delta: 'mm-hm' });
  await goesOn.accept(...voiceOf(600));
  await goesOn.hear(livePiece(true));
  assert.equal(goesOn.of('speech.started').length, 0);
  assert.equal(goesOn.of('caller.text')[0]?.text, 'mm-hm');
});

test('a speech that we cancel is not heard to its end, and the model is told so', async () => {
  const { of, hear, accept, socket } = await bench();
  await hear(...liveSpeech(5).slice(0, 5));
  const [{ responseId } = { responseId: '' as never }] = of('response.started');
  const before = of('agent.audio').length;
  await accept({ kind: 'response.cancel', responseId });
  await hear(...liveSpeech(3));
  assert.deepEqual([of('agent.audio').length, of('response.done')[0]?.status], [before, 'cancelled']);
  assert.match(JSON.stringify(socket.received), /session.instructions.append.*Stop speaking/);
});

test('what is thought over is said in the same response, and a voice that says nothing of it leaves it done', async () => {
  const { of, accept, hear, peer, llm, world } = await bench();
  peer.respondsBy('calling-a-tool');
  await hear({ type: 'session.input_transcript.delta', delta: 'When are you open?' });
  await accept(ASK);
  await world.until(() => of('tool.called').length > 0);
  const [called] = of('tool.called');
  assert.ok(called !== undefined);
  assert.equal(llm.requests[0]?.messages.at(-1)?.role, 'caller');
  peer.respondsBy('speaking');
  const { toolCallId } = called;
  await accept({ kind: 'context.tool-result', toolCallId, outputJson: '{}' }, { ...ASK, requestId: 'ask-2' });
  await world.until(() => of('response.done').length === 2);
  const response = of('response.started').find(({ requestId }) => requestId === 'ask-2');
  assert.equal(of('agent.audio')[0]?.responseId, response?.responseId);
  assert.equal(of('response.done')[1]?.responseId, response?.responseId);
  await world.advance(SPEAK_MS_MAX);
  assert.equal(of('response.done').length, 2);
});

test('a stream that stops while the caller is heard is a stall, and another session is wanted', async () => {
  const { of, hear, accept, world } = await bench();
  await hear(livePiece(false));
  const quiet = { kind: 'caller.audio', audio: silence('pcmu', 20), atMs: 0 } as const;
  for (let count = 0; count < 149; count += 1) await accept(quiet);
  assert.equal(of('model.closed').length, 0);
  for (let count = 0; count < 3; count += 1) await accept(quiet);
  assert.deepEqual(
    of('model.fault').map(({ code, fatal }) => [code, fatal]),
    [['stalled', false]],
  );
  await world.advance(100);
  assert.equal(world.socketsOpen, 0);
});

test('an expired session is over without a fault; a refused key is fatal', async () => {
  const expired = await bench();
  await expired.hear({ type: 'session.closed', reason: 'expired', usage: { seconds: 3600 } });
  assert.deepEqual(
    expired.of('model.closed').map(({ code, detail }) => [code, detail]),
    [[1001, 'expired']],
  );
  assert.equal(expired.of('model.fault').length, 0);
  const refused = await bench();
  await refused.hear({ type: 'error', error: { code: 'invalid_api_key', message: 'Incorrect key sk-abc' } });
  assert.deepEqual(
    refused.of('model.fault').map(({ code, detail, fatal }) => [code, detail, fatal]),
    [['invalid_api_key', 'Incorrect key sk-…', true]],
  );
});
