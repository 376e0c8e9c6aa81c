// An accepted WebSocket of the `ws` package as our Socket, for servers of the testing kit.
import type { RawData, WebSocket } from 'ws';
import type { Socket, SocketListener } from '../../base/socket.ts';
import type { World } from '../../base/world.ts';

/** How long the peer may take to answer a close before the connection is torn down. */
const CLOSE_MS_MAX = 2000;
/** Longest reason that RFC 6455 section 5.5 leaves room for, in bytes; ours are ASCII. */
const REASON_CHARS_MAX = 120;

/** Wraps an open `ws`. The listener is to be set in the same turn: nothing is kept for one that comes later. */
export function wsSocket(world: World, ws: WebSocket): Socket {
  let listener: SocketListener | null = null;
  ws.on('message', (data, binary) => {
    if (binary) listener?.binary?.(bytesOf(data));
    else listener?.text(Buffer.from(bytesOf(data)).toString('utf8'));
  });
  // A fault of the peer's protocol is followed by `close`, which says it all.
  ws.on('error', () => {});
  ws.on('close', (code, reason) => listener?.closed(code, reason.toString('utf8')));
  return {
    listen: (given) => void (listener = given),
    send(message) {
      if (ws.readyState === ws.OPEN) ws.send(message);
    },
    close(code, reason) {
      if (ws.readyState !== ws.OPEN) return;
      ws.close(code, reason.slice(0, REASON_CHARS_MAX));
      const timer = world.timers.after(CLOSE_MS_MAX, () => ws.terminate());
      ws.once('close', () => timer.stop());
    },
    get unsentBytes() {
      return ws.bufferedAmount;
    },
  };
}

function bytesOf(data: RawData): Uint8Array {
  if (Array.isArray(data)) return Buffer.concat(data);
  return data instanceof ArrayBuffer ? new Uint8Array(data) : data;
}
