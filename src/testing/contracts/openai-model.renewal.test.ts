// A session of OpenAI's that expires, or is lost, is followed by another: what goes over its wire, in order.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameOf } from '../../frames/frame.ts';
import { silence } from '../../media/audio.ts';
import { renewingModel } from '../../call/renewing-model.ts';
import type { ModelEnd } from '../../call/ends.ts';
import { openaiModel } from '../../models/openai/openai-model.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { SETTINGS, openaiPeer, type Message } from './openai-peer.ts';

async function renewedSession() {
  const world = simulatedWorld({ latencyMs: 5 });
  const peer = openaiPeer(world, 'ws://model.test/', true);
  const openai = openaiModel({
    name: 'gpt-realtime-2.1-mini',
    apiKey: 'sk-test',
    baseUrl: 'ws://model.test/v1',
  });
  const given: FrameOf<ModelEnd['gives'][number]>[] = [];
  const model = renewingModel({ world, open: () => openai.open(world, SETTINGS) });
  model.attach((frame) => void given.push(frame));
  const tell = (frame: Parameters<ModelEnd['accept']>[0]): void => model.accept(frame, world.clock.now());
  await world.advance(100);
  return { world, peer, model, given, tell };
}

const ids = { response_id: 'resp_1', item_id: 'item_1', output_index: 0 };

test('an expired session is followed by one that is told settings, history, request and sound, in that order', async () => {
  const { world, peer, model, given, tell } = await renewedSession();
  tell({ kind: 'session.update', instructions: 'Be brief.' });
  peer.send(
    { type: 'response.created', response: { id: 'resp_1', status: 'in_progress' } },
    { type: 'response.output_audio_transcript.delta', ...ids, delta: 'We are open.' },
    { type: 'response.output_audio.delta', ...ids, delta: silence('pcmu', 250).base64 },
  );
  await world.advance(100);
  const before = peer.received.length;
  peer.send({
    type: 'error',
    error: {
      type: 'invalid_request_error',
      code: 'session_expired',
      message: 'Your session hit the maximum duration of 60 minutes.',
    },
  });
  await world.advance(6);
  assert.equal(given.at(-1)?.kind, 'response.done');
  tell({ kind: 'response.create', requestId: 'again-1', instructions: null, tools: true });
  tell({ kind: 'caller.audio', audio: silence('pcmu', 20), atMs: 0 });
  await world.advance(100);
  assert.equal(peer.dials.length, 2);
  const told = peer.received.slice(before);
  assert.deepEqual(
    told.map(({ type }) => type),
    [
      'session.update',
      'conversation.item.create',
      'conversation.item.create',
      'response.create',
      'input_audio_buffer.append',
    ],
  );
  const [settings, line] = told.map((message) => (message['session'] ?? message['item']) as Message);
  assert.equal(settings?.['instructions'], 'Be brief.');
  assert.deepEqual(line, {
    id: 'item_1',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_text', text: 'We are open.' }],
  });
  model.close();
  await world.advance(100);
  assert.equal(world.socketsOpen, 0);
  assert.equal(world.timersPending, 0);
});

test('a session whose server goes away and answers no dial is given up', async () => {
  const { world, peer, given } = await renewedSession();
  peer.leave();
  peer.hangUp(1011, 'going');
  await world.advance(60_000);
  assert.equal(given.at(-1)?.kind, 'model.closed');
  assert.equal(world.socketsOpen, 0);
  assert.equal(world.timersPending, 0);
});
