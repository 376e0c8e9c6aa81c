// On loopback: a far end of the simulated network behind a real port, for libraries that open sockets themselves.
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { WebSocketServer, type WebSocket } from 'ws';
import type { SimulatedWorld } from '../../src/testing/world/simulated-world.ts';

/** A port behind which whoever listens at `origin` of the World answers. */
export interface Loopback extends AsyncDisposable {
  /** `ws://127.0.0.1:PORT`. */
  readonly url: string;
  /** What was dialled, path and query, in order. */
  readonly dialled: readonly string[];
}

/** Carries every connection to `origin` (`wss://host`), by the World's clock as fast as it goes. */
export async function onLoopback(world: SimulatedWorld, origin: string): Promise<Loopback> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  const dialled: string[] = [];
  const stop = new AbortController();
  server.on('connection', (ws, request) => {
    dialled.push(request.url ?? '');
    carry(world, ws, `${origin}${request.url}`);
  });
  await once(server, 'listening');
  const pump = (async () => {
    while (!stop.signal.aborted) await world.advance(5);
  })();
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    dialled,
    async [Symbol.asyncDispose]() {
      for (const ws of server.clients) ws.terminate();
      server.close();
      await world.advance(10);
      stop.abort();
      await pump;
    },
  };
}

function carry(world: SimulatedWorld, ws: WebSocket, url: string): void {
  const socket = world.dial({ url, headers: {}, openMsMax: 5000 });
  socket.listen({
    text: (message) => ws.send(message),
    binary: (bytes) => ws.send(bytes),
    closed: () => ws.close(),
  });
  ws.on('message', (data, binary) => {
    const bytes = Buffer.from(data as Buffer);
    socket.send(binary ? new Uint8Array(bytes) : bytes.toString('utf8'));
  });
  ws.on('error', () => {});
  ws.on('close', () => socket.close(1000, ''));
}
