// Fetch in a World: for libraries that reach the network by `fetch`, so that they do in a simulated one.
import type { World } from '../../src/base/world.ts';

/** `fetch` by a World; of what it is asked with, method, headers, a text as body and the signal count. */
export function fetchIn(world: World): typeof fetch {
  return (url, init) => {
    const answered = Promise.withResolvers<Response>();
    let begun = false;
    let body: ReadableStreamDefaultController<Uint8Array> | null = null;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => void (body = controller),
      cancel: () => asked.stop(),
    });
    const asked = world.stream(
      {
        method: 'POST',
        url: url instanceof Request ? url.url : url.toString(),
        headers: Object.fromEntries(new Headers(init?.headers)),
        body: typeof init?.body === 'string' ? init.body : '',
        beginMsMax: 300_000,
      },
      {
        head(status, headers) {
          begun = true;
          answered.resolve(new Response(stream, { status, headers }));
        },
        bytes(chunk) {
          if (!begun) this.head(200, {});
          body?.enqueue(chunk);
        },
        ended(fault) {
          if (fault === null) return body?.close();
          if (begun) body?.error(new TypeError(fault));
          else answered.reject(new TypeError('fetch failed', { cause: new Error(fault) }));
        },
      },
    );
    init?.signal?.addEventListener('abort', () => {
      asked.stop();
      answered.reject(new DOMException('aborted', 'AbortError'));
    });
    return answered.promise;
  };
}
