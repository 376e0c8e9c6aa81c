// Media sockets: the carrier's upgrade requests, verified; each becomes a stream, and the switchboard binds it to its call.
import { STATUS_CODES, type IncomingMessage, type Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer, type WebSocket } from 'ws';
import { CLOSE, SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../base/socket.ts';
import type { World } from '../base/world.ts';
import type { CarrierDoor, CarrierRequest } from '../carriers/carrier-door.ts';
import { doorEntrance } from './door-entrance.ts';
import { requestOrigins } from './request-origins.ts';
import { singleHeaders, type CommandOptions } from './routes/carrier-webhooks.ts';
import { wsSocket } from './world/ws-socket.ts';

/** Sockets that may be open without having said which call they are of. */
const UNBOUND_SOCKETS_MAX = 200;

/** Where media sockets are accepted, and by which signature. */
export interface MediaSocketOptions extends CommandOptions {
  readonly world: Pick<World, 'clock' | 'timers' | 'log'>;
  readonly doors: readonly CarrierDoor[];
  readonly publicUrl: string | null;
}

/** The carriers' sockets of one server. */
export interface MediaSockets {
  /** Sockets that are open now. */
  readonly open: number;
  /** Ends every socket; resolves when the last one is gone. Calls are to be drained before. */
  close(): Promise<void>;
}

/** Takes over the upgrade requests of `server`. */
export function mediaSockets(server: Server, options: MediaSocketOptions): MediaSockets {
  const { world, metrics } = options;
  const doorAt = (url: string | undefined): CarrierDoor | undefined => {
    const path = (url ?? '').split('?', 1)[0] ?? '';
    return options.doors.find(({ mediaPath }) => path === mediaPath || path === `${mediaPath}/`);
  };
  const acceptor = new WebSocketServer({
    noServer: true,
    handleProtocols(offered, { url }) {
      const wanted = doorAt(url)?.subprotocol;
      return wanted !== undefined && offered.has(wanted) ? wanted : ([...offered][0] ?? false);
    },
    maxPayload: SOCKET_MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
    clientTracking: false,
  });
  const open = new Map<WebSocket, { readonly socket: Socket; readonly gone: Promise<void> }>();
  const underWay = new Set<Promise<void>>();
  let unbound = 0;
  let closing = false;

  function refuse(socket: Duplex, status: 403 | 404 | 503, reason: string): void {
    metrics.streamRefused(reason);
    world.log.warn('stream.refused', { reason });
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`,
    );
  }

  function accept(ws: WebSocket, door: CarrierDoor, upgrade: CarrierRequest): void {
    const socket = wsSocket(ws, world);
    const gone = new Promise<void>((resolve) => ws.once('close', () => resolve()));
    open.set(ws, { socket, gone });
    ws.once('close', () => open.delete(ws));
    unbound += 1;
    const entrance = doorEntrance({
      door,
      options,
      settled(refused) {
        unbound -= 1;
        if (refused === null) return;
        metrics.streamRefused(refused);
        world.log.warn('stream.refused', { reason: refused });
      },
      underWay(told) {
        underWay.add(told);
        void told.finally(() => underWay.delete(told));
      },
    });
    door.acceptStream(world, socket, entrance, upgrade);
  }

  server.on('upgrade', (request, socket, head) => {
    // Gone before it was answered: nothing is left to do.
    socket.on('error', () => socket.destroy());
    const door = doorAt(request.url);
    if (door === undefined) return refuse(socket, 404, 'path');
    const upgrade = upgradeRequest(request, options.publicUrl);
    const reason = door.upgradeFault(upgrade);
    if (reason !== null) return refuse(socket, 403, reason);
    if (closing || unbound >= UNBOUND_SOCKETS_MAX) return refuse(socket, 503, 'too-many');
    acceptor.handleUpgrade(request, socket, head, (ws) => accept(ws, door, upgrade));
  });

  return {
    get open() {
      return open.size;
    },
    async close() {
      closing = true;
      const last = [...open.values()];
      for (const { socket } of last) socket.close(CLOSE.goingAway, 'the server stops');
      await Promise.all(last.map(({ gone }) => gone));
      await Promise.all(underWay);
      acceptor.close();
    },
  };
}

function upgradeRequest(request: IncomingMessage, publicUrl: string | null): CarrierRequest {
  return {
    method: 'GET',
    origins: requestOrigins(publicUrl, request),
    target: request.url ?? '',
    headers: singleHeaders(request.headers),
    body: '',
  };
}
