// Server at: the server that a command asks, as its user named it or as the environment has it.
import type { Settings } from '../../server/settings.ts';
import { hostOf } from '../call/call-target.ts';
import type { ForgettingServer } from './forgetting-api.ts';

/** The server of `url`, or the one on this machine; else in words what is wrong with `url`. */
export function serverAt(
  { host, port, apiKey }: Pick<Settings, 'host' | 'port' | 'apiKey'>,
  url: string | undefined,
): ForgettingServer | string {
  if (url !== undefined && !/^https?:\/\/[^/?#]+\/?$/i.test(url))
    return `--url ${url}: give an origin, such as http://127.0.0.1:5050`;
  const { origin } = new URL(url ?? `http://${hostOf(host)}:${port}`);
  return { origin, apiKey };
}
