// Watch peer: a peer whose machine or network is gone closes nothing; it is found out by a ping that nobody answers.
import type { WebSocket } from 'ws';
import type { Log } from '../../base/log.ts';
import type { Timer, Timers } from '../../base/world.ts';

/** How often a silent peer is pinged; one that gives no sign of life until the next time is gone. RFC 6455 section 5.5.2. */
export const PING_EVERY_MS = 5000;

/** Tears the socket down, as if its connection had broken, once the peer has been silent across a whole interval. */
export function watchPeer(
  ws: WebSocket,
  { timers, log }: { readonly timers: Timers; readonly log: Log },
): void {
  let alive = true;
  let timer: Timer | null = null;
  const sign = (): void => void (alive = true);
  const look = (): void => {
    // What is not read from cannot be heard.
    if (!alive && !ws.isPaused) {
      log.warn('socket.peer-gone', { silentMs: PING_EVERY_MS });
      return ws.terminate();
    }
    alive = false;
    ws.ping();
    timer = timers.after(PING_EVERY_MS, look);
  };
  ws.on('open', () => (timer = timers.after(PING_EVERY_MS, look)));
  ws.on('message', sign);
  ws.on('pong', sign);
  ws.on('close', () => timer?.stop());
}
