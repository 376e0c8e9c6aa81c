// Realtime URL: where a session is dialled, from a base URL as people write it.
import { OffhookError } from '../../base/errors.ts';
import { DIALECTS, type Dialect } from './dialects.ts';

/** OpenAI's own. */
export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

const SOCKET_PROTOCOL: Readonly<Record<string, string>> = {
  'https:': 'wss:',
  'wss:': 'wss:',
  'http:': 'ws:',
  'ws:': 'ws:',
};

/**
 * The WebSocket address of a session with `model`, in which `{session}` stands where the vendor wants an id of ours.
 * `baseUrl` is `https://host/v1` or the like, in any of http, https, ws and wss; without a path the vendor's is meant; a
 * query is kept. Throws `CONFIG_INVALID` for anything else.
 */
export function realtimeUrl(
  baseUrl: string,
  model: string,
  { basePath, path, query }: Pick<Dialect, 'basePath' | 'path' | 'query'> = DIALECTS.openai,
): string {
  const base = URL.parse(baseUrl);
  const protocol = base === null ? undefined : SOCKET_PROTOCOL[base.protocol];
  if (base === null || protocol === undefined)
    throw new OffhookError(
      'CONFIG_INVALID',
      `The model's base URL (its _BASE_URL, such as OPENAI_BASE_URL) must begin with https://, http://, wss:// or ws://, e.g. ${OPENAI_BASE_URL}.`,
    );
  const own = base.pathname.replace(/\/+$/, '');
  const all = new URLSearchParams(base.search);
  for (const [name, value] of Object.entries(query)) all.set(name, value === '{model}' ? model : value);
  const end = own.endsWith(path) ? own : `${own === '' ? basePath : own}${path}`;
  return `${protocol}//${base.host}${end}?${all.toString().replaceAll('%7Bsession%7D', '{session}')}`;
}
