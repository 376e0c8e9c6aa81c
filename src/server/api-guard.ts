// The API's guard: the key where one is set, else this machine only.
import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { OffhookError } from '../base/errors.ts';
import { isLocal } from './loopback.ts';

/** Throws `API_KEY_REQUIRED` or `LOOPBACK_ONLY` for a request that is not to be served. */
export type ApiGuard = (request: IncomingMessage) => void;

/** The guard for this key; null: none is set. */
export function apiGuard(apiKey: string | null): ApiGuard {
  if (apiKey === null) {
    return (request) => {
      if (!isLocal(request))
        throw new OffhookError(
          'LOOPBACK_ONLY',
          'No OFFHOOK_API_KEY is set, so only requests made on this machine, to localhost and not through a proxy, are served. Set OFFHOOK_API_KEY and send it as a bearer token.',
        );
    };
  }
  const expected = digest(apiKey);
  return (request) => {
    const given = /^Bearer +(\S+) *$/i.exec(request.headers.authorization ?? '')?.[1];
    // Digests have one length, so the time it takes tells nothing of the key.
    if (given === undefined || !timingSafeEqual(digest(given), expected))
      throw new OffhookError(
        'API_KEY_REQUIRED',
        given === undefined
          ? 'Send the value of OFFHOOK_API_KEY as a bearer token: `Authorization: Bearer …`.'
          : 'The bearer token is not the value of OFFHOOK_API_KEY.',
      );
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
