// Golden transcripts of the cascade's vendors: what is sent, what is received, and what is told of it, message by message.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { Socket } from '../../../src/base/socket.ts';
import type { World } from '../../../src/base/world.ts';
import { audioOf, sampleCount } from '../../../src/media/audio.ts';
import type { SttEvent } from '../../../src/speech/stt.ts';
import type { TtsEvent } from '../../../src/speech/tts.ts';
import type { LlmStage } from '../../../src/testing/contracts/llm-contract.ts';
import type { SttStage } from '../../../src/testing/contracts/stt-contract.ts';
import type { TtsStage } from '../../../src/testing/contracts/tts-contract.ts';
import { chatStage } from '../../../src/testing/speech/chat-peer.ts';
import {
  assemblyaiStage,
  fluxStage,
  novaStage,
  transcriptionStage,
} from '../../../src/testing/speech/stt-peers.ts';
import {
  auraStage,
  cartesiaStage,
  elevenlabsStage,
  speechStage,
} from '../../../src/testing/speech/tts-peers.ts';
import { matchesGolden } from '../golden-file.ts';

/** One line: `dial` and `post` begin an exchange, `send` and `recv` are its messages, `give` is what is told of them. */
type Line = Readonly<Record<string, unknown>>;

function written(message: string | Uint8Array): unknown {
  if (typeof message !== 'string') return `${message.length} bytes`;
  try {
    return shortened(JSON.parse(message));
  } catch {
    return message;
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

/** The World, with an eye on each exchange. Keys are left out. */
function traced(world: World, trace: Line[]): World {
  const bare = (headers: Readonly<Record<string, string>> = {}) =>
    Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace(/(sk-)?secret(-1234)?/, '…')]),
    );
  return {
    ...world,
    dial(request) {
      trace.push({ dial: request.url, headers: bare(request.headers) });
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
    stream(request, listener) {
      const { url, headers, body = '' } = request;
      trace.push({ post: url, headers: bare(headers), body: JSON.parse(body) as unknown });
      return world.stream(request, {
        ...listener,
        bytes(chunk) {
          const text = Buffer.from(chunk).toString('utf8');
          trace.push({ recv: url.endsWith('/speech') ? written(chunk) : text });
          listener.bytes(chunk);
        },
      });
    },
  };
}

function told(event: SttEvent | TtsEvent): Line {
  if (event.kind !== 'audio') return { give: event };
  const { speechId, audio } = event;
  return { give: { kind: 'audio', speechId, encoding: audio.encoding, samples: sampleCount(audio) } };
}

async function sttTranscript({ world, stt, peer }: SttStage): Promise<readonly Line[]> {
  const trace: Line[] = [];
  const session = stt.open(traced(world, trace), { language: 'en-US', format: { encoding: 'pcmu' } });
  session.listen((event) => trace.push(told(event)));
  await world.advance(100);
  for (let count = 0; count < 3; count += 1) session.hear(audioOf('pcmu', new Uint8Array(160).fill(count)));
  peer.hears('When are', 'you open?');
  await world.advance(100);
  if (!stt.endsTurns) session.settle();
  await world.advance(100);
  session.close();
  return trace;
}

async function ttsTranscript({ world, tts }: TtsStage): Promise<readonly Line[]> {
  const trace: Line[] = [];
  const [format = { encoding: 'pcmu' }] = tts.formats;
  const session = tts.open(traced(world, trace), { language: 'en-US', voice: 'a-voice', format });
  session.listen((event) => trace.push(told(event)));
  await world.advance(100);
  session.say('speech-1', 'We are open. ');
  session.say('speech-1', 'From nine.');
  session.finish('speech-1');
  await world.advance(1000);
  session.say('speech-2', 'Anything else?');
  await world.advance(8);
  session.cancel('speech-2');
  await world.advance(1000);
  session.close();
  return trace;
}

async function llmTranscript({ world, llm, peer }: LlmStage): Promise<readonly Line[]> {
  const trace: Line[] = [];
  const call = { id: 'call_1', name: 'lookup_hours', argumentsJson: '{"day":"mon"}' };
  peer.answers({ kind: 'call', call, first: 'Let me look. ' });
  const parameters = { type: 'object', properties: { day: { type: 'string' } } };
  llm.ask(
    traced(world, trace),
    {
      messages: [
        { role: 'system', text: 'You are the front desk.' },
        { role: 'agent', text: 'Hello.' },
        { role: 'caller', text: 'And on Monday?' },
        { role: 'calls', calls: [call] },
        { role: 'result', callId: 'call_1', outputJson: '{"open":"9-17"}' },
      ],
      tools: [{ name: 'lookup_hours', description: 'Looks up opening hours.', parameters }],
    },
    (event) => trace.push({ give: event }),
  );
  await world.advance(1000);
  return trace;
}

for (const [name, make] of [
  ['deepgram-nova', () => sttTranscript(novaStage())],
  ['deepgram-flux', () => sttTranscript(fluxStage())],
  ['assemblyai', () => sttTranscript(assemblyaiStage())],
  ['openai-transcription', () => sttTranscript(transcriptionStage())],
  ['cartesia', () => ttsTranscript(cartesiaStage())],
  ['elevenlabs', () => ttsTranscript(elevenlabsStage())],
  ['deepgram-aura', () => ttsTranscript(auraStage())],
  ['openai-speech', () => ttsTranscript(speechStage())],
  ['openai-chat', () => llmTranscript(chatStage())],
] as const)
  test(`the exchange with ${name} is the one that is written down`, async () => {
    const trace = await make();
    assert.ok(trace.length > 5);
    await matchesGolden(`speech/${name}.jsonl`, `${trace.map((line) => JSON.stringify(line)).join('\n')}\n`);
  });
