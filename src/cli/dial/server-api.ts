// Server API: the running server, as `offhook dial` asks it.
import { HttpFault, type World } from '../../base/world.ts';
import { commandLine } from '../command-line.ts';
import type { CallView, CallRequest, ErrorBody, LatencyReport, CallSpans } from '../../server/api.ts';

/** How long the server may take; to place a call it asks a carrier, which has 5 s, and the agent's own variables. */
const ANSWER_MS_MAX = 15_000;

/** A call, or in words why there is none. */
export type ApiAnswer =
  | { readonly ok: true; readonly call: CallView }
  | { readonly ok: false; readonly problem: string };

/** How fast turns were, or in words why that is not known. */
export type LatencyAnswer =
  | { readonly ok: true; readonly report: LatencyReport }
  | { readonly ok: false; readonly problem: string };

/** It is done, or in words why not. */
export type ApiDone = { readonly ok: true } | { readonly ok: false; readonly problem: string };

/** A call's spans, or in words why there are none. */
export type SpansAnswer =
  | { readonly ok: true; readonly spans: CallSpans }
  | { readonly ok: false; readonly problem: string };

/** The API of one server. None of these rejects. */
export interface ServerApi {
  place(request: CallRequest): Promise<ApiAnswer>;
  call(id: string): Promise<ApiAnswer>;
  hangUp(id: string): Promise<void>;
  /** Of turns since then: a span such as 24h, or an instant. */
  latency(since: string): Promise<LatencyAnswer>;
  spans(id: string, frames: boolean): Promise<SpansAnswer>;
  /** Has each frame of a live call written down from now on, or not any more. */
  traceFrames(id: string, on: boolean): Promise<ApiDone>;
}

/** The API at `origin`; `apiKey` null: none is set. */
export function serverApi(
  world: Pick<World, 'http'>,
  { origin, apiKey }: { readonly origin: string; readonly apiKey: string | null },
): ServerApi {
  const authorization = apiKey === null ? {} : { authorization: `Bearer ${apiKey}` };
  async function ask(
    method: 'GET' | 'POST',
    path: string,
    json?: object,
  ): Promise<
    { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly problem: string }
  > {
    try {
      const { status, body } = await world.http({
        method,
        url: `${origin}${path}`,
        headers: { ...authorization, ...(json !== undefined && { 'content-type': 'application/json' }) },
        ...(json !== undefined && { body: JSON.stringify(json) }),
        timeMsMax: ANSWER_MS_MAX,
      });
      if (status >= 200 && status < 300) return { ok: true, value: JSON.parse(body) as unknown };
      return { ok: false, problem: problemOf(status, body) };
    } catch (error) {
      if (!(error instanceof HttpFault || error instanceof SyntaxError)) throw error;
      const what = `the server at ${origin} gives no answer (${error.message})`;
      // Whoever asks again with another key may call twice.
      const unsure = method === 'POST' ? '; the call may ring all the same' : '';
      return {
        ok: false,
        problem: `${what}${unsure}. Start it with \`${commandLine('start')}\`, or name another with --url.`,
      };
    }
  }
  async function askCall(...asked: Parameters<typeof ask>): Promise<ApiAnswer> {
    const answer = await ask(...asked);
    return answer.ok ? { ok: true, call: answer.value as CallView } : answer;
  }
  return {
    place: (request) => askCall('POST', '/api/calls', request),
    call: (id) => askCall('GET', `/api/calls/${encodeURIComponent(id)}`),
    async latency(since) {
      const answer = await ask('GET', `/api/latency?since=${encodeURIComponent(since)}`);
      return answer.ok ? { ok: true, report: answer.value as LatencyReport } : answer;
    },
    async spans(id, frames) {
      const answer = await ask('GET', `/api/calls/${encodeURIComponent(id)}/spans?frames=${frames}`);
      return answer.ok ? { ok: true, spans: answer.value as CallSpans } : answer;
    },
    traceFrames: (id, on) => ask('POST', `/api/calls/${encodeURIComponent(id)}/trace`, { frames: on }),
    hangUp: async (id) => void (await ask('POST', `/api/calls/${encodeURIComponent(id)}/hangup`)),
  };
}

function problemOf(status: number, body: string): string {
  try {
    const { error } = JSON.parse(body) as ErrorBody;
    return `${error.message} [${error.code}]`;
  } catch {
    return `the server answers HTTP ${status}: is it Offhook?`;
  }
}
