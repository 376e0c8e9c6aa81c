// The load, a process of its own: as many calls as wanted, each sending and hearing sound as Twilio does.
import { setTimeout as wait } from 'node:timers/promises';
import { LoadCall, type LoadSamples } from './load-call.ts';
import { serve } from './remote.ts';
import { spreadOf, type Spread } from './statistics.ts';
import type { Entrance } from './vitals.ts';

/** What the callers saw between `begin` and `end`; times in microseconds. */
export interface LoadReport {
  readonly modelToCaller: Spread;
  readonly clears: readonly (readonly [call: number, atMicros: number])[];
  readonly framesSent: number;
  /** How late the generator itself was: beyond a few milliseconds the machine is too small for the load. */
  readonly lateness: Spread;
  /** Calls that are still up. */
  readonly up: number;
  readonly cpuSeconds: number;
}

/** From one call to the next while they are dialled. */
const DIAL_EVERY_MS = 20;
const TICK_MS = 1;

let calls: LoadCall[] = [];
let cpu = process.cpuUsage();
const samples: LoadSamples = {
  open: false,
  latencies: [],
  clears: [],
  framesSent: 0,
  lateness: [],
  firstAudio: [],
};

setInterval(() => {
  for (const call of calls) call.tick();
}, TICK_MS);

const orders = {
  /** Dials until `upTo` calls are up. */
  async dial({ entrance, upTo }: { readonly entrance: Entrance; readonly upTo: number }): Promise<void> {
    while (calls.length < upTo) {
      calls.push(await LoadCall.dial(calls.length, entrance, samples));
      await wait(DIAL_EVERY_MS);
    }
  },
  /** Ends every call, and says how long their first audio took, microseconds. */
  hangUp(): Spread {
    for (const call of calls) call.hangUp();
    calls = [];
    const spread = spreadOf(samples.firstAudio);
    samples.firstAudio = [];
    return spread;
  },
  begin(): void {
    samples.latencies = [];
    samples.clears = [];
    samples.framesSent = 0;
    samples.lateness = [];
    samples.open = true;
    cpu = process.cpuUsage();
  },
  end(): LoadReport {
    samples.open = false;
    const { user, system } = process.cpuUsage(cpu);
    return {
      modelToCaller: spreadOf(samples.latencies),
      clears: samples.clears,
      framesSent: samples.framesSent,
      lateness: spreadOf(samples.lateness),
      up: calls.filter((call) => call.up).length,
      cpuSeconds: (user + system) / 1e6,
    };
  },
};
export type LoadOrders = typeof orders;
serve(orders);
