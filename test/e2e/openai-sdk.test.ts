// OpenAI's own SDK as the client of what stands in for OpenAI: the rehearsal model, its Live API, and its chat completions.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { once } from 'node:events';
import { connect, type AddressInfo } from 'node:net';
import { test } from 'node:test';
import { OpenAI } from 'openai';
import { OpenAIRealtimeWS } from 'openai/realtime/ws';
import { LiveWS } from 'openai/resources/live/ws';
import { WebSocketServer } from 'ws';
import { realWorld } from '../../src/server/world/real-world.ts';
import { startCascadeServer } from '../../src/testing/live/cascade-server.ts';
import { startRehearsalServer } from '../../src/testing/live/rehearsal-server.ts';
import { wsSocket } from '../../src/testing/live/ws-socket.ts';
import { calling } from '../../src/testing/rehearsal/brain.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from '../../src/testing/rehearsal/doubles.ts';
import { liveRehearsal } from '../../src/testing/rehearsal/live-rehearsal.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { loadVad } from '../../src/testing/rehearsal/vad.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

const TURN = [quiet(300), syntheticSpeech(800), quiet(900)].map((sound) =>
  Buffer.from(sound).toString('base64'),
);
const HOURS = {
  type: 'function',
  name: 'lookup_hours',
  description: 'The opening hours.',
  parameters: { type: 'object', properties: { day: { type: 'string' } } },
} as const;

function parts() {
  return {
    voice: toneVoice(10),
    ear: scriptedEar(['When are you open?']),
    brain: scriptedBrain([calling('lookup_hours', { day: 'monday' }), 'From nine.']),
    timing: { firstAudioMs: 20, speed: 20, transcriptMs: 10 },
  };
}

/** The SDK speaks to secure addresses alone: the same bytes, without TLS. */
function plain(url: string) {
  const port = Number(new URL(url).port);
  return { createConnection: () => connect(port, '127.0.0.1') };
}

test('a turn by sound, a function and its result pass between the SDK and the rehearsal model', async () => {
  await using server = await startRehearsalServer({ world: realWorld(memoryLog().log), ...parts() });
  const client = new OpenAI({ apiKey: 'rehearsal', baseURL: server.url.replace(/^ws/, 'https') });
  const ws = new OpenAIRealtimeWS({ model: 'gpt-realtime-2.1-mini', options: plain(server.url) }, client);
  const faults: Error[] = [];
  const answered = Promise.withResolvers<string>();
  const transcripts: string[] = [];
  let soundBytes = 0;
  ws.on('error', (fault) => void faults.push(fault));
  ws.on('session.created', () =>
    ws.send({
      type: 'session.update',
      session: {
        type: 'realtime',
        instructions: 'Be brief.',
        tools: [HOURS],
        audio: {
          input: { format: { type: 'audio/pcmu' }, transcription: { model: 'gpt-transcribe' } },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
      },
    }),
  );
  ws.once('session.updated', () => {
    for (const audio of TURN) ws.send({ type: 'input_audio_buffer.append', audio });
  });
  ws.on('response.function_call_arguments.done', ({ call_id, arguments: given }) => {
    assert.deepEqual(JSON.parse(given), { day: 'monday' });
    ws.send({
      type: 'conversation.item.create',
      item: { type: 'function_call_output', call_id, output: '{"opens":"09:00"}' },
    });
  });
  ws.on('response.done', ({ response }) => {
    if (response.output?.some(({ type }) => type === 'function_call')) ws.send({ type: 'response.create' });
    else answered.resolve(String(response.status));
  });
  ws.on('conversation.item.input_audio_transcription.completed', ({ transcript }) =>
    transcripts.push(transcript),
  );
  ws.on('response.output_audio_transcript.done', ({ transcript }) => transcripts.push(transcript));
  ws.on('response.output_audio.delta', ({ delta }) => {
    soundBytes += Buffer.from(delta, 'base64').length;
  });
  assert.equal(await answered.promise, 'completed');
  const closed = once(ws.socket, 'close');
  ws.close();
  await closed;
  assert.deepEqual(transcripts, ['When are you open?', 'From nine.']);
  assert.equal(soundBytes, 'From nine.'.length * 10 * 8);
  assert.deepEqual(faults, []);
});

test('what the rehearsal model refuses is an error to the SDK, and the session goes on', async () => {
  await using server = await startRehearsalServer({ world: realWorld(memoryLog().log), ...parts() });
  const client = new OpenAI({ apiKey: 'rehearsal', baseURL: server.url.replace(/^ws/, 'https') });
  const ws = new OpenAIRealtimeWS({ model: 'gpt-realtime-2.1-mini', options: plain(server.url) }, client);
  const refused = Promise.withResolvers<string | null | undefined>();
  const cleared = Promise.withResolvers<void>();
  ws.on('error', (fault) => refused.resolve(fault.error?.code));
  ws.on('input_audio_buffer.cleared', () => cleared.resolve());
  ws.once('session.created', () => {
    ws.send({ type: 'conversation.item.delete', item_id: 'item_of_nobody' });
    ws.send({ type: 'input_audio_buffer.clear' });
  });
  assert.match(String(await refused.promise), /^[a-z_]+$/);
  await cleared.promise;
  ws.close();
});

test('a turn by sound is handed over by the Live rehearsal, and what comes of it is spoken to the SDK', async (t) => {
  const world = realWorld(memoryLog().log);
  const vad = await loadVad();
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/v1/live/sessions' });
  server.on('connection', (ws) => liveRehearsal(world, wsSocket(world, ws), { ...parts(), vad }));
  t.after(() => server.close());
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const live = new LiveWS(new OpenAI({ apiKey: 'rehearsal', baseURL: `http://127.0.0.1:${port}/v1` }));
  const faults: Error[] = [];
  const spoken = Promise.withResolvers<string>();
  live.on('error', (fault) => void faults.push(fault));
  live.on('session.started', () => {
    for (const audio of TURN) live.send({ type: 'session.input_audio.append', audio });
  });
  live.on('session.delegation.created', ({ delegation }) =>
    live.send({ type: 'session.commentary.append', delegation_id: delegation.id, content: 'From nine.' }),
  );
  let words = '';
  live.on('session.output_transcript.delta', ({ delta }) => {
    words += delta;
    if (words.includes('nine.')) spoken.resolve(words);
  });
  live.send({
    type: 'session.start',
    session: { model: 'gpt-live-1', instructions: 'Be brief.' },
  });
  assert.match(await spoken.promise, /From nine\./);
  live.close();
  assert.deepEqual(faults, []);
});

test('the SDK reads the chat completions of the rehearsed cascade, text and function calls', async (t) => {
  const world = realWorld(memoryLog().log);
  const { voice, ear, brain } = parts();
  const server = await startCascadeServer({ world, voice, ear, brain });
  t.after(() => server.close());
  const client = new OpenAI({ apiKey: 'rehearsal', baseURL: `${server.url}/v1` });
  const { name, description, parameters } = HOURS;
  const asked = {
    model: 'rehearsal',
    stream: true,
    stream_options: { include_usage: true },
    tools: [{ type: 'function', function: { name, description, parameters } }],
  } as const;
  const question = { role: 'user', content: 'When are you open?' } as const;
  const first = await client.chat.completions
    .stream({ ...asked, tools: [...asked.tools], messages: [question] })
    .finalChatCompletion();
  const message = first.choices[0]?.message;
  const call = message?.tool_calls?.[0];
  assert.ok(message !== undefined && call?.type === 'function');
  assert.deepEqual([call.function.name, JSON.parse(call.function.arguments)], [name, { day: 'monday' }]);
  const result = { role: 'tool', tool_call_id: call.id, content: '{"opens":"09:00"}' } as const;
  const second = await client.chat.completions
    .stream({ ...asked, tools: [...asked.tools], messages: [question, message, result] })
    .finalChatCompletion();
  assert.equal(second.choices[0]?.message.content, 'From nine.');
  assert.equal(second.choices[0]?.finish_reason, 'stop');
});
