// Live feed: journal records as server-sent events, to bounded many watchers with bounded patience.
// https://html.spec.whatwg.org/multipage/server-sent-events.html
import type { ServerResponse } from 'node:http';
import { OffhookError } from '../base/errors.ts';
import type { Timer, World } from '../base/world.ts';
import type { JournalEventKind } from '../frames/journal-event.ts';
import type { LiveEvent, LiveEvents } from './api.ts';
import type { Switchboard } from './switchboard.ts';

/** Watchers at a time. */
export const WATCHERS_MAX = 64;
/** Bytes that may wait for one watcher; one that reads slower is let go, and may come again. */
export const WATCHER_BYTES_MAX = 1024 * 1024;
/** Quiet for this long looks dead to proxies and to the watcher. */
export const HEARTBEAT_MS = 15_000;

/** After these the call's view is sent as well: its status or its outcome has changed. */
const CHANGES: ReadonlySet<JournalEventKind> = new Set([
  'call.opened',
  'stream.started',
  'stream.stopped',
  'transfer.started',
  'transfer.ended',
  'recording.stored',
  'call.ended',
] satisfies JournalEventKind[]);

/** The feed of everything that happens in the calls of this process. */
export interface LiveFeed {
  readonly watchers: number;
  /** Answers with the feed until either side ends it. Throws `TOO_MANY_REQUESTS` beyond the bound. */
  serve(response: ServerResponse): void;
  /** Ends every watcher's feed. */
  close(): void;
}

/** A feed without watchers yet. */
export function liveFeed(
  world: Pick<World, 'timers' | 'log'>,
  switchboard: Pick<Switchboard, 'watch' | 'live'>,
): LiveFeed {
  const watchers = new Set<ServerResponse>();
  let heartbeat: Timer | null = null;

  function beat(): void {
    heartbeat = world.timers.after(HEARTBEAT_MS, () => {
      for (const watcher of watchers) write(watcher, ': still here\n\n');
      beat();
    });
  }

  function write(watcher: ServerResponse, text: string): void {
    if (watcher.writableLength + text.length <= WATCHER_BYTES_MAX) watcher.write(text);
    else {
      world.log.warn('feed.watcher-too-slow', { waitingBytes: watcher.writableLength });
      leave(watcher);
      watcher.destroy();
    }
  }

  function leave(watcher: ServerResponse): void {
    if (!watchers.delete(watcher) || watchers.size > 0) return;
    heartbeat?.stop();
    heartbeat = null;
  }

  const unwatch = switchboard.watch(({ callId, sequence, atMs, event }, view) => {
    if (watchers.size === 0) return;
    const live: LiveEvent = { callId, sequence, atMs, event };
    // Written once, sent to each.
    const text = told('call.event', live) + (CHANGES.has(event.kind) ? told('call.updated', view) : '');
    for (const watcher of watchers) write(watcher, text);
  });

  return {
    get watchers() {
      return watchers.size;
    },
    serve(response) {
      if (watchers.size >= WATCHERS_MAX)
        throw new OffhookError('TOO_MANY_REQUESTS', `${WATCHERS_MAX} watchers are served already.`);
      response.writeHead(200, {
        'content-type': 'text/event-stream; charset=utf-8',
        'cache-control': 'no-store',
        connection: 'keep-alive',
        // nginx holds answers back otherwise.
        'x-accel-buffering': 'no',
      });
      watchers.add(response);
      if (heartbeat === null) beat();
      response.on('close', () => leave(response));
      response.on('error', () => leave(response));
      write(response, 'retry: 2000\n\n');
      for (const view of switchboard.live()) write(response, told('call.updated', view));
    },
    close() {
      unwatch();
      for (const watcher of watchers) {
        leave(watcher);
        watcher.end();
      }
    },
  };
}

function told<Name extends keyof LiveEvents>(name: Name, data: LiveEvents[Name]): string {
  // JSON has no line breaks of its own, so one data line holds it.
  return `event: ${name}\ndata: ${JSON.stringify(data)}\n\n`;
}
