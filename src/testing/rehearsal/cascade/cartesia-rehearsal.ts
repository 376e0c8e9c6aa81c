// Cartesia rehearsal: serves one connection as Cartesia's /tts/websocket would, with the rehearsal's voice, in any World.
import { Buffer } from 'node:buffer';
import { BYTES_PER_MS } from '../../../media/audio.ts';
import type { Socket } from '../../../base/socket.ts';
import type { World } from '../../../base/world.ts';
import { within } from '../timing.ts';
import type { Voice } from '../voice.ts';

/** How long the voice may take over a sentence. */
const VOICE_MS_MAX = 4000;
/** Sound is sent in pieces of so much. */
const PIECE_BYTES = 200 * BYTES_PER_MS;

interface Context {
  /** What was asked for, spoken one behind the other. */
  tail: Promise<void>;
  spokenMs: number;
  cancelled: boolean;
}

/** Gives µ-law, and the times of the words as far as their lengths tell them. */
export function cartesiaRehearsal(world: World, socket: Socket, voice: Voice): void {
  const contexts = new Map<string, Context>();
  let closed = false;
  const send = (fields: object): void => {
    if (!closed) socket.send(JSON.stringify(fields));
  };

  async function speak(id: string, context: Context, transcript: string, goesOn: boolean): Promise<void> {
    const text = transcript.trim();
    const sound =
      text === '' ? new Uint8Array() : await within(world, voice.speak(text), VOICE_MS_MAX, new Uint8Array());
    if (context.cancelled) return;
    const ms = sound.length / BYTES_PER_MS;
    if (ms > 0) {
      const word_timestamps = wordTimes(text, context.spokenMs, ms);
      send({ type: 'timestamps', context_id: id, done: false, status_code: 206, word_timestamps });
    }
    context.spokenMs += ms;
    for (let at = 0; at < sound.length; at += PIECE_BYTES) {
      const data = Buffer.from(sound.subarray(at, at + PIECE_BYTES)).toString('base64');
      send({ type: 'chunk', context_id: id, data, done: false, status_code: 206, step_time: 1 });
    }
    if (goesOn) return;
    contexts.delete(id);
    send({ type: 'done', context_id: id, done: true, status_code: 200 });
  }

  socket.listen({
    text(message) {
      const asked = parsed(message);
      const id = asked?.['context_id'];
      if (asked === null || typeof id !== 'string' || id === '')
        return send({
          type: 'error',
          title: 'Bad request',
          message: 'context_id is missing',
          status_code: 400,
        });
      const context = contexts.get(id) ?? { tail: Promise.resolve(), spokenMs: 0, cancelled: false };
      if (asked['cancel'] === true) {
        context.cancelled = true;
        contexts.delete(id);
        return;
      }
      contexts.set(id, context);
      const transcript = typeof asked['transcript'] === 'string' ? asked['transcript'] : '';
      context.tail = context.tail
        .then(() => speak(id, context, transcript, asked['continue'] === true))
        .catch(() => {});
    },
    closed() {
      closed = true;
      for (const context of contexts.values()) context.cancelled = true;
    },
  });
}

function wordTimes(text: string, fromMs: number, ms: number): object {
  const words = text.match(/\S+/g) ?? [];
  const chars = words.reduce((sum, word) => sum + word.length, 0);
  const start: number[] = [];
  const end: number[] = [];
  let at = fromMs / 1000;
  for (const word of words) {
    start.push(at);
    at += (ms * word.length) / chars / 1000;
    end.push(at);
  }
  return { words, start, end };
}

function parsed(message: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(message);
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
