// The rehearsal of a cascade behind one port on loopback: who hears, thinks and speaks, each on a real vendor's wire.
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { WebSocketServer } from 'ws';
import type { World } from '../../base/world.ts';
import type { Brain } from '../rehearsal/brain.ts';
import { cartesiaRehearsal } from '../rehearsal/cascade/cartesia-rehearsal.ts';
import { chatRehearsal } from '../rehearsal/cascade/chat-rehearsal.ts';
import { fluxRehearsal } from '../rehearsal/cascade/flux-rehearsal.ts';
import { loadVad } from '../rehearsal/vad.ts';
import { frontDeskParts, type FrontDeskParts } from './front-desk-parts.ts';
import { wsSocket } from './ws-socket.ts';

/** Longest request and message that is taken, in bytes. */
const BODY_BYTES_MAX = 4 * 1024 * 1024;
const MESSAGE_BYTES_MAX = 1024 * 1024;
/** RFC 6455's registry: "Policy Violation". */
const NOT_SERVED = 1008;
/** How long sessions may take to say goodbye. */
const SHUT_MS_MAX = 1000;

/** Who hears, thinks and speaks, and where; as of a rehearsal server. */
export interface CascadeServerOptions extends Partial<FrontDeskParts> {
  readonly world: World;
  /** Default 0: a free one. */
  readonly port?: number;
}

/** A rehearsed cascade that listens on this machine. */
export interface CascadeServer {
  /** `http://127.0.0.1:PORT`: what the base URLs of Deepgram and Cartesia would be, and with `/v1` the language model's. */
  readonly url: string;
  /** Ends every session and stops listening; idempotent. */
  close(): Promise<void>;
}

/** Serves `/v2/listen` (Flux), `/v1/chat/completions` and `/tts/websocket` (Cartesia). Rejects when the port is taken. */
export async function startCascadeServer(options: CascadeServerOptions): Promise<CascadeServer> {
  const { world, port = 0, ...given } = options;
  const { voice, ear, brain } = { ...frontDeskParts(world.clock), ...given };
  const vad = await loadVad();
  const http = createServer((request, response) => {
    if (request.method === 'POST' && request.url === '/v1/chat/completions')
      answer(world, brain, request, response).catch(() => response.destroy());
    else response.writeHead(404).end();
  });
  const sockets = new WebSocketServer({
    server: http,
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  });
  sockets.on('connection', (ws, request) => {
    const socket = wsSocket(world, ws);
    switch (new URL(request.url ?? '/', 'ws://rehearsal').pathname) {
      case '/v2/listen':
        return fluxRehearsal(world, socket, { ear, vad });
      case '/tts/websocket':
        return cartesiaRehearsal(world, socket, voice);
      default:
        return socket.close(NOT_SERVED, 'nothing is rehearsed here');
    }
  });
  http.listen(port, '127.0.0.1');
  await once(http, 'listening');
  const address = http.address();
  let closed: Promise<void> | null = null;
  const shut = (): Promise<void> => {
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const ws of sockets.clients) ws.close(1001, 'the rehearsal is over');
    const timer = world.timers.after(SHUT_MS_MAX, () => {
      for (const ws of sockets.clients) ws.terminate();
      http.closeAllConnections();
    });
    http.close(() => {
      timer.stop();
      resolve();
    });
    http.closeIdleConnections();
    return promise;
  };
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    close: () => (closed ??= shut()),
  };
}

async function answer(
  world: World,
  brain: Brain,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    const piece = chunk as Uint8Array;
    bytes += piece.length;
    if (bytes > BODY_BYTES_MAX) {
      response.writeHead(413).end();
      return;
    }
    chunks.push(piece);
  }
  chatRehearsal(world, brain, Buffer.concat(chunks).toString('utf8'), {
    head: (status, headers) => void response.writeHead(status, headers),
    send: (piece) => void response.write(piece),
    end: () => void response.end(),
  });
}
