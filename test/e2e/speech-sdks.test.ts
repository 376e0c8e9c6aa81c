// The SDKs of vendors of speech as clients of what stands in for them: Deepgram's of the rehearsed ear, Cartesia's of the rehearsed voice.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { createRequire } from 'node:module';
import { connect } from 'node:net';
import { test } from 'node:test';
import type * as CartesiaSdk from '@cartesia/cartesia-js';
import type * as CartesiaSockets from '@cartesia/cartesia-js/resources/tts/ws';
import { DeepgramClient } from '@deepgram/sdk';
import { realWorld } from '../../src/server/world/real-world.ts';
import { startCascadeServer, type CascadeServer } from '../../src/testing/live/cascade-server.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from '../../src/testing/rehearsal/doubles.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

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

void test("Deepgram's SDK streams a turn to the rehearsed ear and reads its events", TEST, () =>
  withServer(async (server) => {
    const url = server.url.replace(/^http/, 'ws');
    const environment = { base: server.url, production: url, agent: url, agentRest: server.url };
    const client = new DeepgramClient({ apiKey: 'rehearsal', environment });
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
        if (event.type === 'chunk' && 'data' in event)
          bytes += Buffer.from(String(event.data), 'base64').length;
        if (event.type === 'timestamps' && 'word_timestamps' in event)
          words.push(...(event.word_timestamps?.words ?? []));
      }
      assert.deepEqual(words, ['We', 'are', 'open.', 'Come', 'in.']);
      assert.ok(bytes > 0);
      assert.equal(last, 'done');
      ws.close();
    }),
);
