// Frame trace: writes each frame of one call down as a span, while somebody wants it. Off, it is not among the call's taps.
import type { CallId } from '../../base/brand.ts';
import type { Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { Span } from '../../call/span.ts';
import type { Frame } from '../../frames/frame.ts';
import type { Tap } from '../../graph/run.ts';
import { durationMs } from '../../media/audio.ts';
import type { Store } from '../../store/store.ts';
import { ATTRIBUTES, frameSpan } from '../../telemetry/names.ts';
import { spanIdOf } from '../../telemetry/trace-context.ts';

/** Frames of one call that are written down, at most: some three minutes of talk. */
export const FRAMES_TRACED_MAX = 100_000;

/** Frames that wait for the store; beyond it they are lost, and counted. */
export const FRAMES_WAITING_MAX = 10_000;

/** How often they go to the store. */
const FLUSH_MS = 1000;

/** What one call's trace is made with. */
export interface FrameTraceOptions {
  readonly world: Pick<World, 'clock' | 'timers' | 'log'>;
  readonly spans: Pick<Store['spans'], 'keep'>;
  readonly callId: CallId;
  readonly traceId: string;
  /** The taps of the call's runs; the trace is among them while it is on. */
  readonly taps: Tap[];
  /** It was switched on, or off: by whoever asked, or because there are enough. */
  switched(on: boolean): void;
}

/** One call's trace of frames. */
export interface FrameTrace {
  /** On or off; `index`: how often it was switched on before. The same as it is already changes nothing. */
  set(on: boolean, index: number): void;
  /** Writes what waits. Never rejects. */
  close(): Promise<void>;
}

/** A trace that is off. */
export function frameTrace(options: FrameTraceOptions): FrameTrace {
  const { world, spans, callId, traceId, taps } = options;
  const { clock, timers, log } = world;
  // The monotonic clock as wall time, for the life of this process.
  const zeroUs = clock.wall() * 1000 - clock.now();
  let on = false;
  let parent = '';
  let traced = 0;
  let lost = 0;
  let waiting: Span[] = [];
  let current: Span | null = null;
  let settling = false;
  let timer: Timer | null = null;
  let writing = Promise.resolve();

  /** A frame's time goes on until the next one is carried, or nothing is left to be carried. */
  function settle(at: Micros): void {
    if (current === null) return;
    if (waiting.length < FRAMES_WAITING_MAX) waiting.push({ ...current, endUs: zeroUs + at });
    else lost += 1;
    current = null;
    timer ??= timers.after(FLUSH_MS, () => void flush());
  }

  function flush(): Promise<void> {
    timer?.stop();
    timer = null;
    const batch = waiting;
    waiting = [];
    if (batch.length === 0) return writing;
    writing = writing.then(async () => {
      try {
        await spans.keep(batch);
      } catch {
        lost += batch.length;
      }
    });
    return writing;
  }

  function set(wanted: boolean, index: number): void {
    if (wanted === on) return;
    on = wanted;
    if (on) {
      parent = spanIdOf(callId, 'frames', index);
      taps.push(tap);
    } else withdraw();
    options.switched(on);
  }

  function withdraw(): void {
    const place = taps.indexOf(tap);
    if (place >= 0) taps.splice(place, 1);
  }

  function tap(from: string, frame: Frame, at: Micros): void {
    settle(at);
    if (traced >= FRAMES_TRACED_MAX) {
      log.warn('frames.enough', { callId, traced });
      return set(false, 0);
    }
    traced += 1;
    if (!settling) {
      settling = true;
      // Frames are carried to their end in one go: this comes behind the last of them.
      queueMicrotask(() => {
        settling = false;
        settle(clock.now());
      });
    }
    current = {
      traceId,
      spanId: spanIdOf(callId, 'frame', parent, traced),
      parentSpanId: parent,
      callId,
      name: frameSpan(frame.kind),
      kind: 'internal',
      startUs: zeroUs + at,
      endUs: null,
      status: 'unset',
      attributes: { [ATTRIBUTES.part]: from, ...sound(frame) },
    };
  }

  return {
    set,
    async close() {
      on = false;
      withdraw();
      settle(clock.now());
      await flush();
      if (lost > 0) log.warn('frames.lost', { callId, lost });
    },
  };
}

function sound(frame: Frame): Span['attributes'] {
  return 'audio' in frame && !Array.isArray(frame.audio) && 'base64' in frame.audio
    ? { [ATTRIBUTES.audioMs]: durationMs(frame.audio) }
    : {};
}
