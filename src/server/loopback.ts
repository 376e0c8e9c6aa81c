// Loopback: whether a request was made on this machine, by its own name, and came straight to us.
import type { IncomingMessage } from 'node:http';

type Request = Pick<IncomingMessage, 'headers' | 'socket'>;

/** What proxies and tunnels add: the request behind them comes from elsewhere. */
const FORWARDING = [
  'x-forwarded-for',
  'x-forwarded-host',
  'x-real-ip',
  'forwarded',
  'via',
  'cf-connecting-ip',
];

/** True when the peer's address is this machine's own. A proxy on this machine has one too. */
export function fromLoopback(request: Request): boolean {
  const address = request.socket.remoteAddress ?? '';
  return address === '::1' || /^(::ffff:)?127\./.test(address);
}

/** True when the request names this machine by a name that means this machine everywhere: no page from elsewhere can. */
export function toLoopbackHost(request: Request): boolean {
  return isLoopbackHost(request.headers.host);
}

/** True when nothing says that the request was handed on, and no web page of another origin made it. */
export function isLocal(request: Request): boolean {
  const { origin } = request.headers;
  return (
    fromLoopback(request) &&
    toLoopbackHost(request) &&
    FORWARDING.every((name) => request.headers[name] === undefined) &&
    (origin === undefined || (URL.canParse(origin) && isLoopbackHost(new URL(origin).host)))
  );
}

/** True for a host, with its port or without, that means this machine everywhere. */
export function isLoopbackHost(host: string | undefined): boolean {
  return /^(localhost|[\w-]+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/i.test(host ?? '');
}
