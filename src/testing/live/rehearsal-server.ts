// The rehearsal model behind a real WebSocket on loopback: what a server without a key talks to.
import { once } from 'node:events';
import { WebSocketServer } from 'ws';
import type { World } from '../../base/world.ts';
import type { Model } from '../../models/model.ts';
import { openaiModel } from '../../models/openai/openai-model.ts';
import { rehearsalSession, type RehearsalParts } from '../rehearsal/rehearsal-session.ts';
import { loadVad } from '../rehearsal/vad.ts';
import { frontDeskParts } from './front-desk-parts.ts';
import { wsSocket } from './ws-socket.ts';

/** Longest message that is taken, in bytes: a second of sound is 11 kB, long instructions are some more. */
const MESSAGE_BYTES_MAX = 1024 * 1024;
/** Most sessions at one time; one more is told to try again later. */
const SESSIONS_MAX = 1000;
/** RFC 6455's registry: "Try Again Later". */
const TRY_AGAIN_LATER = 1013;

/**
 * Where the server listens, and what its sessions are made of. By default the front desk's mind, with the rendered voice
 * and the ear for its own lines, helped by `espeak-ng` and `pocketsphinx` where they are installed.
 */
export interface RehearsalServerOptions extends Partial<Omit<RehearsalParts, 'vad' | 'model'>> {
  readonly world: World;
  /** Default 0: a free one. */
  readonly port?: number;
}

/** A rehearsal model that listens on this machine. */
export interface RehearsalServer extends AsyncDisposable {
  /** The adapter that speaks to it, as `createServer` takes it. */
  readonly model: Model;
  /** What `OPENAI_BASE_URL` would be: `ws://127.0.0.1:PORT/v1`. */
  readonly url: string;
  /** Ends every session with 1001 and stops listening; idempotent. */
  close(): Promise<void>;
}

/** Listens on 127.0.0.1 at `/v1/realtime`. Rejects when the port is taken. */
export async function startRehearsalServer(options: RehearsalServerOptions): Promise<RehearsalServer> {
  const { world, port = 0, ...given } = options;
  const parts = { ...frontDeskParts(world.clock), ...given };
  const vad = await loadVad();
  const server = new WebSocketServer({
    host: '127.0.0.1',
    port,
    path: '/v1/realtime',
    maxPayload: MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  });
  server.on('connection', (ws, request) => {
    const socket = wsSocket(world, ws);
    if (server.clients.size > SESSIONS_MAX) return socket.close(TRY_AGAIN_LATER, 'too many rehearsals');
    const model = new URL(request.url ?? '/', 'ws://rehearsal').searchParams.get('model');
    rehearsalSession(world, socket, { ...parts, vad, ...(model === null ? {} : { model }) });
  });
  await once(server, 'listening');
  const address = server.address();
  const url = `ws://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}/v1`;
  let closed: Promise<void> | null = null;
  const close = (): Promise<void> => (closed ??= shut(world, server));
  return {
    url,
    model: openaiModel({ name: 'rehearsal', apiKey: null, baseUrl: url }),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** How long sessions may take to say goodbye. */
const SHUT_MS_MAX = 1000;

function shut(world: World, server: WebSocketServer): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  for (const ws of server.clients) ws.close(1001, 'the rehearsal is over');
  const timer = world.timers.after(SHUT_MS_MAX, () => {
    for (const ws of server.clients) ws.terminate();
  });
  server.close(() => {
    timer.stop();
    resolve();
  });
  return promise;
}
