// Stream address: the URL of a media stream, in which the call and its token stand, since Telnyx gives back a URL as it is
// and little else for certain.
import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { socketOrigin } from '../../base/socket-origin.ts';
import type { CarrierRequest } from '../carrier-door.ts';

/** By which of Telnyx's two ways a call is controlled. */
export type CallWay = 'texml' | 'commands';

/** What stands in a stream's URL. */
export interface StreamAddress {
  /** The id by which the webhooks know the call. */
  readonly call: string;
  /** Binds the stream to its call, once. Secret. */
  readonly token: string;
  readonly way: CallWay;
}

/** The URL that Telnyx is given; `path` lies below `origin`. */
export function streamUrl(origin: string, path: string, { call, token, way }: StreamAddress): string {
  return `${socketOrigin(origin)}${path}?${new URLSearchParams({ call, way, token }).toString()}`;
}

/** The way that stands in the target of an upgrade request. */
export function wayOf(target: string): CallWay {
  return queryOf(target).get('way') === 'commands' ? 'commands' : 'texml';
}

/**
 * Why an upgrade request does not hold; null when it does. It has to bring the call's token: Telnyx signs no upgrade.
 * A stream that was commanded brings it in a header as well; there, it is no other.
 * https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
 */
export function upgradeFault({ target, headers }: CarrierRequest): string | null {
  const token = queryOf(target).get('token') ?? '';
  const told = headers['x-telnyx-streaming-auth-token'];
  if (token === '') return 'token-missing';
  return told === undefined || same(told.replace(/^Bearer /i, ''), token) ? null : 'token-mismatch';
}

function queryOf(target: string): URLSearchParams {
  return new URLSearchParams(target.split('?', 2)[1] ?? '');
}

function same(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
}
