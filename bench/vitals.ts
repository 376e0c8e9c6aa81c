// Vitals: what a measured server's process uses up: CPU, memory, and the patience of its event loop.
import { monitorEventLoopDelay, performance } from 'node:perf_hooks';

/** What was used between two moments. */
export interface Used {
  /** User and system, of all threads. */
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** How late the event loop came to a timer. */
  readonly loopDelayMsP50: number;
  readonly loopDelayMsP99: number;
  readonly loopDelayMsMax: number;
}

/** Bytes in use right after a garbage collection. */
export interface Memory {
  /** Resident set of the process. */
  readonly rss: number;
  /** JavaScript objects and buffers. */
  readonly live: number;
}

/** The orders that every measured server takes. */
export interface MeasuredOrders {
  /** Begins to listen. */
  start(detail: { readonly modelUrl: string; readonly dataDir: string }): Promise<Entrance>;
  /** How many calls are live. */
  live(): number;
  memory(): Memory;
  begin(): void;
  end(): Used;
  stop(): Promise<void> | void;
  readonly [name: string]: (...detail: never) => unknown;
}

/** Where a measured server is reached. */
export interface Entrance {
  readonly mediaUrl: string;
  /** Null: there is none, streams come without being announced. */
  readonly webhookUrl: string | null;
  /** What the carrier signs with. */
  readonly authToken: string;
}

/** How often the event loop is looked at. */
const LOOP_MS = 5;

/** The orders that are the same for each of them. */
export function vitals(): Pick<MeasuredOrders, 'memory' | 'begin' | 'end'> {
  const delay = monitorEventLoopDelay({ resolution: LOOP_MS });
  let cpu = process.cpuUsage();
  let since = performance.now();
  return {
    memory() {
      // Twice: what a finaliser lets go of is collected by the second one.
      globalThis.gc?.();
      globalThis.gc?.();
      const { rss, heapUsed, external } = process.memoryUsage();
      return { rss, live: heapUsed + external };
    },
    begin() {
      delay.reset();
      delay.enable();
      cpu = process.cpuUsage();
      since = performance.now();
    },
    end() {
      const { user, system } = process.cpuUsage(cpu);
      const wallSeconds = (performance.now() - since) / 1000;
      delay.disable();
      // The histogram holds whole intervals: what is beyond the one that was asked for is delay.
      const lateMs = (nanos: number): number => Math.max(0, nanos / 1e6 - LOOP_MS);
      return {
        cpuSeconds: (user + system) / 1e6,
        wallSeconds,
        loopDelayMsP50: lateMs(delay.percentile(50)),
        loopDelayMsP99: lateMs(delay.percentile(99)),
        loopDelayMsMax: lateMs(delay.max),
      };
    },
  };
}
