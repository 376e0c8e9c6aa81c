// Tts peers: the far ends of each vendor that speaks, as small as the contract needs them. A word sounds for 200 ms.
import { Buffer } from 'node:buffer';
import { cartesiaTts } from '../../speech/cartesia/cartesia-tts.ts';
import { deepgramTts } from '../../speech/deepgram/aura-tts.ts';
import { elevenlabsTts } from '../../speech/elevenlabs/elevenlabs-tts.ts';
import { openaiTts } from '../../speech/openai/speech-tts.ts';
import type { TtsStage } from '../contracts/tts-contract.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { socketPeer, type SocketPeer } from './socket-peer.ts';

/** A stage whose peer can also be spoken to on its own wire; null where it is no socket. */
export interface WireTtsStage extends TtsStage {
  readonly wire: SocketPeer | null;
}

const WORD_MS = 200;
const NONSENSE = ['', '{', '[]', '7', '{"type":"never.heard.of"}'];

const wordsOf = (text: string): readonly string[] => text.match(/\S+/g) ?? [];
/** µ-law of this length. */
const sound = (ms: number): Uint8Array => new Uint8Array(ms * 8).fill(0x5a);

function withWire(wire: SocketPeer): Omit<TtsStage['peer'], 'sentences'> {
  return {
    sendsNonsense: () => wire.send(...NONSENSE),
    hangsUp: () => wire.hangUp(),
    refuses: () => wire.refuse(),
    refusesKey: () => wire.refuseHandshake(401),
  };
}

/** Cartesia: a chunk and its words for each sentence; what was cancelled still has a chunk on its way. */
export function cartesiaStage(): WireTtsStage {
  const world = simulatedWorld({ latencyMs: 5 });
  const sentences: string[] = [];
  const spokenMs = new Map<string, number>();
  const wire = socketPeer(world, 'wss://api.cartesia.ai/tts/websocket', {
    received({ context_id, transcript, cancel, continue: goesOn }, peer) {
      const context = String(context_id);
      const chunk = (ms: number) => ({
        type: 'chunk',
        context_id,
        data: Buffer.from(sound(ms)).toString('base64'),
        done: false,
        status_code: 206,
        step_time: 42.1,
      });
      if (cancel === true) return peer.send(chunk(100));
      const words = wordsOf(String(transcript));
      if (words.length > 0) {
        sentences.push(String(transcript));
        const fromMs = spokenMs.get(context) ?? 0;
        spokenMs.set(context, fromMs + words.length * WORD_MS);
        const start = words.map((_, at) => (fromMs + at * WORD_MS) / 1000);
        const word_timestamps = { words, start, end: start.map((second) => second + WORD_MS / 1000) };
        peer.send(
          { type: 'timestamps', context_id, done: false, status_code: 206, word_timestamps },
          chunk(words.length * WORD_MS),
        );
      }
      if (goesOn !== true) peer.send({ type: 'done', context_id, done: true, status_code: 200 });
    },
  });
  return {
    world,
    wire,
    tts: cartesiaTts({ apiKey: 'secret' }),
    peer: { ...withWire(wire), sentences: () => sentences },
  };
}

/** ElevenLabs: sound with the times of its characters, counted from the beginning of each piece. */
export function elevenlabsStage(): WireTtsStage {
  const world = simulatedWorld({ latencyMs: 5 });
  const sentences: string[] = [];
  const wire = socketPeer(world, 'wss://api.elevenlabs.io/v1/text-to-speech/a-voice/multi-stream-input', {
    received({ context_id: contextId, text, close_context }, peer) {
      if (close_context === true) return peer.send({ isFinal: true, contextId });
      const words = wordsOf(typeof text === 'string' ? text : '');
      if (words.length === 0) return;
      sentences.push(String(text));
      const chars = Array.from(`${words.join(' ')} `);
      const each = (words.length * WORD_MS) / chars.length;
      peer.send({
        audio: Buffer.from(sound(words.length * WORD_MS)).toString('base64'),
        contextId,
        alignment: {
          chars,
          charStartTimesMs: chars.map((_, at) => at * each),
          charDurationsMs: chars.map(() => each),
        },
      });
    },
  });
  return {
    world,
    wire,
    tts: elevenlabsTts({ apiKey: 'secret' }),
    peer: { ...withWire(wire), sentences: () => sentences },
  };
}

/** Deepgram's /v1/speak: bare sound, and `Flushed` behind the last of it. */
export function auraStage(): WireTtsStage {
  const world = simulatedWorld({ latencyMs: 5 });
  const sentences: string[] = [];
  let flushes = 0;
  const wire = socketPeer(world, 'wss://api.deepgram.com/v1/speak', {
    opened: (peer) => peer.send({ type: 'Metadata', request_id: 'r1' }),
    received({ type, text }, peer) {
      if (type === 'Speak') {
        sentences.push(String(text));
        for (const _ of wordsOf(String(text))) peer.send(sound(WORD_MS));
      }
      if (type === 'Flush') peer.send({ type: 'Flushed', sequence_id: (flushes += 1) });
      if (type === 'Clear') peer.send(sound(WORD_MS), { type: 'Cleared', sequence_id: (flushes += 1) });
    },
  });
  return {
    world,
    wire,
    tts: deepgramTts({ apiKey: 'secret' }),
    peer: { ...withWire(wire), sentences: () => sentences },
  };
}

/** OpenAI's speech: an HTTP answer for each sentence, cut in the middle of a sample. */
export function speechStage(): WireTtsStage {
  const world = simulatedWorld({ latencyMs: 5 });
  const sentences: string[] = [];
  let status = 200;
  const stop = world.serveStream('https://api.openai.com/v1/audio/speech', ({ body }, answer) => {
    if (status !== 200) {
      answer.head(status);
      answer.send('{"error":{"message":"Incorrect API key","code":"invalid_api_key"}}');
      return answer.end();
    }
    const { input } = JSON.parse(body ?? '{}') as { input: string };
    sentences.push(input);
    const bytes = new Uint8Array(wordsOf(input).length * WORD_MS * 48);
    let at = 0;
    const next = (): void => {
      answer.send(bytes.subarray(at, at + 4801));
      at += 4801;
      if (at < bytes.length) world.timers.after(20, next);
      else answer.end();
    };
    // A longer sentence takes longer to begin: the one behind it may be first.
    world.timers.after(20 + input.length, next);
  });
  return {
    world,
    wire: null,
    tts: openaiTts({ apiKey: 'secret' }),
    peer: {
      sentences: () => sentences,
      sendsNonsense() {},
      hangsUp: null,
      refuses: stop,
      refusesKey: () => void (status = 401),
    },
  };
}
