// Telnyx's REST API: one command to a call, bounded, and what came of it. https://developers.telnyx.com/api-reference
import type { HttpRequest } from '../../base/world.ts';
import { askCarrier, controlResult, type RestWorld } from '../carrier-rest.ts';
import type { ControlResult } from '../carrier.ts';

/** With which key, and where the REST API is. */
export interface TelnyxAccount {
  /** Secret; null: nothing can be commanded. */
  readonly apiKey: string | null;
  /** Origin of the REST API, e.g. `https://api.telnyx.com`. */
  readonly baseUrl: string;
}

/** What one request carries. A command that is sent twice with one `command_id` is carried out once. */
export type RestBody =
  | { readonly kind: 'json'; readonly json: Readonly<Record<string, unknown>> }
  | { readonly kind: 'form'; readonly form: Readonly<Record<string, string>> };

/** Sends one request to a path below `/v2`. Never rejects. */
export type TelnyxRest = (path: string, body: RestBody) => Promise<ControlResult>;

/** Codes by which Telnyx says that the call is over: it has ended, or there is none of this id. */
const GONE: ReadonlySet<string> = new Set(['90018', '90015', '10005']);

/** What is said when there is no key. */
export const NO_API_KEY = 'there is no API key';

/** Requests of an account. Without a key each comes back as `unconfigured`. */
export function telnyxRest(world: RestWorld, account: TelnyxAccount): TelnyxRest {
  return async (path, body) => {
    const request = restRequest(account, path, body);
    if (request === null) return { done: false, cause: 'unconfigured', detail: NO_API_KEY };
    const attempt = await askCarrier(world, request);
    return controlResult(attempt, attempt.status === 'unreachable' ? null : errorCode(attempt.body), GONE);
  };
}

/** A POST to a path below `/v2`; null without a key. */
export function restRequest(
  { apiKey, baseUrl }: TelnyxAccount,
  path: string,
  body: RestBody,
): Omit<HttpRequest, 'timeMsMax'> | null {
  if (apiKey === null) return null;
  const json = body.kind === 'json';
  return {
    method: 'POST',
    url: `${baseUrl.replace(/\/+$/, '')}/v2${path}`,
    headers: {
      authorization: `Bearer ${apiKey}`,
      'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
    },
    body: json ? JSON.stringify(body.json) : new URLSearchParams(body.form).toString(),
  };
}

/** The code of the first of Telnyx's errors, `{"errors":[{"code":"90018",…}]}`; null when the body is something else. */
export function errorCode(body: string): string | null {
  const errors = member(parsedJson(body), 'errors');
  const code = member(Array.isArray(errors) ? errors[0] : null, 'code');
  return typeof code === 'string' || typeof code === 'number' ? String(code) : null;
}

/** JSON, or null for what is none. */
export function parsedJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** What an object has under a name of its own; undefined for nothing, and of what is no object. */
export function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? (value as Readonly<Record<string, unknown>>)[name]
    : undefined;
}
