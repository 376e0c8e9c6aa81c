// Requests as Twilio makes them: a signed form to the server, its TwiML back.
import { HttpFault, type HttpAnswer, type World } from '../../base/world.ts';
import { signTwilio } from '../../carriers/twilio/signature.ts';

/** How long a server may take to answer; Twilio's default. */
export const WEBHOOK_MS_MAX = 15_000;

/** What a signed request is made of. */
export interface RequestParts {
  readonly authToken: string;
  /** Origin where requests really go, instead of that of their URL; null: where the URL says. */
  readonly baseUrl: string | null;
}

/** A request as Twilio would make it, signed. */
export interface CarrierRequest {
  readonly method: 'GET' | 'POST';
  /** As the server wrote it, made absolute. */
  readonly url: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Carries out one request; rejects with `HttpFault` when no answer came. */
export function askServer(
  world: Pick<World, 'http'>,
  parts: RequestParts,
  request: CarrierRequest,
): Promise<HttpAnswer> {
  const form = new URLSearchParams({ ...request.fields }).toString();
  const plain = request.url.replace(/#.*$/, '');
  const url = request.method === 'POST' ? plain : `${plain}${plain.includes('?') ? '&' : '?'}${form}`;
  const signed = request.method === 'POST' ? request.fields : {};
  const signature = signTwilio(parts.authToken, signedUrl(url), signed);
  return world.http({
    method: request.method,
    url: realUrl(url, parts.baseUrl),
    headers: {
      'x-twilio-signature': signature,
      'user-agent': 'TwilioProxy/1.1',
      accept: '*/*',
      ...(request.method === 'POST'
        ? { 'content-type': 'application/x-www-form-urlencoded; charset=UTF-8' }
        : {}),
    },
    ...(request.method === 'POST' ? { body: form } : {}),
    timeMsMax: WEBHOOK_MS_MAX,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
}

/** What became of a request for a document. */
export type DocumentAnswer =
  | { readonly ok: true; readonly status: number; readonly twiml: string }
  /** `code`: of Twilio's debugger. */
  | { readonly ok: false; readonly status: number; readonly code: number; readonly detail: string };

/** Asks for TwiML. Never rejects. */
export async function askForTwiml(
  world: Pick<World, 'http'>,
  parts: RequestParts,
  request: CarrierRequest,
): Promise<DocumentAnswer> {
  try {
    const { status, headers, body } = await askServer(world, parts, request);
    if (status !== 200) return { ok: false, status, code: 11200, detail: `HTTP ${status}` };
    const type = headers['content-type'] ?? '';
    if (!/^(text|application)\/xml\b/i.test(type))
      return { ok: false, status, code: 12300, detail: `content type ${type || 'missing'}` };
    return { ok: true, status, twiml: body };
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    return { ok: false, status: 0, code: 11200, detail: error.message };
  }
}

/** What Twilio signs: without user info, and for HTTPS without the port. */
function signedUrl(url: string): string {
  const bare = url.replace(/^([a-z]+:\/\/)[^/?#@]*@/i, '$1');
  return bare.replace(/^(https:\/\/[^/?#]*?):\d+(?=[/?#]|$)/i, '$1');
}

/** Where a request for `url` really goes. Path and query stay as they are written. */
export function realUrl(url: string, baseUrl: string | null): string {
  if (baseUrl === null) return url;
  const socket = /^wss?:/i.test(url);
  const origin = baseUrl.replace(/\/+$/, '');
  const target = socket ? origin.replace(/^http/i, 'ws') : origin;
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, target);
}
