// The model, a process of its own: a peer that speaks as much of OpenAI's Realtime protocol as a conversation needs,
// with turns by the clock instead of an ear, and as little work as possible.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer } from 'ws';
import type { Cadence } from './cadence.ts';
import { ModelSession, type ModelSamples } from './model-session.ts';
import { serve } from './remote.ts';
import { spreadOf, type Spread } from './statistics.ts';

/** What the model saw between `begin` and `end`. */
export interface ModelReport {
  /** From the caller's frame to its append, microseconds. */
  readonly callerToModel: Spread;
  /** When it told each call that the caller speaks: microseconds by call. */
  readonly speechStarts: readonly (readonly [call: number, atMicros: number])[];
  readonly cpuSeconds: number;
}

const samples: ModelSamples = { open: false, latencies: [], speechStarts: [] };
let cpu = process.cpuUsage();

const orders = {
  async start(cadence: Cadence): Promise<string> {
    const server = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false });
    server.on('connection', (socket) => new ModelSession(socket, cadence, samples));
    await once(server, 'listening');
    return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
  },
  begin(): void {
    samples.latencies = [];
    samples.speechStarts = [];
    samples.open = true;
    cpu = process.cpuUsage();
  },
  end(): ModelReport {
    samples.open = false;
    const { user, system } = process.cpuUsage(cpu);
    return {
      callerToModel: spreadOf(samples.latencies),
      speechStarts: samples.speechStarts,
      cpuSeconds: (user + system) / 1e6,
    };
  },
};
export type ModelOrders = typeof orders;
serve(orders);
