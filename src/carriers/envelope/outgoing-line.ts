// Outgoing line: our sound and marks on their way to a carrier, cut, paced and cleared as its spec says.
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { AudioFormat } from '../../media/audio.ts';
import type { EnvelopeEncoder, WireMessage } from './encode.ts';
import type { EnvelopeSpec } from './envelope-spec.ts';
import { Framer } from './framer.ts';
import { MarkReturn } from './mark-return.ts';
import { Pacer, type HoldCause } from './pacer.ts';

/** Sound that is less than a message waits so long for more, before it is padded; longer while the carrier plays. */
export const REMAINDER_MS_MAX = 40;

/** Where what leaves goes. */
export interface OutgoingListener {
  send(message: WireMessage): void;
  /** All sound before this mark was played, or cleared. */
  marked(mark: string): void;
  /** Sound was refused: more was waiting than anybody listens to. */
  refused(): void;
}

/** The way out of one stream. */
export class OutgoingLine {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #spec: EnvelopeSpec;
  readonly #encode: EnvelopeEncoder;
  readonly #listener: OutgoingListener;
  readonly #framer: Framer;
  readonly #pacer: Pacer;
  readonly #marks: MarkReturn;
  #flush: Timer | null = null;

  constructor(
    world: Pick<World, 'clock' | 'timers'>,
    spec: EnvelopeSpec,
    format: AudioFormat,
    encode: EnvelopeEncoder,
    listener: OutgoingListener,
  ) {
    this.#world = world;
    this.#spec = spec;
    this.#encode = encode;
    this.#listener = listener;
    this.#framer = new Framer(spec.outbound, format);
    this.#marks = new MarkReturn(world, (name) => listener.marked(name));
    this.#pacer = new Pacer(world, spec.outbound.pacing, {
      sound: (sound, ms) => listener.send(encode.sound(sound, ms)),
      mark: (name, playedAt, afterMs) => this.#markLeaves(name, playedAt, afterMs),
      // Sound that the clear overtook is there by now.
      guarded: () => this.#sendClear(),
    });
  }

  /** Sound in the carrier's format. */
  sound(base64: string): void {
    if (!this.#pacer.push(this.#framer.sound(base64))) this.#listener.refused();
    this.#stopFlush();
    if (this.#framer.pendingMs === 0) return;
    // Padding goes unheard at the end of what is said; in the middle of it more sound comes before the carrier runs dry.
    const inMs = Math.max(REMAINDER_MS_MAX, this.#pacer.runsDryInMs - REMAINDER_MS_MAX);
    this.#flush = this.#world.timers.after(inMs, () => {
      this.#flush = null;
      this.#pacer.push(this.#framer.flush());
    });
  }

  /** A mark behind all sound until now. */
  mark(name: string): void {
    this.#marks.wanted(name);
    this.#pacer.push(this.#framer.mark(name));
  }

  /** The carrier returned a mark. False: nobody waits for it. */
  returned(name: string): boolean {
    return this.#marks.returned(name);
  }

  /** Empties the carrier's buffer and this line; every pending mark is back. */
  clear(): void {
    this.#stopFlush();
    this.#framer.discard();
    this.#pacer.clear(this.#spec.clear.guardMs ?? 0);
    this.#sendClear();
    this.#marks.clear();
  }

  hold(cause: HoldCause): void {
    this.#pacer.hold(cause);
  }

  release(cause: HoldCause): void {
    this.#pacer.release(cause);
  }

  /** The stream is over: nothing leaves and nothing comes back. */
  stop(): void {
    this.#stopFlush();
    this.#framer.discard();
    this.#pacer.stop();
    this.#marks.stop();
  }

  #markLeaves(name: string, playedAt: Micros, afterMs: number): void {
    const { marks } = this.#spec;
    const idle = msBetween(this.#world.clock.now(), playedAt) <= 0;
    const asked = marks.by === 'carrier' && (marks.whenIdle === 'at-once' || !idle);
    const message = asked ? this.#encode.mark(name) : null;
    if (message === null) return this.#marks.dueBy(name, plusMs(playedAt, afterMs));
    this.#marks.left(name, afterMs);
    this.#listener.send(message);
  }

  #sendClear(): void {
    for (const message of this.#encode.clear()) this.#listener.send(message);
  }

  #stopFlush(): void {
    this.#flush?.stop();
    this.#flush = null;
  }
}
