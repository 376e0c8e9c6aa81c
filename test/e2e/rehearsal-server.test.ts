// The rehearsal model over a real WebSocket: a turn by sound, faults of the wire, an orderly end.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { PCMU } from '../../src/media/audio.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from '../../src/testing/rehearsal/doubles.ts';
import { scriptedBrain } from '../../src/testing/rehearsal/scripted-brain.ts';
import { startRehearsalServer } from '../../src/testing/live/rehearsal-server.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

interface WireEvent {
  readonly type: string;
  readonly delta?: string;
  readonly session?: { readonly model: string };
  readonly response?: { readonly status: string };
  readonly error?: { readonly code: string };
}

/** A server with a short wait, and a client that can wait for an event. */
async function connected() {
  const server = await startRehearsalServer({
    world: realWorld(memoryLog().log),
    port: 0,
    voice: toneVoice(),
    ear: scriptedEar(['Hello.']),
    brain: scriptedBrain(['Hello.']),
    timing: { firstAudioMs: 20, speed: 20, transcriptMs: 10 },
  });
  const ws = new WebSocket(`${server.url}/realtime?model=gpt-realtime-2.1-mini`);
  const seen: WireEvent[] = [];
  const waiting = new Set<() => void>();
  ws.on('message', (data: Buffer) => {
    seen.push(JSON.parse(data.toString('utf8')) as WireEvent);
    for (const look of waiting) look();
  });
  const until = (type: string): Promise<WireEvent> =>
    new Promise((resolve) => {
      const look = (): void => {
        const event = seen.find((event) => event.type === type);
        if (event === undefined) return;
        waiting.delete(look);
        resolve(event);
      };
      waiting.add(look);
      look();
    });
  const send = (event: object): void => ws.send(JSON.stringify(event));
  return { server, ws, seen, until, send };
}

test('a turn by sound is answered by sound over a real socket', { timeout: 10_000 }, async () => {
  const { server, ws, seen, until, send } = await connected();
  assert.equal((await until('session.created')).session?.model, 'gpt-realtime-2.1-mini');
  const format = { type: 'audio/pcmu' };
  const audio = { input: { format, transcription: { model: 'gpt-transcribe' } }, output: { format } };
  send({ type: 'session.update', session: { type: 'realtime', audio } });
  await until('session.updated');
  for (const sound of [quiet(300), syntheticSpeech(800), quiet(800)])
    send({ type: 'input_audio_buffer.append', audio: Buffer.from(sound).toString('base64') });
  assert.equal((await until('response.done')).response?.status, 'completed');
  await until('conversation.item.input_audio_transcription.completed');
  const bytes = seen
    .filter(({ type }) => type === 'response.output_audio.delta')
    .reduce((sum, { delta }) => sum + Buffer.from(delta ?? '', 'base64').length, 0);
  assert.equal(bytes, 'Hello.'.length * 60 * 8);
  const closed = once(ws, 'close');
  await server.close();
  assert.equal((await closed)[0], 1001);
});

test(
  'binary messages and nonsense are refused, a message too big ends its session alone',
  { timeout: 10_000 },
  async () => {
    const { server, ws, seen, until, send } = await connected();
    await until('session.created');
    ws.send(Buffer.from([1, 2, 3]));
    ws.send('nonsense');
    send({ type: 'input_audio_buffer.clear' });
    await until('input_audio_buffer.cleared');
    assert.deepEqual(
      seen.filter(({ type }) => type === 'error').map(({ error }) => error?.code),
      ['invalid_event', 'invalid_event'],
    );
    const other = new WebSocket(`${server.url}/realtime`);
    await once(other, 'message');
    const closed = once(ws, 'close');
    ws.send('x'.repeat(2 * 1024 * 1024));
    assert.equal((await closed)[0], 1009);
    assert.equal(other.readyState, WebSocket.OPEN);
    await server.close();
    await server.close();
  },
);

test('it needs nothing but a World, and gives the model that speaks to it', { timeout: 10_000 }, async () => {
  const world = realWorld(memoryLog().log);
  await using server = await startRehearsalServer({ world });
  const { promise, resolve } = Promise.withResolvers<void>();
  const session = server.model.open(world, {
    instructions: 'Be brief.',
    voice: 'marin',
    language: 'en-US',
    format: PCMU,
    tools: [],
    interruptible: true,
    sensitivity: 'medium',
  });
  session.attach((frame) => void (frame.kind === 'model.ready' && resolve()));
  await promise;
  session.close();
});

test('a port that is taken rejects', { timeout: 10_000 }, async () => {
  const { server, ws, until } = await connected();
  await until('session.created');
  const port = Number(new URL(server.url).port);
  await assert.rejects(
    startRehearsalServer({
      world: realWorld(memoryLog().log),
      port,
      voice: toneVoice(),
      ear: scriptedEar([]),
      brain: scriptedBrain([]),
    }),
    /EADDRINUSE/,
  );
  ws.terminate();
  await server.close();
});
