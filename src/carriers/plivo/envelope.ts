// Plivo's media stream as an envelope: its messages both ways, told as data.
// https://www.plivo.com/docs/voice/audio-streaming/reference
import type { G711Format, Pcm16Format } from '../../media/audio.ts';
import type { ByteOrder, EnvelopeSpec } from '../envelope/envelope-spec.ts';

/** What Plivo streams, both ways: µ-law at 8 kHz, or linear samples at 8 or 16 kHz. */
export type PlivoFormat =
  | (G711Format & { readonly encoding: 'pcmu' })
  | (Pcm16Format & { readonly rateHz: 8000 | 16_000 });

/** What Plivo's pages leave open, or leave to us. */
export interface PlivoStreamOptions {
  readonly format: PlivoFormat;
  /** Of linear samples. Not documented. */
  readonly byteOrder: ByteOrder;
  /** How far ahead of the ear its queue is filled, in milliseconds: it holds 40 to 60 s, and warns from a third on. */
  readonly aheadMs: number;
}

/** A message may hold 16 KB of base64. */
const MESSAGE_BYTES_MAX = 12_000;

/** The parameter of a stream's address that binds it to its call. */
export const TOKEN_PARAMETER = 'token';

/** `contentType` of a `<Stream>`, e.g. `audio/x-l16;rate=16000`. */
export function contentTypeOf(format: PlivoFormat): string {
  const { codec, rateHz } = written(format);
  return `${codec};rate=${rateHz}`;
}

/** The stream's wire, for a call that was answered with this format. */
export function plivoEnvelope({ format, byteOrder, aheadMs }: PlivoStreamOptions): EnvelopeSpec {
  const { codec, rateHz } = written(format);
  return {
    name: 'plivo',
    transport: { binary: 'reject', text: 'json' },
    events: [
      { when: [{ at: 'event', is: 'media' }], as: 'media' },
      { when: [{ at: 'event', is: 'playedStream' }], as: 'mark' },
      { when: [{ at: 'event', is: 'dtmf' }], as: 'dtmf' },
      { when: [{ at: 'event', is: 'clearedAudio' }], as: 'cleared' },
      { when: [{ at: 'event', is: 'start' }], as: 'start' },
      // Seen in examples, promised nowhere: what ends a stream is its socket.
      { when: [{ at: 'event', is: 'stop' }], as: 'ignore' },
    ],
    start: {
      by: 'message',
      streamId: [{ at: 'start.streamId' }, { at: 'streamId' }],
      callId: [{ at: 'start.callId' }],
      parameters: [{ as: 'url-query' }],
    },
    streamIdAt: 'streamId',
    inbound: {
      payload: { at: 'media.payload' },
      track: { at: 'media.track', accept: ['inbound'] },
      codec: {
        at: 'start.mediaFormat.encoding',
        map: { 'audio/x-mulaw': 'pcmu', 'audio/x-l16': 'pcm16' },
        otherwise: format.encoding,
      },
      rateHz: { at: 'start.mediaFormat.sampleRate', otherwise: rateHz },
      byteOrder,
      clock: { at: 'media.timestamp', unit: 'ms-epoch' },
    },
    outbound: {
      media: {
        text: { event: 'playAudio', media: { contentType: codec, sampleRate: rateHz, payload: '$audio' } },
      },
      codec: format.encoding,
      rateHz,
      byteOrder,
      framing: { rule: 'any' },
      messageBytesMax: MESSAGE_BYTES_MAX,
      pacing: { aheadMs },
    },
    clear: { send: { event: 'clearAudio', streamId: '$streamId' }, marks: 'dropped' },
    marks: {
      by: 'carrier',
      send: { event: 'checkpoint', streamId: '$streamId', name: '$mark' },
      nameAt: 'name',
      whenIdle: 'at-once',
    },
    dtmf: { digitAt: 'dtmf.digit', send: { event: 'sendDTMF', dtmf: '$digit' } },
    close: { ours: 'continues' },
    auth: { webhook: 'plivo-v3', upgrade: 'plivo-v3', tokenParameter: TOKEN_PARAMETER },
  };
}

/** A format in Plivo's words. */
function written(format: PlivoFormat): { readonly codec: string; readonly rateHz: 8000 | 16_000 } {
  return format.encoding === 'pcmu'
    ? { codec: 'audio/x-mulaw', rateHz: 8000 }
    : { codec: 'audio/x-l16', rateHz: format.rateHz };
}
