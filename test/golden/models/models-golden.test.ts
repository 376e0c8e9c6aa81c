// Golden transcripts of realtime models, each vendor's: what is sent, what is received, and what is given of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../../../src/base/brand.ts';
import type { Socket } from '../../../src/base/socket.ts';
import type { World } from '../../../src/base/world.ts';
import { sampleCount, silence } from '../../../src/media/audio.ts';
import type { ModelSession } from '../../../src/models/model.ts';
import { geminiStage } from '../../../src/testing/contracts/gemini-stage.ts';
import { ASK, contractSettings, type ModelStage } from '../../../src/testing/contracts/model-scene.ts';
import { openaiLiveStage } from '../../../src/testing/contracts/openai-live-stage.ts';
import { openaiStage } from '../../../src/testing/contracts/openai-stage.ts';
import { matchesGolden } from '../golden-file.ts';

/** One line: `dial` begins a connection, `send` and `recv` are its messages, `accept` and `give` are frames. */
type Line = Readonly<Record<string, unknown>>;

function written(message: string | Uint8Array): unknown {
  const text = typeof message === 'string' ? message : new TextDecoder().decode(message);
  try {
    return shortened(JSON.parse(text));
  } catch {
    return text;
  }
}

/** Sound is told by its length. */
function shortened(value: unknown): unknown {
  if (typeof value === 'string' && value.length > 200 && /^[A-Za-z0-9+/=]+$/.test(value))
    return `${Buffer.from(value, 'base64').length} bytes in base64`;
  if (Array.isArray(value)) return value.map(shortened);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shortened(each)]));
}

/** The World, with an eye on each connection. Keys are left out. */
function traced(world: World, trace: Line[]): World {
  return {
    ...world,
    dial(request) {
      const bare = (text: string): string => text.replace(/sk-test|secret/, '…');
      const headers = Object.fromEntries(
        Object.entries(request.headers).map(([name, value]) => [name, bare(value)]),
      );
      trace.push({ dial: bare(request.url), headers });
      const socket = world.dial(request);
      const tapped: Socket = {
        unsentBytes: 0,
        close: (code, reason) => socket.close(code, reason),
        send(message) {
          trace.push({ send: written(message) });
          socket.send(message);
        },
        listen: (listener) =>
          socket.listen({
            ...listener,
            text(message) {
              trace.push({ recv: written(message) });
              listener.text(message);
            },
            binary(message) {
              trace.push({ recv: written(message) });
              listener.binary?.(message);
            },
          }),
      };
      return tapped;
    },
  };
}

async function transcript({ world, model, peer }: ModelStage): Promise<readonly Line[]> {
  const trace: Line[] = [];
  const settings = contractSettings(model);
  const session = model.open(traced(world, trace), settings);
  session.attach((frame) => {
    if (frame.kind !== 'agent.audio') return void trace.push({ give: frame });
    const { audio, ...rest } = frame;
    trace.push({ give: { ...rest, audio: { ...audio, base64: `${sampleCount(audio)} samples` } } });
  });
  const accept = async (...frames: readonly Parameters<ModelSession['accept']>[0][]): Promise<void> => {
    for (const frame of frames) {
      if (frame.kind !== 'caller.audio') trace.push({ accept: frame });
      session.accept(frame, world.clock.now());
    }
    await world.advance(1000);
  };
  const sound = { kind: 'caller.audio', audio: silence(settings.format, 20), atMs: 0 } as const;
  await accept({
    kind: 'context.add',
    itemId: 'greeting-1' as ItemId,
    role: 'agent',
    text: 'Front desk, hello.',
  });
  await accept(sound);
  peer.hearsCaller();
  await world.advance(4000);
  peer.respondsBy('calling-a-tool');
  await accept(ASK);
  const call = trace
    .map(({ give }) => give as Line | undefined)
    .find((frame) => frame?.['kind'] === 'tool.called');
  peer.respondsBy('speaking');
  const toolCallId = call?.['toolCallId'] as never;
  await accept(
    { kind: 'context.tool-result', toolCallId, outputJson: '{"open":"9-17"}' },
    { ...ASK, requestId: 'ask-2' },
  );
  peer.respondsBy('speaking-on');
  await accept({ ...ASK, requestId: 'ask-3', instructions: 'Say exactly this: "Goodbye."', tools: false });
  const audio = trace
    .map(({ give }) => give as Line | undefined)
    .findLast((frame) => frame?.['kind'] === 'agent.audio');
  await accept(
    { kind: 'response.cancel', responseId: audio?.['responseId'] as never },
    { kind: 'context.truncate', itemId: audio?.['itemId'] as never, heardMs: 120 },
  );
  await accept(
    { kind: 'session.update', instructions: 'You are the night desk.', interruptible: false },
    { kind: 'model.close' },
  );
  return trace;
}

for (const [name, make] of [
  ['azure', () => openaiStage({ vendor: 'azure', name: 'desk', baseUrl: 'ws://model.test' })],
  ['xai', () => openaiStage({ vendor: 'xai', name: 'grok-voice-latest' })],
  [
    'inworld',
    () => openaiStage({ vendor: 'inworld', name: 'openai/gpt-4.1-nano', ttsModel: 'inworld-tts-1.5-mini' }),
  ],
  ['self-hosted', () => openaiStage({ vendor: 'self-hosted', name: 'local' })],
  [
    'self-hosted-beta',
    () => openaiStage({ vendor: 'self-hosted', name: 'local', names: 'beta', rateHz: 16_000 }),
  ],
  ['openai-live', openaiLiveStage],
  ['gemini', () => geminiStage()],
  ['gemini-2.5', () => geminiStage('gemini-2.5-flash-native-audio-preview-12-2025')],
] as const satisfies readonly (readonly [string, () => ModelStage])[])
  test(`the conversation with ${name} is the one that is written down`, async () => {
    const trace = await transcript(make());
    const kinds = trace.map(({ give }) => (give as Line | undefined)?.['kind']);
    for (const kind of ['model.ready', 'caller.committed', 'tool.called', 'agent.audio', 'response.done'])
      assert.ok(kinds.includes(kind), `${kind} is given`);
    assert.equal(kinds.at(-1), 'model.closed');
    await matchesGolden(`models/${name}.jsonl`, `${trace.map((line) => JSON.stringify(line)).join('\n')}\n`);
  });
