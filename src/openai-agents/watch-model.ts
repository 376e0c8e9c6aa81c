// Watch model: a model whose machine or network is gone closes nothing; it is found out by a ping that nobody answers.
import type { Timer, Timers } from '../base/world.ts';
import { canPing } from './web-socket-like.ts';

/** How often a silent model is pinged; one that gives no sign of life until the next time is gone. RFC 6455 section 5.5.2. */
export const PING_EVERY_MS = 5000;

/** Tears the socket down once its peer was silent across a whole interval. Returns what stops it; a socket that cannot ping is let be. */
export function watchModel(socket: object | undefined, timers: Timers): () => void {
  if (!canPing(socket)) return () => {};
  let alive = true;
  const sign = (): void => void (alive = true);
  const look = (): void => {
    if (!alive) return socket.terminate();
    alive = false;
    socket.ping();
    timer = timers.after(PING_EVERY_MS, look);
  };
  let timer: Timer = timers.after(PING_EVERY_MS, look);
  socket.on('pong', sign);
  socket.on('message', sign);
  return () => {
    timer.stop();
    socket.off('pong', sign);
    socket.off('message', sign);
  };
}
