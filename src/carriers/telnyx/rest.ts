// Telnyx's REST API: one command to a call, bounded, and what came of it. https://developers.telnyx.com/api-reference
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

/** Requests of an account. Without a key each comes back as `unconfigured`. */
export function telnyxRest(world: RestWorld, { apiKey, baseUrl }: TelnyxAccount): TelnyxRest {
  const root = `${baseUrl.replace(/\/+$/, '')}/v2`;
  return async (path, body) => {
    if (apiKey === null) return { done: false, cause: 'unconfigured', detail: 'there is no API key' };
    const json = body.kind === 'json';
    const attempt = await askCarrier(world, {
      method: 'POST',
      url: `${root}${path}`,
      headers: {
        authorization: `Bearer ${apiKey}`,
        'content-type': json ? 'application/json' : 'application/x-www-form-urlencoded',
      },
      body: json ? JSON.stringify(body.json) : new URLSearchParams(body.form).toString(),
    });
    return controlResult(attempt, attempt.status === 'unreachable' ? null : errorCode(attempt.body), GONE);
  };
}

/** The code of the first of Telnyx's errors, `{"errors":[{"code":"90018",…}]}`; null when the body is something else. */
function errorCode(body: string): string | null {
  try {
    const json: unknown = JSON.parse(body);
    const errors = typeof json === 'object' && json !== null && 'errors' in json ? json.errors : null;
    const first: unknown = Array.isArray(errors) ? errors[0] : null;
    const code = typeof first === 'object' && first !== null && 'code' in first ? first.code : null;
    return typeof code === 'string' || typeof code === 'number' ? String(code) : null;
  } catch {
    return null;
  }
}
