// Google's own SDK as the client of what stands in for Gemini's Live API.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import {
  GoogleGenAI,
  Modality,
  Type,
  type LiveCallbacks,
  type LiveConnectConfig,
  type LiveServerMessage,
} from '@google/genai';
import { WebSocketServer } from 'ws';
import { audioOf, PCMU } from '../../src/media/audio.ts';
import { transcoder } from '../../src/media/transcode.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { wsSocket } from '../../src/testing/live/ws-socket.ts';
import { calling, type Brain } from '../../src/testing/rehearsal/brain.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from '../../src/testing/rehearsal/doubles.ts';
import { geminiRehearsal } from '../../src/testing/rehearsal/gemini-rehearsal.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { loadVad } from '../../src/testing/rehearsal/vad.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

const MODEL = 'gemini-3.8-live';
const CHARACTER_MS = 10;
/** A wait that ends in a failure rather than never. */
const TEST = { timeout: 20_000 };

/** The SDK, with a rehearsal on loopback in the place of Google. */
async function sdk(t: TestContext, brain: Brain): Promise<GoogleGenAI> {
  const world = realWorld(memoryLog().log);
  const parts = {
    voice: toneVoice(CHARACTER_MS),
    ear: scriptedEar(['When are you open?']),
    brain,
    timing: { firstAudioMs: 20, speed: 20, transcriptMs: 10 },
    vad: await loadVad(),
  };
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (ws) => geminiRehearsal(world, wsSocket(world, ws), parts));
  t.after(() => {
    for (const ws of server.clients) ws.terminate();
    server.close();
  });
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return new GoogleGenAI({ apiKey: 'rehearsal', httpOptions: { baseUrl: `http://127.0.0.1:${port}` } });
}

/** What a session is told, and how it ends. */
function listening(told: (message: LiveServerMessage) => void): {
  readonly callbacks: LiveCallbacks;
  readonly closed: Promise<{ readonly code: number; readonly reason: string }>;
} {
  const closed = Promise.withResolvers<{ readonly code: number; readonly reason: string }>();
  return { callbacks: { onmessage: told, onclose: closed.resolve }, closed: closed.promise };
}

void test(
  'a turn by sound, a function and its result, and a turn by text pass between the SDK and the rehearsal',
  TEST,
  async (t) => {
    const ai = await sdk(
      t,
      scriptedBrain([calling('lookup_hours', { day: 'monday' }), 'From nine.', 'Until five.']),
    );
    const answers = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const transcripts: string[] = [];
    let answered = 0;
    let said = '';
    let soundBytes = 0;
    const { callbacks, closed } = listening((message) => {
      const { serverContent: content, toolCall } = message;
      if (content?.inputTranscription?.text !== undefined) transcripts.push(content.inputTranscription.text);
      said += content?.outputTranscription?.text ?? '';
      soundBytes += Buffer.from(message.data ?? '', 'base64').length;
      for (const { id, name, args } of toolCall?.functionCalls ?? []) {
        assert.deepEqual([name, args], ['lookup_hours', { day: 'monday' }]);
        session.sendToolResponse({
          functionResponses: { id: String(id), name: String(name), response: { opens: '09:00' } },
        });
      }
      if (content?.turnComplete !== true) return;
      assert.ok((message.usageMetadata?.promptTokenCount ?? 0) > 0);
      transcripts.push(said);
      said = '';
      answers[answered]?.resolve();
      answered += 1;
    });
    const config: LiveConnectConfig = {
      responseModalities: [Modality.AUDIO],
      systemInstruction: 'Be brief.',
      inputAudioTranscription: {},
      outputAudioTranscription: {},
      tools: [
        {
          functionDeclarations: [
            {
              name: 'lookup_hours',
              description: 'The opening hours.',
              parameters: { type: Type.OBJECT, properties: { day: { type: Type.STRING } } },
            },
          ],
        },
      ],
    };
    const session = await ai.live.connect({ model: MODEL, config, callbacks });
    const toWire = transcoder(PCMU, { encoding: 'pcm16', rateHz: 16_000 });
    for (const sound of [quiet(300), syntheticSpeech(800)])
      session.sendRealtimeInput({
        audio: { data: toWire.convert(audioOf(PCMU, sound)).base64, mimeType: 'audio/pcm;rate=16000' },
      });
    session.sendRealtimeInput({ audioStreamEnd: true });
    await answers[0]?.promise;
    session.sendClientContent({ turns: 'And until when?' });
    await answers[1]?.promise;
    session.close();
    assert.equal((await closed).code, 1005);
    assert.deepEqual(transcripts, ['When are you open?', 'From nine.', 'Until five.']);
    const soundMs = soundBytes / 48;
    const spokenMs = 'From nine.Until five.'.length * CHARACTER_MS;
    assert.ok(Math.abs(soundMs - spokenMs) <= 5, `${soundMs} ms of sound`);
  },
);

void test('a session of which the SDK says nothing but the model is set up, and answers', TEST, async (t) => {
  const ai = await sdk(t, scriptedBrain(['Hello.']));
  const over = Promise.withResolvers<void>();
  let soundBytes = 0;
  const { callbacks } = listening((message) => {
    assert.equal(message.serverContent?.outputTranscription, undefined);
    soundBytes += Buffer.from(message.data ?? '', 'base64').length;
    if (message.serverContent?.turnComplete === true) over.resolve();
  });
  const session = await ai.live.connect({ model: MODEL, callbacks });
  session.sendClientContent({ turns: [{ role: 'user', parts: [{ text: 'Hello?' }] }], turnComplete: false });
  session.sendClientContent({ turnComplete: true });
  await over.promise;
  assert.ok(soundBytes > 0);
  session.close();
});

void test('what the rehearsal does not take the SDK is told by a close with the reason', TEST, async (t) => {
  const ai = await sdk(t, scriptedBrain([]));
  const { callbacks, closed } = listening(() => {});
  const session = await ai.live.connect({ model: MODEL, callbacks });
  session.sendRealtimeInput({ audio: { data: 'AAAA', mimeType: 'audio/pcm;rate=44100' } });
  const { code, reason } = await closed;
  assert.deepEqual(
    [code, reason],
    [1007, 'The rehearsal hears audio/pcm at 8000, 16000 or 24000 Hz, in base64.'],
  );
});
