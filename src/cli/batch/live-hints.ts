// Live hints: has the server's own word that a call ended wake whoever waits for it.
import type { CallView } from '../../server/api.ts';
import { openLiveEvents, type EventFeed } from '../call/live-events.ts';

/** Between two tries to open a feed: what it would have said is found out by asking, only later. */
const REOPEN_MS = 5000;

/** Tells of each call that ends at the server, until it is closed. It never fails: without it a batch is a little slower. */
export function liveHints(
  origin: string,
  apiKey: string | null,
  ended: (callId: string) => void,
): { readonly close: () => void } {
  let feed: EventFeed | null = null;
  let closed = false;
  let timer: NodeJS.Timeout | null = null;

  async function listen(): Promise<void> {
    const opened = await openLiveEvents(origin, apiKey);
    if (opened.ok) {
      ({ feed } = opened);
      if (closed) feed.close();
      for await (const { name, data } of feed.events) {
        const id = name === 'call.updated' ? endedCall(data) : null;
        if (id !== null) ended(id);
      }
    }
    if (!closed) timer = setTimeout(() => void listen(), REOPEN_MS);
  }

  void listen();
  return {
    close() {
      closed = true;
      if (timer !== null) clearTimeout(timer);
      feed?.close();
    },
  };
}

function endedCall(data: string): string | null {
  try {
    const { id, outcome } = JSON.parse(data) as Partial<CallView>;
    return typeof id === 'string' && outcome !== null && outcome !== undefined ? id : null;
  } catch {
    return null;
  }
}
