// What a server may send on a media stream, read as strictly as Twilio reads it.
// https://www.twilio.com/docs/voice/media-streams/websocket-messages
import { Buffer } from 'node:buffer';
import type { ServerMessage } from '../telephone/stream-wire.ts';

/** Reads one text message for the stream `streamSid`. */
export function readServerMessage(text: string, streamSid: string): ServerMessage {
  const invalid = (detail: string): ServerMessage => ({ kind: 'invalid', detail });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return invalid('not JSON');
  }
  if (!isObject(json)) return invalid('not an object');
  if (json['streamSid'] !== streamSid) return invalid('wrong streamSid');
  const { event, media, mark } = json;
  switch (event) {
    case 'media': {
      const payload = isObject(media) ? media['payload'] : undefined;
      if (typeof payload !== 'string' || !BASE64.test(payload) || payload.length % 4 !== 0)
        return invalid('media without a base64 payload');
      return { kind: 'media', bytes: Buffer.from(payload, 'base64') };
    }
    case 'mark': {
      const name = isObject(mark) ? mark['name'] : undefined;
      return typeof name === 'string' ? { kind: 'mark', name } : invalid('mark without a name');
    }
    case 'clear':
      return { kind: 'clear' };
    default:
      return invalid(`no event ${String(event).slice(0, 40)}`);
  }
}

const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
