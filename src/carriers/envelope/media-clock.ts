// Media clock: when the caller's sound began, in milliseconds since the stream did, whatever the carrier counts in.
import { msBetween, type Micros } from '../../base/time.ts';
import type { ClockSpec } from './envelope-spec.ts';

/** Sound that is so much later than was counted came behind a pause, not behind a slow network. */
export const PAUSE_MS = 1000;

/** RTP timestamps have 32 bits (RFC 3550 section 5.1). */
const RTP_TURN = 2 ** 32;

/** The clock of one stream. */
export class MediaClock {
  readonly #spec: ClockSpec | undefined;
  readonly #startedAt: Micros;
  /** What the carrier's clock said first, and where that was on ours. */
  #first: { readonly clock: number; readonly atMs: number } | null = null;
  #countedMs = 0;

  constructor(spec: ClockSpec | undefined, startedAt: Micros) {
    this.#spec = spec;
    this.#startedAt = startedAt;
  }

  /** When sound that is `soundMs` long and arrived at `at` began; `clock` is what the carrier says of it. */
  atMs(clock: number | null, soundMs: number, at: Micros): number {
    const spec = this.#spec;
    const begunMs = Math.max(0, msBetween(this.#startedAt, at) - soundMs);
    if (spec === undefined || clock === null) return this.#count(begunMs, soundMs);
    if (spec.unit === 'ms-relative') return clock;
    this.#first ??= { clock, atMs: begunMs };
    return Math.max(0, this.#first.atMs + passedMs(spec, clock - this.#first.clock));
  }

  #count(begunMs: number, soundMs: number): number {
    const atMs = begunMs > this.#countedMs + PAUSE_MS ? begunMs : this.#countedMs;
    this.#countedMs = atMs + soundMs;
    return atMs;
  }
}

function passedMs(spec: ClockSpec, passed: number): number {
  switch (spec.unit) {
    case 'rtp-units': {
      const turned = ((passed % RTP_TURN) + RTP_TURN) % RTP_TURN;
      return (turned > RTP_TURN / 2 ? turned - RTP_TURN : turned) / spec.perMs;
    }
    case 'chunks':
      return passed * spec.chunkMs;
    default:
      return passed;
  }
}
