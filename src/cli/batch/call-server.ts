// Call server: the running server, as a batch asks it. Nothing here rejects: what went wrong is part of the answer.
import { HttpFault, type HttpAnswer, type World } from '../../base/world.ts';
import type {
  CallJournal,
  CallList,
  CallRequest,
  CallView,
  ErrorBody,
  JournalEvent,
} from '../../server/api.ts';

/** How long an answer may take; to place a call the server asks a carrier, which has 5 s, and the agent's variables. */
const ANSWER_MS_MAX = 15_000;

/** What became of a request to place a call. */
export type Placing =
  | { readonly kind: 'placed'; readonly callId: string }
  /** Nothing was placed: it takes no more calls for now. */
  | { readonly kind: 'full'; readonly retryAfterMs: number | null; readonly problem: string }
  /** Nothing was placed, nor will be: this request does not fit. */
  | { readonly kind: 'refused'; readonly problem: string }
  /** Nothing was placed, nor will anything be before somebody has mended it. */
  | { readonly kind: 'fault'; readonly problem: string }
  /** Nobody knows whether it was placed. */
  | { readonly kind: 'unsure'; readonly problem: string };

/** An answer to a question that changes nothing. `fault`: it will not be another before somebody has mended it. */
export type Asked<Answer> =
  | { readonly kind: 'known'; readonly answer: Answer }
  | { readonly kind: 'no-answer' | 'fault'; readonly problem: string };

/** The server of a batch. */
export interface CallServer {
  readonly origin: string;
  /** Asks once to place the call; `key` makes it one call however often it is asked. */
  place(request: CallRequest, key: string): Promise<Placing>;
  /** The id of the call to `to` that was placed under the key; null when none was. */
  find(key: string, to: string): Promise<Asked<string | null>>;
  /** What the server has of a call's journal; null when it knows no such call. */
  journal(callId: string): Promise<Asked<readonly JournalEvent[] | null>>;
}

/** The server at `origin`; `apiKey` null: none is set. */
export function callServer(
  world: Pick<World, 'http'>,
  { origin, apiKey }: { readonly origin: string; readonly apiKey: string | null },
): CallServer {
  const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  /** A text: no answer came, and why. */
  async function exchange(path: string, json?: object): Promise<HttpAnswer | string> {
    try {
      return await world.http({
        method: json === undefined ? 'GET' : 'POST',
        url: `${origin}${path}`,
        headers: { ...authorization, ...(json !== undefined && { 'content-type': 'application/json' }) },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        timeMsMax: ANSWER_MS_MAX,
      });
    } catch (error) {
      if (!(error instanceof HttpFault)) throw error;
      return `the server at ${origin} gives no answer (${error.message})`;
    }
  }

  async function ask<Body, Answer>(
    path: string,
    read: (body: Body) => Answer,
  ): Promise<Asked<Answer | null>> {
    const answer = await exchange(path);
    if (typeof answer === 'string') return { kind: 'no-answer', problem: answer };
    const { status, body } = answer;
    const { code, problem } = told(origin, answer);
    if (code === 'CALL_NOT_FOUND') return { kind: 'known', answer: null };
    if (status >= 400 && status < 500 && status !== 429) return { kind: 'fault', problem };
    try {
      if (status === 200) return { kind: 'known', answer: read(JSON.parse(body) as Body) };
    } catch {
      // Some proxy's page: the server may be back in a moment.
    }
    return { kind: 'no-answer', problem };
  }

  return {
    origin,
    async place(request, key) {
      const answer = await exchange('/api/calls', { ...request, idempotencyKey: key });
      if (typeof answer === 'string') return { kind: 'unsure', problem: answer };
      const { status, headers, body } = answer;
      const { code, problem } = told(origin, answer);
      if (status >= 200 && status < 300) {
        const callId = idOf(body);
        return callId === null ? { kind: 'unsure', problem } : { kind: 'placed', callId };
      }
      if (status === 429 || code === 'TOO_MANY_REQUESTS') {
        const seconds = Number(headers['retry-after'] ?? Number.NaN);
        return { kind: 'full', retryAfterMs: Number.isFinite(seconds) ? seconds * 1000 : null, problem };
      }
      if (code === 'REQUEST_INVALID') return { kind: 'refused', problem };
      return status < 500 ? { kind: 'fault', problem } : { kind: 'unsure', problem };
    },
    async find(key, to) {
      const found = await ask(
        `/api/calls?key=${encodeURIComponent(key)}`,
        ({ calls }: CallList) => calls[0] ?? null,
      );
      if (found.kind !== 'known') return found;
      // A server that does not know to look for keys gives its newest call.
      if (found.answer !== null && found.answer.to !== to)
        return {
          kind: 'fault',
          problem: `the server at ${origin} is too old for batches: run this Offhook there, too`,
        };
      return { kind: 'known', answer: found.answer?.id ?? null };
    },
    journal: (callId) =>
      ask(`/api/calls/${encodeURIComponent(callId)}/journal`, ({ events }: CallJournal) =>
        events.map(({ event }) => event),
      ),
  };
}

function idOf(body: string): string | null {
  try {
    const { id } = JSON.parse(body) as Partial<CallView>;
    return typeof id === 'string' ? id : null;
  } catch {
    return null;
  }
}

function told(
  origin: string,
  { status, body }: HttpAnswer,
): { readonly code: string; readonly problem: string } {
  try {
    const { error } = JSON.parse(body) as ErrorBody;
    return { code: error.code, problem: `${error.message} [${error.code}]` };
  } catch {
    return { code: '', problem: `the server at ${origin} answers HTTP ${status}: is it Offhook?` };
  }
}
