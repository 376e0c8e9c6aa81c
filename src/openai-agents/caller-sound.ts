// Caller sound: the caller's way to the model, unbroken, and kept while the model cannot hear yet.
import { Buffer } from 'node:buffer';
import { BoundedQueue } from '../base/bounded-queue.ts';
import type { Timer, World } from '../base/world.ts';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import type { Steps } from '../graph/node.ts';
import { audioBytes, BYTES_PER_MS } from '../media/audio.ts';
import { gapFiller } from '../nodes/gap-filler.ts';

/** Pieces of sound kept for a model that is not ready: half a minute of Twilio's 20 ms. The oldest goes first. */
export const EARLY_PIECES_MAX = 1500;

/** Gives the model the caller's sound in order, silence in place of what did not come. */
export class CallerSound {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #stallMs: number | null;
  readonly #give: (sound: ArrayBuffer) => void;
  readonly #early = new BoundedQueue<CallerAudio>(EARLY_PIECES_MAX, 'drop-oldest');
  #filler: ReturnType<typeof gapFiller>;
  #timer: Timer | null = null;
  /** Where the next sound begins, for sound that does not say when it began. */
  #nextMs = 0;
  #open = false;

  /** `stallMs`: see `gapFiller`. `give` takes µ-law, once it is let through. */
  constructor(
    world: Pick<World, 'clock' | 'timers'>,
    stallMs: number | null,
    give: (sound: ArrayBuffer) => void,
  ) {
    this.#world = world;
    this.#stallMs = stallMs;
    this.#give = give;
    this.#filler = gapFiller(undefined, stallMs);
  }

  /** The caller's sound. `atMs`: Twilio's clock at its first sample, null where it does not tell. */
  heard(payload: string, atMs: number | null): void {
    const beginMs = atMs ?? this.#nextMs;
    this.#nextMs = beginMs + Buffer.byteLength(payload, 'base64') / BYTES_PER_MS;
    const audio = { encoding: 'pcmu', base64: payload } as const;
    this.#carryOut(this.#filler.handle({ kind: 'caller.audio', audio, atMs: beginMs }, this.#now()));
  }

  /** The model hears the caller begin, or end. */
  speech(kind: 'speech.started' | 'speech.stopped'): void {
    this.#carryOut(this.#filler.handle({ kind }, this.#now()));
  }

  /** The model can hear: what was kept is given, and what comes from now on at once. */
  open(): void {
    if (this.#open) return;
    this.#open = true;
    for (const piece of this.#early.drain()) this.#give(bufferOf(piece));
  }

  /** The model cannot hear any more: what comes is kept. */
  close(): void {
    this.#open = false;
    this.speech('speech.stopped');
  }

  /** Another stream, whose clock begins anew; what was kept of the one before is nobody's. */
  restart(): void {
    this.#stop();
    this.#filler = gapFiller(undefined, this.#stallMs);
    this.#nextMs = 0;
    this.#early.drain();
  }

  /** Nothing is heard any more. */
  end(): void {
    this.#stop();
    this.#early.drain();
  }

  #carryOut(steps: Steps<'caller.audio' | 'journal.entry'>): void {
    for (const step of steps) {
      if (step.kind === 'caller.audio') this.#pass(step);
      else if (step.kind === 'timer.start') this.#wait(step.afterMs);
      else if (step.kind === 'timer.stop') this.#stop();
    }
  }

  #pass(piece: CallerAudio): void {
    if (this.#open) this.#give(bufferOf(piece));
    else this.#early.push(piece);
  }

  #wait(afterMs: number): void {
    this.#stop();
    this.#timer = this.#world.timers.after(afterMs, () => {
      this.#timer = null;
      this.#carryOut(this.#filler.onTimer?.('stall', this.#now()) ?? []);
    });
  }

  #stop(): void {
    this.#timer?.stop();
    this.#timer = null;
  }

  #now() {
    return this.#world.clock.now();
  }
}

/** Bytes in a buffer of their own, as the Agents SDK hands sound on. */
function bufferOf({ audio }: CallerAudio): ArrayBuffer {
  return Uint8Array.from(audioBytes(audio)).buffer;
}
