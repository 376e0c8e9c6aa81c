// A `ws` WebSocket as a Socket: bounded in both directions, closed exactly once, deaf to what comes after its end.
import type { WebSocket } from 'ws';
import type { Log } from '../../base/log.ts';
import { CLOSE, type Socket, type SocketListener } from '../../base/socket.ts';
import type { Timer, Timers } from '../../base/world.ts';

/** Messages kept for a listener that is still to come. Beyond it the peer is not read from, so nothing is lost. */
const EARLY_MESSAGES_MAX = 64;
/** Bytes that may wait for a slow reader; beyond it the socket is torn down. About ten minutes of G.711 as base64. */
const UNSENT_BYTES_MAX = 8 * 1024 * 1024;
/** How long a peer may take to answer our close. */
const CLOSE_MS_MAX = 2000;
/** RFC 6455 section 5.5: a control frame carries 125 bytes, 2 of them the code. */
const REASON_BYTES_MAX = 123;

/** What a socket needs of the World. */
export interface WsSocketParts {
  readonly timers: Timers;
  readonly log: Log;
}

/** Wraps `ws`, dialled or accepted. Attach it before anything is awaited: `ws` keeps no message for a late listener. */
export function wsSocket(ws: WebSocket, parts: WsSocketParts): Socket {
  type Tell = (listener: SocketListener) => void;
  const early: Tell[] = [];
  let listener: SocketListener | null = null;
  let failure: { readonly code: number; readonly detail: string } | null = null;
  let closing = false;
  let closed = false;
  let patience: Timer | null = null;

  function tell(what: Tell): void {
    if (listener === null) {
      early.push(what);
      if (early.length === EARLY_MESSAGES_MAX) ws.pause();
      return;
    }
    try {
      what(listener);
    } catch (error) {
      // A listener that throws is a bug of ours; it costs this socket, not the process.
      parts.log.error('socket.listener-threw', { error: error instanceof Error ? error.message : 'unknown' });
      close(CLOSE.internal, '');
    }
  }

  function close(code: number, reason: string): void {
    if (closing || closed) return;
    closing = true;
    // A socket that is not read from would never see the peer's answer.
    ws.resume();
    ws.close(code, clipped(reason));
    giveUpLater();
  }

  function giveUpLater(): void {
    patience ??= parts.timers.after(CLOSE_MS_MAX, () => ws.terminate());
  }

  ws.on('open', () => tell((to) => to.open?.()));
  ws.on('message', (data, isBinary) => {
    if (closing) return;
    const bytes = data as Buffer;
    if (isBinary) tell((to) => to.binary?.(bytes));
    else {
      const text = bytes.toString('utf8');
      tell((to) => to.text(text));
    }
  });
  ws.on('error', (error) => {
    failure ??= { code: closeCodeOf(error), detail: detailOf(error) };
    giveUpLater();
  });
  ws.on('close', (code, reason) => {
    if (closed) return;
    closed = true;
    patience?.stop();
    const detail = reason.toString('utf8');
    const end = failure ?? { code, detail };
    tell((to) => to.closed(end.code, end.detail));
  });

  return {
    listen(next) {
      listener = next;
      for (const what of early.splice(0)) tell(what);
      if (!closed) ws.resume();
    },
    send(message) {
      if (closing || ws.readyState !== ws.OPEN) return;
      ws.send(message);
      if (ws.bufferedAmount <= UNSENT_BYTES_MAX) return;
      failure ??= { code: CLOSE.policy, detail: 'the peer reads too slowly' };
      closing = true;
      ws.terminate();
    },
    close,
    get unsentBytes() {
      return ws.bufferedAmount;
    },
  };
}

/** What broke, in close codes: `ws` names a broken protocol by its own error codes, all else is a lost connection. */
function closeCodeOf(error: Error): number {
  const code = 'code' in error ? String(error.code) : '';
  if (code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return CLOSE.tooBig;
  if (code === 'WS_ERR_INVALID_UTF8') return 1007;
  return code.startsWith('WS_ERR_') ? CLOSE.protocol : 1006;
}

/** One line for people; a refused dual-stack connect has an empty message and only a code. */
function detailOf(error: Error): string {
  if (error.message !== '') return error.message;
  return 'code' in error ? String(error.code) : error.name;
}

function clipped(reason: string): string {
  let clip = reason.slice(0, REASON_BYTES_MAX);
  while (Buffer.byteLength(clip) > REASON_BYTES_MAX) clip = clip.slice(0, -1);
  return clip;
}
