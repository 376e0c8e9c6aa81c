// What a server may send on a Plivo stream, read strictly. https://www.plivo.com/docs/voice/audio-streaming/reference
import { isBase64 } from '../../media/audio.ts';
import type { ServerMessage } from '../telephone/stream-wire.ts';
import type { StreamSound } from '../telephone/stream-sound.ts';

/** A chunk should hold no more base64 than this. */
export const PAYLOAD_CHARACTERS_MAX = 16 * 1024;

/** What the stream speaks. */
export interface PlivoReadContext {
  readonly streamId: string;
  /** `audio/x-mulaw` or `audio/x-l16`; no rate stands in it. */
  readonly codec: string;
  readonly rateHz: number;
  readonly sound: StreamSound;
}

/** Reads one text message. */
export function readServerMessage(text: string, context: PlivoReadContext): ServerMessage {
  const invalid = (detail: string): ServerMessage => ({ kind: 'invalid', detail });
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return invalid('not JSON');
  }
  if (!isObject(json)) return invalid('not an object');
  const { event, streamId, media, name, dtmf } = json;
  if (event === 'playAudio') {
    const { contentType, sampleRate, payload } = isObject(media) ? media : {};
    if (contentType !== context.codec || sampleRate !== context.rateHz)
      return invalid(`playAudio in another format than ${context.codec} at ${context.rateHz}`);
    if (typeof payload !== 'string' || !isBase64(payload))
      return invalid('playAudio without a base64 payload');
    if (payload.length > PAYLOAD_CHARACTERS_MAX) return invalid('playAudio with more than 16 KB');
    const bytes = context.sound.read(payload);
    return bytes === null ? invalid('playAudio with half a sample') : { kind: 'media', bytes };
  }
  if (event === 'sendDTMF') {
    if (typeof dtmf === 'string' && /^[0-9*#A-DwW]+$/.test(dtmf)) return { kind: 'digits', digits: dtmf };
    return invalid('sendDTMF without keys');
  }
  if (event !== 'checkpoint' && event !== 'clearAudio')
    return invalid(`no event ${String(event).slice(0, 40)}`);
  if (streamId !== context.streamId) return invalid(`${event} of another stream`);
  if (event === 'clearAudio') return { kind: 'clear' };
  return typeof name === 'string' ? { kind: 'mark', name } : invalid('checkpoint without a name');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
