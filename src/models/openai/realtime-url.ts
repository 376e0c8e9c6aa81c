// Realtime URL: where a session is dialled, from a base URL as people write it.
import { OffhookError } from '../../base/errors.ts';

/** OpenAI's own. */
export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

const SOCKET_PROTOCOL: Readonly<Record<string, string>> = {
  'https:': 'wss:',
  'wss:': 'wss:',
  'http:': 'ws:',
  'ws:': 'ws:',
};

/**
 * The WebSocket address of a session with `model`. `baseUrl` is `https://host/v1` or the like, in any of http, https,
 * ws and wss; without a path `/v1` is meant; a query is kept. Throws `CONFIG_INVALID` for anything else.
 */
export function realtimeUrl(baseUrl: string, model: string): string {
  const base = URL.parse(baseUrl);
  const protocol = base === null ? undefined : SOCKET_PROTOCOL[base.protocol];
  if (base === null || protocol === undefined)
    throw new OffhookError(
      'CONFIG_INVALID',
      `The model's base URL (OPENAI_BASE_URL) must begin with https://, http://, wss:// or ws://, e.g. ${OPENAI_BASE_URL}.`,
    );
  const path = base.pathname.replace(/\/+$/, '');
  const query = new URLSearchParams(base.search);
  query.set('model', model);
  const end = path.endsWith('/realtime') ? path : `${path === '' ? '/v1' : path}/realtime`;
  return `${protocol}//${base.host}${end}?${query.toString()}`;
}
