// Test client: one end of a simulated connection to the rehearsal model, and all that came over it.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import type { Socket } from '../../base/socket.ts';
import { simulatedWorld, type SimulatedWorld } from '../world/simulated-world.ts';
import { scriptedEar, toneVoice } from './doubles.ts';
import { rehearsalSession, type RehearsalParts } from './rehearsal-session.ts';
import { scriptedBrain } from './scripted-brain.ts';
import { loadVad } from './vad.ts';

const vad = await loadVad();

/** An event as it came; fields are looked up by path, e.g. `response.status`. */
export interface SeenEvent {
  readonly type: string;
  readonly atMs: number;
  at(path: string): unknown;
}

/** A client of a session, in a test's hands. */
export interface TestClient {
  readonly world: SimulatedWorld;
  readonly seen: readonly SeenEvent[];
  readonly socket: Socket;
  closedWith: number | null;
  send(event: object | string): void;
  /** Appends `bytes` as a carrier would: 20 ms of sound each 20 ms. */
  speak(...sounds: readonly Uint8Array[]): Promise<void>;
  /** Types seen from `from` on, each run of the same delta as one. */
  types(from?: number): string[];
  last(type: string): SeenEvent;
  all(type: string): SeenEvent[];
}

/** Connects; with `configure` (the default) the session is set up for a telephone. */
export async function testClient(parts: Partial<RehearsalParts> = {}, configure = true): Promise<TestClient> {
  const world = simulatedWorld();
  world.listen('ws://rehearsal/', (socket) =>
    rehearsalSession(world, socket, {
      voice: toneVoice(),
      ear: scriptedEar([]),
      brain: scriptedBrain([]),
      vad,
      ...parts,
    }),
  );
  const seen: SeenEvent[] = [];
  const socket = world.dial({ url: 'ws://rehearsal/v1/realtime', headers: {}, openMsMax: 1000 });
  const client: TestClient = {
    world,
    seen,
    socket,
    closedWith: null,
    send: (event) => socket.send(typeof event === 'string' ? event : JSON.stringify(event)),
    async speak(...sounds) {
      const bytes = Buffer.concat(sounds);
      for (let at = 0; at < bytes.length; at += 160) {
        const audio = bytes.subarray(at, at + 160).toString('base64');
        client.send({ type: 'input_audio_buffer.append', audio });
        await world.advance(20);
      }
    },
    types: (from = 0) =>
      seen
        .slice(from)
        .map(({ type }) => type)
        .filter((type, at, types) => !type.endsWith('.delta') || !types.slice(0, at).includes(type)),
    all: (type) => seen.filter((event) => event.type === type),
    last(type) {
      const event = seen.findLast((event) => event.type === type);
      if (event === undefined) throw new Error(`no ${type} among ${seen.map((e) => e.type).join(', ')}`);
      return event;
    },
  };
  socket.listen({
    text: (text) => void seen.push(seenEvent(text, world.clock.now() / 1000)),
    closed: (code) => void (client.closedWith = code),
  });
  if (configure) client.send({ type: 'session.update', session: telephoneSession() });
  await world.advance(10);
  return client;
}

/** What an adapter asks for on a telephone. */
export function telephoneSession(extra: object = {}): object {
  return {
    type: 'realtime',
    instructions: 'Be brief.',
    audio: {
      input: {
        format: { type: 'audio/pcmu' },
        transcription: { model: 'gpt-transcribe' },
        turn_detection: { type: 'server_vad', silence_duration_ms: 500 },
      },
      output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
    },
    tools: [{ type: 'function', name: 'lookup', parameters: { type: 'object', properties: {} } }],
    ...extra,
  };
}

function seenEvent(text: string, atMs: number): SeenEvent {
  const event: unknown = JSON.parse(text);
  const at = (path: string): unknown => path.split('.').reduce(field, event);
  return { type: String(at('type')), atMs, at };
}

function field(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

/** Sends `event` and gives the code and the message of the error that answers it. */
export async function refused(
  client: TestClient,
  event: object | string,
): Promise<{ code: unknown; message: string }> {
  const before = client.all('error').length;
  client.send(event);
  await client.world.advance(0);
  assert.equal(client.all('error').length, before + 1, JSON.stringify(event));
  const error = client.last('error');
  return { code: error.at('error.code'), message: String(error.at('error.message')) };
}

/** A client to which the model has said `text` in full; `itemId` is what it said. */

/** A client to which the model has said `text` in full; `itemId` is what it said. */
export async function spokenTo(
  text: string,
): Promise<{ client: TestClient; itemId: string; lengthMs: number }> {
  const client = await testClient({ brain: scriptedBrain([text]) });
  client.send({ type: 'response.create' });
  await client.world.advance(5000);
  const itemId = String(client.last('response.output_item.done').at('item.id'));
  return { client, itemId, lengthMs: text.length * 60 };
}
