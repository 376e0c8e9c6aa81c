// Dials a WebSocket; every failure, a nonsensical URL included, is told by `closed`.
import { WebSocket } from 'ws';
import { SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../../base/socket.ts';
import type { DialRequest } from '../../base/world.ts';
import { watchPeer } from './watch-peer.ts';
import { wsSocket, type WsSocketParts } from './ws-socket.ts';

/**
 * Begins the handshake at once; the listener hears `open`, or `closed` with 1006 and what went wrong. So it does when
 * the peer gives no sign of life any more.
 */
export function dial(request: DialRequest, parts: WsSocketParts): Socket {
  let ws: WebSocket;
  try {
    ws = new WebSocket(request.url, request.subprotocol === undefined ? [] : [request.subprotocol], {
      headers: { ...request.headers },
      handshakeTimeout: request.openMsMax,
      maxPayload: SOCKET_MESSAGE_BYTES_MAX,
      perMessageDeflate: false,
    });
  } catch (error) {
    return stillborn(error instanceof Error ? error.message : 'not a WebSocket address', parts);
  }
  watchPeer(ws, parts);
  return wsSocket(ws, parts);
}

/** A socket that never was. */
function stillborn(detail: string, parts: WsSocketParts): Socket {
  return {
    listen: (listener) => void parts.timers.after(0, () => listener.closed(1006, detail)),
    send() {},
    close() {},
    unsentBytes: 0,
  };
}
