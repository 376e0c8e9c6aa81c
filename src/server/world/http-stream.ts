// One HTTP exchange over fetch whose answer is read while it comes.
import type { HttpStream, HttpStreamListener, HttpStreamRequest } from '../../base/world.ts';
import { whyOf } from './http.ts';

/** Largest answer that is read; a language model's is some hundred kilobytes, a sentence's sound less. */
export const STREAM_BYTES_MAX = 32 * 1024 * 1024;

/** Every failure is told by `ended`; nothing throws. */
export function httpStream(request: HttpStreamRequest, listener: HttpStreamListener): HttpStream {
  const abort = new AbortController();
  let stopped = false;
  const tell = (what: () => void): void => {
    if (!stopped) what();
  };
  const late = setTimeout(() => abort.abort(), request.beginMsMax);
  read(request, abort.signal, {
    head(status, headers) {
      clearTimeout(late);
      tell(() => listener.head(status, headers));
    },
    bytes: (chunk) => tell(() => listener.bytes(chunk)),
    ended(fault) {
      clearTimeout(late);
      tell(() => listener.ended(fault === 'aborted' ? `no answer within ${request.beginMsMax} ms` : fault));
    },
  }).catch(() => {});
  return {
    stop() {
      stopped = true;
      clearTimeout(late);
      abort.abort();
    },
  };
}

async function read(
  request: HttpStreamRequest,
  signal: AbortSignal,
  listener: HttpStreamListener,
): Promise<void> {
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      signal,
      ...(request.headers !== undefined && { headers: { ...request.headers } }),
      ...(request.body !== undefined && { body: request.body }),
    });
    listener.head(answer.status, Object.fromEntries(answer.headers));
    let bytes = 0;
    for await (const chunk of answer.body ?? []) {
      bytes += chunk.length;
      // Leaving the loop by a throw cancels the body, and with it the connection.
      if (bytes > STREAM_BYTES_MAX) throw new Error(`the answer is over ${STREAM_BYTES_MAX} bytes`);
      listener.bytes(chunk);
    }
  } catch (error) {
    return listener.ended(whyOf(error));
  }
  listener.ended(null);
}
