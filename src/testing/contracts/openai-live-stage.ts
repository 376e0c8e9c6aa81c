// OpenAI Live stage: the Live adapter, a small scripted peer and a scripted mind, as the model contract wants to see them.
import { Buffer } from 'node:buffer';
import { openaiLiveModel } from '../../models/openai-live/live-model.ts';
import { fakeLlm, type FakeLlm } from '../fakes/fake-llm.ts';
import { socketPeer, type Message, type SocketPeer } from '../speech/socket-peer.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { CONTRACT_TOOL, type ModelPeer, type ModelStage } from './model-scene.ts';

/** A tenth of a second of the stream: loud, or exact silence. */
export const livePiece = (loud: boolean): Message => ({
  type: 'session.output_audio.delta',
  delta: Buffer.alloc(800, loud ? 0x20 : 0xff).toString('base64'),
});

/** So many tenths of a second of speech, and then enough silence for its end. */
export function liveSpeech(loud: number): readonly Message[] {
  return [
    ...Array.from({ length: loud }, () => livePiece(true)),
    ...Array.from({ length: 8 }, () => livePiece(false)),
  ];
}

/** A stage with what a test wants to see of it beside. */
export interface OpenaiLiveStage extends ModelStage {
  readonly socket: SocketPeer;
  readonly llm: FakeLlm;
}

/** A stage for `modelContract`. */
export function openaiLiveStage(): OpenaiLiveStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let how: Parameters<ModelPeer['respondsBy']>[0] = 'speaking';
  const llm = fakeLlm(({ messages }) =>
    messages.some(({ role }) => role === 'result')
      ? ['We are open.']
      : [{ id: 'call_1', name: CONTRACT_TOOL.name, argumentsJson: '{"day":"mon"}' }],
  );
  const socket = socketPeer(world, 'ws://live.test/', {
    received(message) {
      const { type, content } = message;
      if (type === 'session.start') socket.send({ type: 'session.started', session: { id: 'live_1' } });
      if (type === 'session.commentary.append') speak();
      if (type !== 'session.instructions.append' || String(content).startsWith('Stop')) return;
      if (how !== 'calling-a-tool') speak();
      else socket.send({ type: 'session.delegation.created', delegation: { id: 'dlg_1', target: 'client' } });
    },
  });
  const speak = (): void => {
    const words = {
      type: 'session.output_transcript.delta',
      delta: 'We are open.',
      start_ms: 0,
      end_ms: 300,
    };
    socket.send(words, ...(how === 'speaking-on' ? liveSpeech(3).slice(0, 3) : liveSpeech(3)));
  };
  const received = (type: string): readonly Message[] =>
    socket.received.filter((message) => message['type'] === type);

  return {
    world,
    socket,
    llm,
    model: openaiLiveModel({ name: 'gpt-live-1', apiKey: 'sk-test', llm, baseUrl: 'ws://live.test/v1' }),
    peer: {
      get audio() {
        return received('session.input_audio.append').map(({ audio }) => String(audio));
      },
      get texts() {
        return received('session.start').flatMap(({ session }) =>
          (((session as Message)['input'] ?? []) as readonly Message[]).flatMap(({ content }) =>
            (content as readonly Message[]).map(({ text }) => String(text)),
          ),
        );
      },
      get toolResults() {
        const last = llm.requests.at(-1)?.messages ?? [];
        return last.flatMap((message) => (message.role === 'result' ? [message.outputJson] : []));
      },
      respondsBy: (next) => void (how = next),
      hearsCaller() {
        socket.send(
          { type: 'session.input_transcript.delta', delta: 'When are ', start_ms: 0, end_ms: 400 },
          { type: 'session.input_transcript.delta', delta: 'you open?', start_ms: 400, end_ms: 800 },
          ...liveSpeech(1),
        );
      },
      sendsNonsense: () =>
        socket.send(
          '',
          '{',
          '[]',
          '{"type":"session.output_audio.delta","delta":"?"}',
          '{"type":"never.heard.of"}',
        ),
      hangsUp: () => socket.hangUp(),
      refuses: () => socket.refuse(),
    },
  };
}
