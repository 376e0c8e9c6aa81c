// Request origins: under which addresses a carrier may have made this request, for checking what it signed.
import type { IncomingMessage } from 'node:http';
import { fromLoopback, toLoopbackHost } from './loopback.ts';

const HOST = /^(\[[0-9a-f:.]+\]|[\w.-]+)(:\d{1,5})?$/i;

/**
 * The origins to check a signature against, the likeliest first: a carrier that signs no address is answered with that
 * one. With a public URL that one decides; a caller on this machine, which names this machine, may also have signed the
 * address it really used. Without one it is the request's host: whether TLS ended at a tunnel in front of us is not to be
 * seen from here, so both schemes are tried; on this machine's own name there is most likely none. Forwarded headers
 * count for nothing.
 */
export function requestOrigins(
  publicUrl: string | null,
  request: Pick<IncomingMessage, 'headers' | 'socket'>,
): readonly string[] {
  const origins = publicUrl === null ? [] : [publicUrl];
  const { host } = request.headers;
  if (host === undefined || !HOST.test(host)) return origins;
  if (publicUrl !== null && !(fromLoopback(request) && toLoopbackHost(request))) return origins;
  const schemes = toLoopbackHost(request) ? ['http', 'https'] : ['https', 'http'];
  return [...origins, ...schemes.map((scheme) => `${scheme}://${host}`)];
}
