// Fake carrier: a stream without a wire. It plays what it is given in real (virtual) time, as a phone does.
import type { ItemId } from '../../base/brand.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import { assert } from '../../base/assert.ts';
import type { CarrierEnd, LineFormats } from '../../call/ends.ts';
import { CARRIER_GIVES, CARRIER_TAKES } from '../../carriers/carrier.ts';
import type { FrameOf } from '../../frames/frame.ts';
import {
  audioBytes,
  audioOf,
  bytesPerMs,
  durationMs,
  PCMU,
  sameFormat,
  silence,
  type Audio,
} from '../../media/audio.ts';

/** One stretch that reached the caller's ear. */
export interface HeardStretch {
  readonly itemId: ItemId;
  readonly fromMs: number;
  readonly bytes: Uint8Array;
}

/** A stream that a test speaks, types and hangs up on, and whose buffer plays like a carrier's. */
export interface FakeCarrier extends CarrierEnd {
  /** The phone is answered: the stream starts, and the caller's silence flows in 20 ms frames. */
  start(): void;
  /** The caller's sound from now on, in 20 ms frames; silence again behind it. */
  speak(audio: Audio): void;
  press(digit: string): void;
  hangUp(): void;
  vanish(): void;
  /** Milliseconds since the stream's start of all that happened on the wire, by kind. */
  readonly events: readonly { readonly atMs: number; readonly kind: string; readonly itemId?: ItemId }[];
  /** What the caller has heard until now. */
  heardMs(itemId: ItemId): number;
  /** The keys that reached the other side as keys. */
  readonly sentDigits: string;
  /** Whether the agent sounds at the caller's ear. */
  readonly playing: boolean;
  readonly closed: boolean;
}

type Pushed = FrameOf<CarrierEnd['gives'][number]>;

interface Queued {
  readonly itemId: ItemId;
  readonly startMs: number;
  readonly ms: number;
}

/** The line between us and the phone. Default: none at all. */
export interface LineOptions {
  /** One-way delay. */
  readonly wayMs?: number;
  /** Delay on top of it, up to so much, anew for each message; order is kept. */
  readonly jitterMs?: number;
  /** Share of the marks that never come back, 0 to 1. */
  readonly marksLost?: number;
  /** True: it sends keys itself. Default false: they reach the other side as sound. */
  readonly sendsDigits?: boolean;
  /** Length of the caller's frames. Default 20 ms. */
  readonly frameMs?: number;
}

/**
 * A stream over such a line. Closed from here it stops, as a socket's other end does. `formats`: in which it sends and
 * plays, µ-law by default; to be given another format to play is a bug.
 */
export function fakeCarrier(
  world: World,
  options: LineOptions = {},
  formats: LineFormats = { caller: PCMU, carrier: PCMU },
): FakeCarrier {
  const { wayMs = 0, jitterMs = 0, marksLost = 0, frameMs = 20, sendsDigits = false } = options;
  let sentDigits = '';
  const events: { atMs: number; kind: string; itemId?: ItemId }[] = [];
  let push: (frame: Pushed) => void = () => {};
  let startedAt: Micros | null = null;
  let bufferEndMs = 0;
  let generation = 0;
  let played: Queued[] = [];
  let pending: { mark: string; generation: number }[] = [];
  const spoken: Audio[] = [];
  let frames = 0;
  /** The phone's end is gone; we know of it. */
  let gone = false;
  let over = false;
  let closing = false;

  const nowMs = (): number => (startedAt === null ? 0 : msBetween(startedAt, world.clock.now()));
  const later = (delayMs: number, act: () => void): void => void world.timers.after(delayMs, act);
  const way = (): ((act: () => void) => void) => {
    let arrivesMs = 0;
    return (act) => {
      const delayMs = wayMs + (jitterMs === 0 ? 0 : world.random.fraction() * jitterMs);
      arrivesMs = Math.max(arrivesMs, nowMs() + delayMs);
      later(arrivesMs - nowMs(), act);
    };
  };
  const toPhone = way();
  const toUs = way();
  const note = (kind: string, itemId?: ItemId): void =>
    void events.push({ atMs: nowMs(), kind, ...(itemId === undefined ? {} : { itemId }) });

  function tick(): void {
    if (gone) return;
    const audio = spoken.shift() ?? silence(formats.caller, frameMs);
    push({ kind: 'caller.audio', audio, atMs: frames * frameMs });
    frames += 1;
    later(frameMs, tick);
  }

  /** The phone's end of the line is gone; we learn of it a way later. */
  function stop(cause: FrameOf<'carrier.stopped'>['cause']): void {
    if (gone) return;
    gone = true;
    fallSilent();
    toUs(() => {
      over = true;
      push({ kind: 'carrier.stopped', cause, detail: cause });
    });
  }

  function play(itemId: ItemId, audio: Audio): void {
    if (gone) return;
    note('audio', itemId);
    const startMs = Math.max(bufferEndMs, nowMs());
    const ms = durationMs(audio);
    bufferEndMs = startMs + ms;
    played.push({ itemId, startMs, ms });
  }

  function mark(name: string): void {
    if (gone) return;
    const own = generation;
    pending.push({ mark: name, generation: own });
    later(Math.max(0, bufferEndMs - nowMs()), () => {
      if (own !== generation) return;
      pending = pending.filter((each) => each.mark !== name);
      giveBack(name);
    });
  }

  function fallSilent(): void {
    generation += 1;
    const at = nowMs();
    played = played
      .filter((each) => each.startMs < at)
      .map((each) => ({ ...each, ms: Math.min(each.ms, at - each.startMs) }));
    bufferEndMs = at;
  }

  function clear(): void {
    if (gone) return;
    note('clear');
    fallSilent();
    // As Twilio does it: every pending mark comes back, played or not.
    for (const each of pending.splice(0)) giveBack(each.mark);
  }

  function giveBack(mark: string): void {
    if (marksLost > 0 && world.random.fraction() < marksLost) return;
    toUs(() => {
      if (!over) push({ kind: 'playout.marked', mark });
    });
  }

  function close(): void {
    if (over || closing) return;
    closing = true;
    note('close');
    toPhone(() => stop('stop'));
  }

  return {
    takes: CARRIER_TAKES,
    sendsDigits,
    gives: CARRIER_GIVES,
    attach: (to) => void (push = to),
    accept(frame) {
      if (over || closing) return;
      if (frame.kind === 'speaker.changed') return;
      if (frame.kind === 'carrier.close') close();
      else if (frame.kind === 'playout.audio') {
        assert(sameFormat(frame.audio, formats.carrier), "sound for the carrier is in the line's format");
        toPhone(() => play(frame.itemId, frame.audio));
      } else if (frame.kind === 'playout.mark') toPhone(() => mark(frame.mark));
      else if (frame.kind === 'carrier.digits') {
        assert(sendsDigits, 'only a stream that sends keys is given keys');
        toPhone(() => void (sentDigits += frame.digits));
      } else {
        assert(frame.kind === 'playout.clear', 'this carrier does not speak, and says so');
        note('clear-sent');
        toPhone(clear);
      }
    },
    close,
    start() {
      startedAt = world.clock.now();
      push({ kind: 'carrier.started', streamId: 'stream-1' });
      tick();
    },
    speak(audio) {
      const bytes = audioBytes(audio);
      const size = frameMs * bytesPerMs(audio);
      for (let from = 0; from < bytes.length; from += size)
        spoken.push(audioOf(audio, bytes.subarray(from, from + size)));
    },
    press(digit) {
      if (!gone) push({ kind: 'caller.digit', digit });
    },
    hangUp: () => stop('stop'),
    vanish: () => stop('lost'),
    events,
    get sentDigits() {
      return sentDigits;
    },
    heardMs: (itemId) =>
      played
        .filter((each) => each.itemId === itemId)
        .reduce((sum, { startMs, ms }) => sum + Math.max(0, Math.min(ms, nowMs() - startMs)), 0),
    get playing() {
      return bufferEndMs > nowMs();
    },
    get closed() {
      return over || closing;
    },
  };
}
