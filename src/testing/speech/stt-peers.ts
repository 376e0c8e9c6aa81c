// Stt peers: the far ends of each vendor that transcribes, as small as the contract needs them.
import { Buffer } from 'node:buffer';
import { assemblyaiStt } from '../../speech/assemblyai/assemblyai-stt.ts';
import { deepgramFluxStt } from '../../speech/deepgram/flux-stt.ts';
import { deepgramStt } from '../../speech/deepgram/nova-stt.ts';
import { openaiStt } from '../../speech/openai/transcription-stt.ts';
import type { SttStage } from '../contracts/stt-contract.ts';
import { simulatedWorld } from '../world/simulated-world.ts';
import { socketPeer, type Message, type SocketPeer } from './socket-peer.ts';

/** A stage whose peer can also be spoken to on its own wire. */
export interface WireSttStage extends SttStage {
  readonly wire: SocketPeer;
}

const NONSENSE = ['', '{', '[]', '7', '{"type":"never.heard.of"}'];

/** What a peer on this wire can always do. */
function withWire(wire: SocketPeer): Omit<SttStage['peer'], 'hears' | 'sound'> {
  return {
    sendsNonsense: () => wire.send(...NONSENSE),
    hangsUp: () => wire.hangUp(),
    refuses: () => wire.refuse(),
    refusesKey: () => wire.refuseHandshake(401),
  };
}

/** Deepgram's /v1/listen: words are settled stretch by stretch; the last one on `Finalize`. */
export function novaStage(): WireSttStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let open = '';
  const results = (transcript: string, more: Message): Message => ({
    type: 'Results',
    channel_index: [0, 1],
    start: 0,
    duration: 1.2,
    channel: { alternatives: [{ transcript, confidence: 0.99, words: [] }] },
    metadata: { request_id: 'r1' },
    ...more,
  });
  const wire = socketPeer(world, 'wss://api.deepgram.com/v1/listen', {
    received({ type }) {
      if (type !== 'Finalize') return;
      wire.send(results(open, { is_final: true, speech_final: true, from_finalize: true }));
      open = '';
    },
  });
  return {
    world,
    wire,
    stt: deepgramStt({ apiKey: 'secret' }),
    peer: {
      ...withWire(wire),
      sound: () => wire.bytes,
      hears(...stretches) {
        wire.send({ type: 'SpeechStarted', channel: [0, 1], timestamp: 0.5 });
        for (const [at, stretch] of stretches.entries()) {
          const last = at === stretches.length - 1;
          const bare = stretch.replace(/\?$/, '').toLowerCase();
          wire.send(results(bare, { is_final: false, speech_final: false }));
          if (!last) wire.send(results(stretch, { is_final: true, speech_final: false }));
          else open = stretch;
        }
      },
    },
  };
}

/** Deepgram's /v2/listen. */
export function fluxStage(): WireSttStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let turn = 0;
  const info = (event: string, transcript: string): Message => ({
    type: 'TurnInfo',
    request_id: 'r1',
    sequence_id: 7,
    event,
    turn_index: turn,
    audio_window_start: 0,
    audio_window_end: 1.3,
    transcript,
    words: [],
    end_of_turn_confidence: 0.8,
  });
  const wire = socketPeer(world, 'wss://api.deepgram.com/v2/listen', {
    opened: (peer) => peer.send({ type: 'Connected', request_id: 'r1', sequence_id: 0 }),
  });
  return {
    world,
    wire,
    stt: deepgramFluxStt({ apiKey: 'secret' }),
    peer: {
      ...withWire(wire),
      sound: () => wire.bytes,
      hears(...stretches) {
        const whole = stretches.join(' ');
        wire.send(
          info('StartOfTurn', stretches[0] ?? ''),
          info('Update', whole),
          info('EagerEndOfTurn', whole),
          info('TurnResumed', whole),
          { ...info('EndOfTurn', whole), trigger: 'model' },
        );
        turn += 1;
      },
    },
  };
}

/** AssemblyAI: each turn comes twice, the second time with its marks. */
export function assemblyaiStage(): WireSttStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let order = 0;
  const wire = socketPeer(world, 'wss://streaming.assemblyai.com/v3/ws', {
    opened: (peer) => peer.send({ type: 'Begin', id: 's1', expires_at: 1_790_000_000 }),
  });
  const told = (transcript: string, formatted: boolean, over: boolean): Message => ({
    type: 'Turn',
    turn_order: order,
    turn_is_formatted: formatted,
    end_of_turn: over,
    transcript,
    end_of_turn_confidence: over ? 0.9 : 0.2,
    words: [],
  });
  return {
    world,
    wire,
    stt: assemblyaiStt({ apiKey: 'secret' }),
    peer: {
      ...withWire(wire),
      sound: () => wire.bytes,
      hears(...stretches) {
        const whole = stretches.join(' ');
        const bare = whole.replace(/[?.]$/, '').toLowerCase();
        wire.send(
          { type: 'SpeechStarted', timestamp: 1200 },
          told(bare.split(' ')[0] ?? '', false, false),
          told(bare, false, true),
          told(whole, true, true),
        );
        order += 1;
      },
    },
  };
}

/** OpenAI's transcription: text comes once the turn was committed. */
export function transcriptionStage(): WireSttStage {
  const world = simulatedWorld({ latencyMs: 5 });
  let words: readonly string[] = [];
  let items = 0;
  const wire = socketPeer(world, 'wss://api.openai.com/v1/realtime?intent=transcription', {
    opened: (peer) => peer.send({ type: 'session.created', session: { type: 'transcription' } }),
    received({ type, session }, peer) {
      if (type === 'session.update') peer.send({ type: 'session.updated', session });
      if (type !== 'input_audio_buffer.commit') return;
      const item_id = `item_${(items += 1)}`;
      const event = 'conversation.item.input_audio_transcription';
      peer.send({ type: 'input_audio_buffer.committed', item_id, previous_item_id: null });
      for (const [at, word] of words.entries())
        peer.send({ type: `${event}.delta`, item_id, content_index: 0, delta: at === 0 ? word : ` ${word}` });
      peer.send({ type: `${event}.completed`, item_id, content_index: 0, transcript: words.join(' ') });
      words = [];
    },
  });
  return {
    world,
    wire,
    stt: openaiStt({ apiKey: 'secret' }),
    peer: {
      ...withWire(wire),
      sound: () =>
        Buffer.concat(
          wire.received.map(({ audio }) => Buffer.from(typeof audio === 'string' ? audio : '', 'base64')),
        ),
      hears: (...stretches) => void (words = stretches),
    },
  };
}
