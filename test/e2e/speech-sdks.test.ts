// The SDKs of vendors of speech as clients of what stands in for them: of the rehearsed ear and voice, and of the contracts' far ends.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout } from 'node:timers/promises';
import type * as CartesiaSdk from '@cartesia/cartesia-js';
import type * as CartesiaSockets from '@cartesia/cartesia-js/resources/tts/ws';
import { DeepgramClient } from '@deepgram/sdk';
import { realWorld } from '../../src/server/world/real-world.ts';
import { startCascadeServer, type CascadeServer } from '../../src/testing/live/cascade-server.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from '../../src/testing/rehearsal/doubles.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { novaStage } from '../../src/testing/speech/stt-peers.ts';
import { auraStage } from '../../src/testing/speech/tts-peers.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';
import { onLoopback } from '../fakes/on-loopback.ts';

// As a module it does not find `ws`, and takes Node for a browser.
const load = createRequire(import.meta.url);
const { Cartesia } = load('@cartesia/cartesia-js') as typeof CartesiaSdk;
const { TTSWS } = load('@cartesia/cartesia-js/resources/tts/ws') as typeof CartesiaSockets;

const VOICE = 'a0e99841-438c-4a64-b679-ae501e7d6091';
/** A wait that ends in a failure rather than never. */
const TEST = { timeout: 20_000 };

async function withServer(use: (server: CascadeServer) => Promise<void>): Promise<void> {
  const server = await startCascadeServer({
    world: realWorld(memoryLog().log),
    voice: toneVoice(10),
    ear: scriptedEar(['When are you open?']),
    brain: scriptedBrain([]),
  });
  try {
    await use(server);
  } finally {
    await server.close();
  }
}

function deepgram(url: string): DeepgramClient {
  const http = url.replace(/^ws/, 'http');
  const environment = { base: http, production: url, agent: url, agentRest: http };
  return new DeepgramClient({ apiKey: 'rehearsal', environment });
}

void test("Deepgram's SDK streams a turn to the rehearsed ear and reads its events", TEST, () =>
  withServer(async (server) => {
    const client = deepgram(server.url.replace(/^http/, 'ws'));
    const connection = await client.listen.v2.connect({
      model: 'flux-general-en',
      encoding: 'mulaw',
      sample_rate: 8000,
      Authorization: 'Token rehearsal',
    });
    const events: string[] = [];
    const over = Promise.withResolvers<string>();
    connection.on('message', (message) => {
      events.push(message.type === 'TurnInfo' ? message.event : message.type);
      if (message.type === 'TurnInfo' && message.event === 'EndOfTurn') over.resolve(message.transcript);
    });
    connection.on('error', (error) => over.reject(error));
    connection.connect();
    await connection.waitForOpen();
    for (const sound of [quiet(300), syntheticSpeech(800), quiet(900)]) connection.sendMedia(sound);
    assert.equal(await over.promise, 'When are you open?');
    assert.deepEqual(events, ['Connected', 'StartOfTurn', 'Update', 'EndOfTurn']);
    connection.close();
  }),
);

void test(
  "Cartesia's SDK has the rehearsed voice speak sentence by sentence, with the times of its words",
  TEST,
  () =>
    withServer(async (server) => {
      const client = new Cartesia({ apiKey: 'rehearsal', baseURL: server.url });
      // The SDK speaks to secure addresses alone: the same bytes, without TLS.
      const port = Number(new URL(server.url).port);
      const ws = new TTSWS(client, { createConnection: () => connect(port, '127.0.0.1') });
      await ws.connect();
      const context = ws.context({
        model_id: 'sonic-3.5',
        voice: { mode: 'id', id: VOICE },
        output_format: { container: 'raw', encoding: 'pcm_mulaw', sample_rate: 8000 },
        add_timestamps: true,
      });
      await context.push({ transcript: 'We are open. ' });
      await context.push({ transcript: 'Come in.' });
      await context.no_more_inputs();
      const words: string[] = [];
      let bytes = 0;
      let last = '';
      for await (const event of context.receive()) {
        last = event.type;
        if (event.type === 'chunk' && 'data' in event) bytes += Buffer.from(event.data, 'base64').length;
        if (event.type === 'timestamps' && 'word_timestamps' in event)
          words.push(...(event.word_timestamps?.words ?? []));
      }
      assert.deepEqual(words, ['We', 'are', 'open.', 'Come', 'in.']);
      assert.ok(bytes > 0);
      assert.equal(last, 'done');
      ws.close();
    }),
);

void test("Deepgram's SDK reads what the far end of nova hears", TEST, async () => {
  const stage = novaStage();
  await using port = await onLoopback(stage.world, 'wss://api.deepgram.com');
  const connection = await deepgram(port.url).listen.v1.connect({
    model: 'nova-3',
    encoding: 'mulaw',
    sample_rate: 8000,
    Authorization: 'Token rehearsal',
  });
  const finals: string[] = [];
  const over = Promise.withResolvers<void>();
  connection.on('message', (message) => {
    if (message.type !== 'Results' || message.is_final !== true) return;
    finals.push(message.channel.alternatives[0]?.transcript ?? '');
    if (message.speech_final === true) over.resolve();
  });
  connection.on('error', (error) => over.reject(error));
  connection.connect();
  await connection.waitForOpen();
  connection.sendMedia(quiet(200));
  while (stage.peer.sound().length < 1600) await setTimeout(5);
  stage.peer.hears('When are', 'you open?');
  connection.sendFinalize({ type: 'Finalize' });
  await over.promise;
  assert.match(port.dialled[0] ?? '', /^\/v1\/listen\?.*model=nova-3/);
  assert.match(finals.join(' '), /you open/);
  connection.close();
});

void test("Deepgram's SDK has the far end of Aura speak, and hears it to its end", TEST, async () => {
  const stage = auraStage();
  await using port = await onLoopback(stage.world, 'wss://api.deepgram.com');
  const connection = await deepgram(port.url).speak.v1.connect({
    model: 'aura-2-thalia-en',
    encoding: 'mulaw',
    sample_rate: '8000',
    Authorization: 'Token rehearsal',
  });
  let pieces = 0;
  const flushed = Promise.withResolvers<void>();
  connection.on('message', (message) => {
    const heard: unknown = message;
    if (heard instanceof Blob) pieces += 1;
    else if (typeof message === 'object' && message.type === 'Flushed') flushed.resolve();
  });
  connection.on('error', (error) => flushed.reject(error));
  connection.connect();
  await connection.waitForOpen();
  connection.sendText({ type: 'Speak', text: 'We are open.' });
  connection.sendFlush({ type: 'Flush' });
  await flushed.promise;
  assert.deepEqual([stage.peer.sentences(), pieces], [['We are open.'], 3]);
  connection.close();
});
