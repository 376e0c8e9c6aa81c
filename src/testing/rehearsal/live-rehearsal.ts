// Live rehearsal: serves one connection as OpenAI's Live API would, by the rehearsal model, which only hears and speaks here.
import { Buffer } from 'node:buffer';
import type { Socket } from '../../base/socket.ts';
import type { Timer, World } from '../../base/world.ts';
import { SILENCE } from '../../media/audio.ts';
import { socketPair } from '../world/simulated-socket.ts';
import { rehearsalSession, type RehearsalParts } from './rehearsal-session.ts';

type Message = Readonly<Record<string, unknown>>;

/** The stream's pieces: a tenth of a second of µ-law. */
const PIECE_MS = 100;
const PIECE_BYTES = 800;

/** Serves the accepted `socket`, in µ-law, until it closes. Every turn of the caller is delegated; what comes of it is spoken. */
export function liveRehearsal(world: World, socket: Socket, parts: RehearsalParts): void {
  const [model, far] = socketPair(world.timers, { latencyMs: 0, dialled: false });
  let queue: Buffer = Buffer.alloc(0);
  /** What is written down of it, when it is said. */
  let words: { readonly delta: string; readonly atMs: number }[] = [];
  let started = false;
  let speaking = false;
  let delegations = 0;
  let heardMs = 0;
  let spokenMs = 0;
  let tick: Timer | null = null;
  const say = (type: string, rest: Message = {}): void => socket.send(JSON.stringify({ type, ...rest }));
  const ask = (type: string, rest: Message = {}): void => model.send(JSON.stringify({ type, ...rest }));

  socket.listen({
    text(text) {
      const message = JSON.parse(text) as Message;
      const content = String(message['content']);
      switch (message['type']) {
        case 'session.start':
          return start(message['session'] as Message);
        case 'session.input_audio.append':
          heardMs += Buffer.from(String(message['audio']), 'base64').length / 8;
          return ask('input_audio_buffer.append', { audio: message['audio'] });
        case 'session.commentary.append':
          return speak(`Say exactly this, word for word, and nothing else: "${content}"`);
        case 'session.instructions.append':
          return instructed(content);
        case 'session.close':
          return socket.close(1000, '');
        default:
      }
    },
    closed(code, reason) {
      tick?.stop();
      model.close(code, reason);
    },
  });
  model.listen({
    text: (text) => told(JSON.parse(text) as Message),
    closed: (code, reason) => socket.close(code, reason),
  });
  rehearsalSession(world, far, parts);

  function start({ instructions }: Message): void {
    ask('session.update', {
      session: {
        type: 'realtime',
        instructions,
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: { model: 'gpt-transcribe' },
            turn_detection: {
              type: 'server_vad',
              silence_duration_ms: 500,
              create_response: false,
              interrupt_response: true,
            },
          },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
      },
    });
  }

  function instructed(content: string): void {
    if (content.startsWith('Stop ')) {
      queue = Buffer.alloc(0);
      words = [];
      ask('response.cancel');
    } else if (content.startsWith('Speak to the caller now')) delegate();
    else if (!content.startsWith('From now on')) speak(content);
  }

  function speak(instructions: string): void {
    ask('response.create', { response: { instructions } });
  }

  function delegate(): void {
    delegations += 1;
    say('session.delegation.created', {
      offset_ms: heardMs,
      delegation: { id: `dlg_${delegations}`, type: 'delegation', target: 'client' },
    });
  }

  function told(event: Message): void {
    switch (event['type']) {
      case 'session.updated':
        if (started) return;
        started = true;
        say('session.started', { session: { id: 'live_rehearsal', status: 'active' } });
        return stream();
      case 'input_audio_buffer.speech_started':
        queue = Buffer.alloc(0);
        words = [];
        return;
      case 'conversation.item.input_audio_transcription.completed':
        say('session.input_transcript.delta', {
          delta: event['transcript'],
          start_ms: heardMs,
          end_ms: heardMs,
        });
        return delegate();
      case 'response.output_audio_transcript.delta':
        words.push({ delta: String(event['delta']), atMs: spokenMs + queue.length / 8 });
        return;
      case 'response.output_audio.delta':
        if (speaking) queue = Buffer.concat([queue, Buffer.from(String(event['delta']), 'base64')]);
        return;
      case 'response.created':
        speaking = true;
        return;
      case 'response.done':
        speaking = false;
        return;
      default:
    }
  }

  /** A piece each tenth of a second, of what is said or of silence. */
  function stream(): void {
    tick = world.timers.after(PIECE_MS, () => {
      const piece = Buffer.alloc(PIECE_BYTES, SILENCE.pcmu);
      queue.copy(piece);
      queue = queue.subarray(PIECE_BYTES);
      spokenMs += PIECE_MS;
      for (const { delta, atMs } of words.filter((each) => each.atMs < spokenMs))
        say('session.output_transcript.delta', { delta, start_ms: atMs, end_ms: spokenMs });
      words = words.filter((each) => each.atMs >= spokenMs);
      say('session.output_audio.delta', { delta: piece.toString('base64') });
      stream();
    });
  }
}
