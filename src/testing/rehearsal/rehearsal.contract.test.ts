// The OpenAI adapter, driven by the rehearsal model instead of a script, keeps the contract of a model.
import { Buffer } from 'node:buffer';
import type { Socket, SocketListener } from '../../base/socket.ts';
import { openaiModel } from '../../models/openai/openai-model.ts';
import { modelContract } from '../contracts/model-contract.ts';
import { CONTRACT_TOOL, type ModelStage } from '../contracts/model-scene.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { calling, saying, type BrainReply } from './brain.ts';
import { quiet, syntheticSpeech, toneVoice } from './doubles.ts';
import { rehearsalSession } from './rehearsal-session.ts';
import { loadVad } from './vad.ts';

const vad = await loadVad();

const REPLIES: Readonly<Record<'speaking' | 'speaking-on' | 'calling-a-tool', BrainReply>> = {
  speaking: saying('We are open.'),
  'speaking-on': saying('We are open. '.repeat(100)),
  'calling-a-tool': calling(CONTRACT_TOOL.name, { day: 'mon' }),
};

interface ClientMessage {
  readonly type?: string;
  readonly audio?: string;
  readonly item?: { readonly content?: readonly { readonly text: string }[]; readonly output?: string };
}

function rehearsalStage(): ModelStage {
  const world = simulatedWorld({ latencyMs: 5 });
  const received: ClientMessage[] = [];
  let how: keyof typeof REPLIES = 'speaking';
  let line: { readonly socket: Socket; readonly server: SocketListener } | null = null;

  /** The server's end, with an ear on it. */
  function tapped(socket: Socket): Socket {
    return {
      send: (message) => socket.send(message),
      close: (code, reason) => socket.close(code, reason),
      unsentBytes: 0,
      listen(server) {
        line = { socket, server };
        socket.listen({
          text(message) {
            received.push(JSON.parse(message) as ClientMessage);
            server.text(message);
          },
          closed(code, reason) {
            line = null;
            server.closed(code, reason);
          },
        });
      },
    };
  }

  const stop = world.listen('ws://rehearsal/', (socket) =>
    rehearsalSession(world, tapped(socket), {
      vad,
      voice: toneVoice(),
      ear: { understand: () => Promise.resolve('Hello.') },
      brain: { reply: () => REPLIES[how] },
    }),
  );
  const items = () => received.flatMap(({ item }) => (item === undefined ? [] : [item]));

  return {
    world,
    model: openaiModel({ name: 'rehearsal', apiKey: null, baseUrl: 'ws://rehearsal/v1' }),
    peer: {
      get audio() {
        return received.flatMap(({ audio }) => (audio === undefined ? [] : [audio]));
      },
      get texts() {
        return items().flatMap(({ content }) => (content ?? []).map(({ text }) => text));
      },
      get toolResults() {
        return items().flatMap(({ output }) => (output === undefined ? [] : [output]));
      },
      respondsBy: (next) => void (how = next),
      hearsCaller() {
        const audio = Buffer.concat([syntheticSpeech(800), quiet(900)]).toString('base64');
        line?.server.text(JSON.stringify({ type: 'input_audio_buffer.append', audio }));
      },
      sendsNonsense() {
        for (const text of ['', '{', '[]', '{"type":"response.done"}', '{"type":"never.heard.of"}'])
          line?.socket.send(text);
      },
      hangsUp: () => line?.socket.close(1011, 'gone'),
      refuses: stop,
    },
  };
}

modelContract('rehearsal', rehearsalStage);
