// Simulated streams: HTTP answers that come piece by piece, from a test's server to whoever asked.
import { Buffer } from 'node:buffer';
import type { HttpStream, HttpStreamListener, HttpStreamRequest, Timers } from '../../base/world.ts';

/** The server's end of one streamed answer. After its end, or once nobody reads it, nothing happens. */
export interface StreamAnswer {
  head(status: number, headers?: Readonly<Record<string, string>>): void;
  send(piece: string | Uint8Array): void;
  end(fault?: string): void;
  /** Whoever asked has given it up. */
  readonly stopped: boolean;
}

/** Each piece arrives `latencyMs` after it was sent, in order. Nobody there: the answer ends with a fault. */
export function openStream(
  timers: Timers,
  latencyMs: number,
  request: HttpStreamRequest,
  listener: HttpStreamListener,
  serve: ((request: HttpStreamRequest, to: StreamAnswer) => void) | undefined,
): HttpStream {
  let stopped = false;
  let over = false;
  let begun = false;
  const tell = (what: () => void): void =>
    void timers.after(latencyMs, () => {
      if (!stopped) what();
    });
  const late = timers.after(request.beginMsMax, () => {
    over = true;
    if (!stopped) listener.ended(`no answer within ${request.beginMsMax} ms`);
  });
  const answer: StreamAnswer = {
    head(status, headers = {}) {
      if (over || begun) return;
      begun = true;
      late.stop();
      tell(() => listener.head(status, headers));
    },
    send(piece) {
      if (over) return;
      answer.head(200);
      tell(() => listener.bytes(typeof piece === 'string' ? Buffer.from(piece) : piece));
    },
    end(fault) {
      if (over) return;
      over = true;
      late.stop();
      tell(() => listener.ended(fault ?? null));
    },
    get stopped() {
      return stopped;
    },
  };
  timers.after(latencyMs, () => {
    if (stopped) return;
    if (serve === undefined) answer.end(`nothing listens at ${request.url}`);
    else serve(request, answer);
  });
  return {
    stop() {
      stopped = true;
      over = true;
      late.stop();
    },
  };
}
