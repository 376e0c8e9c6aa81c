// The rehearsed vendors of a cascade keep the contract of their kind, and can be rehearsed against as the real ones.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { Socket, SocketListener } from '../../../base/socket.ts';
import { cartesiaTts } from '../../../speech/cartesia/cartesia-tts.ts';
import { deepgramFluxStt } from '../../../speech/deepgram/flux-stt.ts';
import type { LlmEvent } from '../../../speech/llm.ts';
import { openaiLlm } from '../../../speech/openai/chat-llm.ts';
import { CONTRACT_TOOL } from '../../contracts/model-scene.ts';
import { sttContract, type SttStage } from '../../contracts/stt-contract.ts';
import { ttsContract, type TtsStage } from '../../contracts/tts-contract.ts';
import { simulatedWorld } from '../../world/simulated-world.ts';
import { calling } from '../brain.ts';
import { quiet, syntheticSpeech, toneVoice } from '../doubles.ts';
import { scriptedBrain } from '../scripted-brain.ts';
import { loadVad } from '../vad.ts';
import { cartesiaRehearsal } from './cartesia-rehearsal.ts';
import { chatRehearsal } from './chat-rehearsal.ts';
import { fluxRehearsal } from './flux-rehearsal.ts';

const vad = await loadVad();
const NONSENSE = ['', '{', '[]', '7', '{"type":"never.heard.of"}'];

/** The server's end of a line, with a hand on it. */
function tapped(socket: Socket, took: (server: SocketListener) => void): Socket {
  return {
    send: (message) => socket.send(message),
    close: (code, reason) => socket.close(code, reason),
    unsentBytes: 0,
    listen(server) {
      took(server);
      socket.listen(server);
    },
  };
}

function line(prefix: string, serve: (socket: Socket) => void) {
  const world = simulatedWorld({ latencyMs: 5 });
  let status: number | null = null;
  let socket: Socket | null = null;
  const stop = world.listen(prefix, (accepted) => {
    if (status !== null) return accepted.close(1006, `Unexpected server response: ${status}`);
    socket = accepted;
    serve(accepted);
  });
  return {
    world,
    sendsNonsense() {
      for (const text of NONSENSE) socket?.send(text);
    },
    hangsUp: () => socket?.close(1011, 'gone'),
    refuses: stop,
    refusesKey: () => void (status = 401),
  };
}

function fluxStage(): SttStage {
  const understood: string[] = [];
  let server: SocketListener | null = null;
  let sound = Buffer.alloc(0);
  const { world, ...far } = line('ws://rehearsal/v2/listen', (socket) => {
    const ear = { understand: () => Promise.resolve(understood.shift() ?? null) };
    const ends = tapped(socket, (to) => {
      server = { ...to, binary: (bytes) => to.binary?.(bytes) };
    });
    const counted: Socket = {
      ...ends,
      listen: (to) =>
        ends.listen({
          ...to,
          binary(bytes) {
            sound = Buffer.concat([sound, bytes]);
            to.binary?.(bytes);
          },
        }),
    };
    fluxRehearsal(world, counted, { ear, vad });
  });
  return {
    world,
    stt: deepgramFluxStt({ apiKey: 'rehearsal', baseUrl: 'ws://rehearsal' }),
    peer: {
      ...far,
      sound: () => sound,
      hears(...stretches) {
        understood.push(stretches.join(' '));
        server?.binary?.(Buffer.concat([quiet(500), syntheticSpeech(800), quiet(900)]));
      },
    },
  };
}

function cartesiaStage(): TtsStage {
  const sentences: string[] = [];
  const hum = toneVoice();
  const { world, ...far } = line('ws://rehearsal/tts/websocket', (socket) =>
    cartesiaRehearsal(world, socket, {
      speak(text) {
        sentences.push(text);
        return hum.speak(text);
      },
    }),
  );
  return {
    world,
    tts: cartesiaTts({ apiKey: 'rehearsal', baseUrl: 'ws://rehearsal' }),
    peer: { ...far, sentences: () => sentences },
  };
}

sttContract('the rehearsed transcriber', fluxStage);
ttsContract('the rehearsed voice', cartesiaStage);

async function asked(request: Parameters<ReturnType<typeof openaiLlm>['ask']>[1]) {
  const world = simulatedWorld({ latencyMs: 5 });
  const brain = scriptedBrain([calling(CONTRACT_TOOL.name, { day: 1 }, 'Let me look.')]);
  world.serveStream('http://rehearsal/v1/chat/completions', ({ body }, answer) =>
    chatRehearsal(world, brain, body ?? '', {
      head: (status, headers) => answer.head(status, headers),
      send: (piece) => answer.send(piece),
      end: () => answer.end(),
    }),
  );
  const llm = openaiLlm({ model: 'rehearsal', apiKey: null, baseUrl: 'http://rehearsal/v1' });
  const events: LlmEvent[] = [];
  llm.ask(world, request, (event) => void events.push(event));
  await world.advance(5000);
  assert.equal(world.timersPending, 0);
  return { events, turn: brain.turns[0] };
}

test('the rehearsed language model knows who said what, and speaks before it calls', async () => {
  const { events, turn } = await asked({
    messages: [
      { role: 'system', text: 'You are the front desk.' },
      { role: 'agent', text: 'Hello.' },
      { role: 'caller', text: 'When are you open?' },
    ],
    tools: [CONTRACT_TOOL],
  });
  assert.equal(turn?.heardText, 'When are you open?');
  assert.equal(turn?.instructions, 'You are the front desk.');
  const kinds = events.map(({ kind }) => kind);
  assert.deepEqual(kinds, ['text', 'text', 'text', 'call', 'done']);
});

test('the rehearsed language model calls no function that it was not told of', async () => {
  const { events } = await asked({ messages: [{ role: 'caller', text: 'Hello?' }], tools: [] });
  assert.ok(events.every(({ kind }) => kind !== 'call'));
});
