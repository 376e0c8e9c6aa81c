// Connection fault: why a call never came to a conversation: no server, a refused webhook, a refused stream.
import type { PhoneCall } from '../../testing/telephone/phone-call.ts';
import { commandLine } from '../command-line.ts';
import type { CallFault } from './call-report.ts';

/** The address that was called, for the message. */
export interface CalledAddress {
  readonly origin: string;
  readonly path: string;
  /** Where the token stands with which the carrier signs. */
  readonly tokenVariable: string;
}

/** The fault of a call that is over; null when a stream was opened, or the caller hung up before. */
export function connectionFault(call: PhoneCall, called: CalledAddress): CallFault | null {
  const { origin, path } = called;
  const { streams, requests, refusals, says } = call.record;
  if (streams.some(({ startedMs }) => startedMs !== null)) return null;
  const detail = refusals.at(-1)?.detail ?? 'no answer';
  const webhook = requests[0];
  if (webhook === undefined) return null;
  if (webhook.status === 0)
    return {
      kind: 'unreachable',
      message: `Nothing answers at ${origin}${path} (${detail}). Is the server running? Start it with \`${commandLine('start')}\`, or name another with --url.`,
    };
  if (webhook.status !== 200)
    return { kind: 'webhook-refused', message: webhookRefusal(webhook.status, called) };
  if (says.length > 0)
    return {
      kind: 'stream-refused',
      message: `The server took no call: "${says.map(({ text }) => text).join(' ')}"`,
    };
  return {
    kind: 'stream-refused',
    message:
      streams.length === 0
        ? `The server answered without a media stream (${detail}).`
        : `The media stream was refused (${detail}). The server's log says why.`,
  };
}

function webhookRefusal(status: number, { origin, path, tokenVariable }: CalledAddress): string {
  const head = `The server at ${origin} refuses the webhook with HTTP ${status}`;
  if (status === 403)
    return `${head}: the signature does not hold. ${tokenVariable}, or without one DATA_DIR, must be the same here and where the server runs; so must PUBLIC_URL.`;
  if (status === 404)
    return `${head}: there is nothing at ${path}. Is it Offhook? Where the agent's config sets paths.incoming, give it with --path.`;
  return `${head}. The server's log says why.`;
}
