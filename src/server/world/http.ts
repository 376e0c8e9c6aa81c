// One HTTP exchange over fetch: bounded in time and in size, and any status is an answer.
import { HttpFault, type HttpAnswer, type HttpRequest } from '../../base/world.ts';

/** Largest answer that is read; nothing Offhook asks for comes near it. */
export const HTTP_BODY_BYTES_MAX = 1024 * 1024;

/** Rejects with `HttpFault` when there was no answer: refused, reset, too slow, too big or aborted. */
export async function http(request: HttpRequest): Promise<HttpAnswer> {
  const limits = [AbortSignal.timeout(request.timeMsMax)];
  if (request.signal !== undefined) limits.push(request.signal);
  try {
    const answer = await fetch(request.url, {
      method: request.method,
      signal: AbortSignal.any(limits),
      ...(request.headers !== undefined && { headers: { ...request.headers } }),
      ...(request.body !== undefined && { body: request.body }),
    });
    return {
      status: answer.status,
      headers: Object.fromEntries(answer.headers),
      body: await boundedText(answer),
    };
  } catch (error) {
    if (error instanceof HttpFault) throw error;
    const why = whyOf(error);
    throw new HttpFault(why === 'too slow' ? `no answer within ${request.timeMsMax} ms` : why, {
      cause: error,
    });
  }
}

async function boundedText(answer: Response): Promise<string> {
  if (answer.body === null) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of answer.body) {
    bytes += chunk.length;
    // Leaving the loop by a throw cancels the body, and with it the connection.
    if (bytes > HTTP_BODY_BYTES_MAX) throw new HttpFault(`the answer is over ${HTTP_BODY_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** What went wrong, in one line. fetch says no more than "fetch failed": what happened stands in its cause. */
export function whyOf(error: unknown): string {
  if (!(error instanceof Error)) return 'no answer';
  if (error.name === 'TimeoutError') return 'too slow';
  if (error.name === 'AbortError') return 'aborted';
  const { cause } = error;
  if (!(cause instanceof Error)) return error.message;
  return cause.message !== '' ? cause.message : 'code' in cause ? String(cause.code) : error.message;
}
