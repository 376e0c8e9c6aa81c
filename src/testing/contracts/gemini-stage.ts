// Gemini stage: the Gemini adapter and a small scripted peer, as the model contract wants to see them.
import { silence } from '../../media/audio.ts';
import { geminiModel } from '../../models/gemini/gemini-model.ts';
import { socketPeer, type Message } from '../speech/socket-peer.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { CONTRACT_TOOL, type ModelPeer, type ModelStage } from './model-scene.ts';

/** A stretch of sound as it stands in `serverContent`. */
export const geminiSound = (ms: number): Message => ({
  serverContent: {
    modelTurn: {
      role: 'model',
      parts: [
        {
          inlineData: {
            mimeType: 'audio/pcm;rate=24000',
            data: silence({ encoding: 'pcm16', rateHz: 24_000 }, ms).base64,
          },
        },
      ],
    },
  },
});

/** A stage for `modelContract`. What the server says it says in binary messages, as Google's does. */
export function geminiStage(name = 'gemini-3.8-live'): ModelStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let how: Parameters<ModelPeer['respondsBy']>[0] = 'speaking';
  let calls = 0;
  const peer = socketPeer(world, 'ws://gemini.test/', {
    received(message) {
      if ('setup' in message) say({ setupComplete: { sessionId: 'session-1' } });
      if ('toolResponse' in message || 'text' in at(message, 'realtimeInput')) respond();
    },
  });
  const say = (...messages: readonly Message[]): void =>
    peer.send(...messages.map((message) => new TextEncoder().encode(JSON.stringify(message))));
  const received = (key: string): readonly Message[] =>
    peer.received.filter((message) => key in message).map((message) => at(message, key));

  function respond(): void {
    if (how === 'calling-a-tool') {
      calls += 1;
      const call = { id: `call_${calls}`, name: CONTRACT_TOOL.name, args: { day: 'mon' } };
      return say({ toolCall: { functionCalls: [call] } }, { usageMetadata: { promptTokenCount: 12 } });
    }
    say({ serverContent: { outputTranscription: { text: 'We are open.' } } }, geminiSound(250));
    if (how === 'speaking')
      say(
        { serverContent: { generationComplete: true } },
        {
          serverContent: { turnComplete: true },
          usageMetadata: {
            promptTokenCount: 40,
            promptTokensDetails: [{ modality: 'AUDIO', tokenCount: 30 }],
            responseTokenCount: 9,
            responseTokensDetails: [{ modality: 'AUDIO', tokenCount: 9 }],
          },
        },
      );
  }

  return {
    world,
    model: geminiModel({ name, apiKey: 'secret', baseUrl: 'ws://gemini.test' }),
    peer: {
      get audio() {
        return received('realtimeInput').flatMap((input) =>
          'audio' in input ? [String(at(input, 'audio')['data'])] : [],
        );
      },
      get texts() {
        return received('clientContent').flatMap(({ turns }) =>
          (turns as readonly Message[]).flatMap(({ parts }) =>
            (parts as readonly Message[]).map(({ text }) => String(text)),
          ),
        );
      },
      get toolResults() {
        return received('toolResponse').flatMap(({ functionResponses }) =>
          (functionResponses as readonly Message[]).map((each) =>
            JSON.stringify(at(each, 'response')['output']),
          ),
        );
      },
      respondsBy: (next) => void (how = next),
      hearsCaller: () =>
        say(
          { serverContent: { inputTranscription: { text: 'When are ' } } },
          { serverContent: { inputTranscription: { text: 'you open?' } } },
        ),
      sendsNonsense: () =>
        peer.send('', '{', '[]', '{"serverContent":7}', '{"toolCall":{"functionCalls":[{}]}}'),
      hangsUp: () => peer.hangUp(),
      refuses: () => peer.refuse(),
    },
  };
}

function at(message: Message, key: string): Message {
  return (message[key] ?? {}) as Message;
}
