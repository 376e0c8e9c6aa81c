// The wire of Twilio Media Streams: parse what Twilio sends, encode what it takes. Pure.
// https://www.twilio.com/docs/voice/media-streams/websocket-messages
import { isBase64 } from '../../media/audio.ts';

/** One message from Twilio. Counters come as strings that hold integers and are numbers here. */
export type TwilioMessage =
  | { readonly kind: 'connected' }
  | TwilioStart
  | TwilioMedia
  | { readonly kind: 'dtmf'; readonly streamSid: string; readonly digit: string }
  | { readonly kind: 'mark'; readonly streamSid: string; readonly name: string }
  | { readonly kind: 'stop'; readonly streamSid: string };

/** The stream's first word of itself: which call it is of, and what we put into its `<Parameter>`s. */
export interface TwilioStart {
  readonly kind: 'start';
  readonly streamSid: string;
  readonly callSid: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** A stretch of sound, most often 20 ms. */
export interface TwilioMedia {
  readonly kind: 'media';
  readonly streamSid: string;
  readonly track: string;
  /** Counts per track from 1; may skip and come out of order. */
  readonly chunk: number;
  /** Milliseconds since the stream began, at the first sample. */
  readonly timestampMs: number;
  /** Base64 µ-law at 8 kHz, exactly as it was sent. */
  readonly payload: string;
}

/** What is not a message of the protocol. */
export type TwilioFault =
  /** Not JSON, or JSON without an event: the peer does not speak this protocol. */
  | { readonly kind: 'malformed'; readonly reason: 'json' | 'not-an-object' | 'no-event' }
  /** A known event with a field that does not fit. */
  | { readonly kind: 'invalid'; readonly event: string; readonly field: string }
  /** An event that this reader does not know: new ones appear without notice. */
  | { readonly kind: 'unknown'; readonly event: string };

/** Reads one text message. Never throws. */
export function parseMessage(text: string): TwilioMessage | TwilioFault {
  return parseMediaFast(text) ?? parseWhole(text);
}

// Fifty of these come each second and call. The payload is cut out of the text; the two orders of keys are those that
// Twilio's pages and live traffic show. Whatever looks different takes the slow way to the same result.
const MEDIA =
  /^\{"event":"media","sequenceNumber":"\d{1,15}",(?:"streamSid":"([A-Za-z0-9]{1,64})",)?"media":\{"track":"([a-z_]{1,20})","chunk":"(\d{1,15})","timestamp":"(\d{1,15})","payload":"([^"\\]+)"\}(?:,"streamSid":"([A-Za-z0-9]{1,64})")?\}$/;

/** The fast way for `media` in the shape that Twilio sends; null for everything else. */
export function parseMediaFast(text: string): TwilioMedia | null {
  const match = MEDIA.exec(text);
  if (match === null) return null;
  const [, front, track, chunk, timestamp, payload, back] = match;
  const streamSid = front ?? back;
  if (streamSid === undefined || track === undefined || payload === undefined || !isBase64(payload))
    return null;
  // Named twice: which one counts is JSON's to say.
  if (front !== undefined && back !== undefined) return null;
  return { kind: 'media', streamSid, track, chunk: Number(chunk), timestampMs: Number(timestamp), payload };
}

/** The slow way: any JSON that means a message, whatever its order and spacing. */
export function parseWhole(text: string): TwilioMessage | TwilioFault {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'malformed', reason: 'json' };
  }
  if (!isObject(json)) return { kind: 'malformed', reason: 'not-an-object' };
  const { event } = json;
  if (typeof event !== 'string') return { kind: 'malformed', reason: 'no-event' };
  const invalid = (field: string): TwilioFault => ({ kind: 'invalid', event, field });
  if (event === 'connected') return { kind: 'connected' };
  if (event === 'start') return parseStart(json, invalid);
  if (event !== 'media' && event !== 'dtmf' && event !== 'mark' && event !== 'stop')
    return { kind: 'unknown', event };
  const { streamSid } = json;
  if (!isText(streamSid)) return invalid('streamSid');
  if (event === 'stop') return { kind: 'stop', streamSid };
  const body = json[event];
  if (!isObject(body)) return invalid(event);
  if (event === 'media') return parseMedia(streamSid, body, invalid);
  if (event === 'dtmf') {
    const { digit } = body;
    if (typeof digit !== 'string' || !/^[0-9*#A-Da-d]$/.test(digit)) return invalid('dtmf.digit');
    return { kind: 'dtmf', streamSid, digit: digit.toUpperCase() };
  }
  const { name } = body;
  return typeof name === 'string' ? { kind: 'mark', streamSid, name } : invalid('mark.name');
}

function parseMedia(
  streamSid: string,
  body: Readonly<Record<string, unknown>>,
  invalid: (field: string) => TwilioFault,
): TwilioMedia | TwilioFault {
  const { track, payload } = body;
  const chunk = counter(body['chunk']);
  const timestampMs = counter(body['timestamp']);
  if (!isText(track)) return invalid('media.track');
  if (chunk === null) return invalid('media.chunk');
  if (timestampMs === null) return invalid('media.timestamp');
  if (typeof payload !== 'string' || !isBase64(payload)) return invalid('media.payload');
  return { kind: 'media', streamSid, track, chunk, timestampMs, payload };
}

function parseStart(
  json: Readonly<Record<string, unknown>>,
  invalid: (field: string) => TwilioFault,
): TwilioStart | TwilioFault {
  const { start } = json;
  if (!isObject(start)) return invalid('start');
  const streamSid = json['streamSid'] ?? start['streamSid'];
  if (!isText(streamSid) || (start['streamSid'] ?? streamSid) !== streamSid) return invalid('streamSid');
  const { callSid, mediaFormat, customParameters } = start;
  if (!isText(callSid)) return invalid('start.callSid');
  // The codec is not negotiable; another one would reach the model as noise.
  if (mediaFormat !== undefined && !isMulaw8k(mediaFormat)) return invalid('start.mediaFormat');
  const given = isObject(customParameters) ? Object.entries(customParameters) : [];
  const parameters = Object.fromEntries(
    given.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return { kind: 'start', streamSid, callSid, parameters };
}

function isMulaw8k(format: unknown): boolean {
  return isObject(format) && format['encoding'] === 'audio/x-mulaw' && counter(format['sampleRate']) === 8000;
}

/** A counter as Twilio writes it: an integer in a string; a plain number is taken as well. */
function counter(value: unknown): number | null {
  if (typeof value === 'string') return /^\d{1,15}$/.test(value) ? Number(value) : null;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** The three messages that Twilio takes, for one stream. Anything else it drops with a warning, once per stream. */
export interface TwilioEncoder {
  /** `payload`: base64 µ-law of any length; it goes between the quotes as it is. */
  media(payload: string): string;
  /** Returned when all media before it was played, at once when there is none, and on `clear`. */
  mark(name: string): string;
  /** Empties Twilio's buffer; every pending mark comes back. */
  clear(): string;
}

/** Messages are put together from parts that are escaped once: no JSON is built per frame. */
export function twilioEncoder(streamSid: string): TwilioEncoder {
  const sid = JSON.stringify(streamSid);
  const media = `{"event":"media","streamSid":${sid},"media":{"payload":"`;
  const mark = `{"event":"mark","streamSid":${sid},"mark":{"name":`;
  const clear = `{"event":"clear","streamSid":${sid}}`;
  return {
    media: (payload) => `${media}${payload}"}}`,
    mark: (name) => `${mark}${JSON.stringify(name)}}}`,
    clear: () => clear,
  };
}
