// Forgetting API: the running server, as `offhook erase`, `hold` and `release` ask it.
import { HttpFault, type HttpRequest, type World } from '../../base/world.ts';
import type { ErrorBody } from '../../server/api.ts';
import { commandLine } from '../command-line.ts';

/** A caller's calls may be many, and each file is deleted where it lies. */
const ANSWER_MS_MAX = 300_000;

/** What the server answered, or in words why it did not. */
export type ForgettingAnswer<Body> =
  | { readonly ok: true; readonly body: Body }
  | { readonly ok: false; readonly problem: string };

/** One server. */
export interface ForgettingServer {
  readonly origin: string;
  readonly apiKey: string | null;
}

/** A call, or a caller's number. */
export type Subject =
  | { readonly kind: 'call'; readonly id: string }
  | { readonly kind: 'caller'; readonly number: string };

/** Where the API has it. */
export function pathOf(subject: Subject): string {
  return subject.kind === 'call'
    ? `/api/calls/${encodeURIComponent(subject.id)}`
    : `/api/callers/${encodeURIComponent(subject.number)}`;
}

/** Exactly one of them is to be named; else in words what is wrong. */
export function subjectOf(call: string | undefined, caller: string | undefined): Subject | string {
  if ((call === undefined) === (caller === undefined))
    return 'name a call by its id, or --caller and a number, such as +14155550123';
  if (call !== undefined) return { kind: 'call', id: call };
  return { kind: 'caller', number: caller ?? '' };
}

/** Asks; does not reject. */
export async function askForgetting<Body>(
  world: Pick<World, 'http'>,
  { origin, apiKey }: ForgettingServer,
  method: HttpRequest['method'],
  path: string,
  json?: object,
): Promise<ForgettingAnswer<Body>> {
  try {
    const { status, body } = await world.http({
      method,
      url: `${origin}${path}`,
      headers: {
        ...(apiKey !== null && { authorization: `Bearer ${apiKey}` }),
        ...(json !== undefined && { 'content-type': 'application/json' }),
      },
      ...(json !== undefined && { body: JSON.stringify(json) }),
      timeMsMax: ANSWER_MS_MAX,
    });
    if (status >= 200 && status < 300) return { ok: true, body: JSON.parse(body) as Body };
    return { ok: false, problem: problemOf(status, body) };
  } catch (error) {
    if (!(error instanceof HttpFault || error instanceof SyntaxError)) throw error;
    return {
      ok: false,
      problem: `the server at ${origin} gives no answer (${error.message}). Start it with \`${commandLine('start')}\`, or name another with --url.`,
    };
  }
}

function problemOf(status: number, body: string): string {
  try {
    const { error } = JSON.parse(body) as ErrorBody;
    return `${error.message} [${error.code}]`;
  } catch {
    return `the server answers HTTP ${status}: is it Offhook?`;
  }
}
