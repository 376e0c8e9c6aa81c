// Live events: the server's own word on a call, from `GET /api/events`.
import { EventStreamReader, type ServerSentEvent } from './event-stream.ts';

/** How long the server may take to begin its answer. */
const OPEN_MS_MAX = 3000;

/** The server's live feed, or why there is none. */
export type LiveEventsOpened =
  | { readonly ok: true; readonly feed: EventFeed }
  /** Why not, and how to mend it. */
  | { readonly ok: false; readonly problem: string };

/** A feed that is open. */
export interface EventFeed {
  /** Ends with the connection, whoever ends it. */
  readonly events: AsyncIterable<ServerSentEvent>;
  close(): void;
}

/** Opens the live feed of the server at `origin`. Never rejects. */
export async function openLiveEvents(origin: string, apiKey: string | null): Promise<LiveEventsOpened> {
  const leaving = new AbortController();
  const late = setTimeout(() => leaving.abort(), OPEN_MS_MAX);
  try {
    const answer = await fetch(`${origin}/api/events`, {
      headers: apiKey === null ? {} : { authorization: `Bearer ${apiKey}` },
      signal: leaving.signal,
    });
    if (answer.status === 200 && answer.body !== null)
      return { ok: true, feed: { events: eventsOf(answer.body), close: () => leaving.abort() } };
    leaving.abort();
    return { ok: false, problem: problemOf(answer.status, apiKey) };
  } catch (error) {
    if (leaving.signal.aborted)
      return { ok: false, problem: `the server's API did not answer in ${OPEN_MS_MAX} ms` };
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const detail = cause instanceof Error ? cause.message || ('code' in cause ? String(cause.code) : '') : '';
    return { ok: false, problem: `the server's API cannot be reached (${detail || 'no answer'})` };
  } finally {
    clearTimeout(late);
  }
}

function problemOf(status: number, apiKey: string | null): string {
  if (status === 401)
    return apiKey === null
      ? "the server's API wants a key: set OFFHOOK_API_KEY here as it is set there"
      : 'the API key is refused: OFFHOOK_API_KEY must be the same here and where the server runs';
  if (status === 403)
    return "the server's API serves its own machine only: set OFFHOOK_API_KEY there and here";
  return `the server's API answers with HTTP ${status}`;
}

async function* eventsOf(body: ReadableStream<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const reader = new EventStreamReader();
  const decoder = new TextDecoder();
  try {
    for await (const piece of body) yield* reader.read(decoder.decode(piece, { stream: true }));
  } catch {
    // Closed by either side: what was not told is in the call itself.
  }
}
