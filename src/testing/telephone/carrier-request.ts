// Requests as a carrier makes them: a signed form to the server, its document back.
import { HttpFault, type HttpAnswer, type World } from '../../base/world.ts';
import type { Dialect } from './dialect.ts';

/** How long a server may take to answer; Twilio's default, and Plivo's. */
export const WEBHOOK_MS_MAX = 15_000;

const FORM = 'application/x-www-form-urlencoded; charset=UTF-8';

/** What a signed request is made of. */
export interface RequestParts {
  readonly dialect: Dialect;
  /** Origin where requests really go, instead of that of their URL; null: where the URL says. */
  readonly baseUrl: string | null;
}

/** A request as the carrier would make it, signed. */
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
  const { contentType, body } = parts.dialect.encode?.(request.fields) ?? { contentType: FORM, body: form };
  const plain = request.url.replace(/#.*$/, '');
  const url = request.method === 'POST' ? plain : `${plain}${plain.includes('?') ? '&' : '?'}${form}`;
  const signed = request.method === 'POST' ? request.fields : {};
  return world.http({
    method: request.method,
    url: realUrl(url, parts.baseUrl),
    headers: {
      ...parts.dialect.signature({ method: request.method, url, fields: signed }),
      'user-agent': parts.dialect.userAgent,
      accept: '*/*',
      ...(request.method === 'POST' ? { 'content-type': contentType } : {}),
    },
    ...(request.method === 'POST' ? { body } : {}),
    timeMsMax: WEBHOOK_MS_MAX,
    ...(request.signal === undefined ? {} : { signal: request.signal }),
  });
}

/** What became of a request for a document. */
export type DocumentAnswer =
  | { readonly ok: true; readonly status: number; readonly xml: string }
  /** `code`: the carrier's own. */
  | { readonly ok: false; readonly status: number; readonly code: number; readonly detail: string };

/** Asks for a document. Never rejects. */
export async function askForDocument(
  world: Pick<World, 'http'>,
  parts: RequestParts,
  request: CarrierRequest,
): Promise<DocumentAnswer> {
  const { codes } = parts.dialect;
  try {
    const { status, headers, body } = await askServer(world, parts, request);
    const { dialect } = parts;
    if (dialect.flow !== undefined) return { ok: true, status, xml: dialect.flow(request.url, status, body) };
    if (status !== 200) return { ok: false, status, code: codes.noDocument, detail: `HTTP ${status}` };
    const type = headers['content-type'] ?? '';
    if (dialect.document === undefined && !/^(text|application)\/xml\b/i.test(type))
      return { ok: false, status, code: codes.contentType, detail: `content type ${type || 'missing'}` };
    return { ok: true, status, xml: body };
  } catch (error) {
    if (!(error instanceof HttpFault)) throw error;
    return { ok: false, status: 0, code: codes.noDocument, detail: error.message };
  }
}

/** Where a request for `url` really goes. Path and query stay as they are written. */
export function realUrl(url: string, baseUrl: string | null): string {
  if (baseUrl === null) return url;
  const socket = /^wss?:/i.test(url);
  const origin = baseUrl.replace(/\/+$/, '');
  const target = socket ? origin.replace(/^http/i, 'ws') : origin;
  return url.replace(/^[a-z]+:\/\/[^/?#]*/i, target);
}
