// Exotel AgentStream (the Voicebot applet) as a spec: linear samples in base64, in large messages of whole frames.
// https://developer.exotel.com/docs/agentstream/websocket-protocol
import type { ByteOrder, ClearSpec, EnvelopeSpec } from '../envelope-spec.ts';

/** What Exotel's pages leave open. */
export interface ExotelOptions {
  /** Order of the bytes of a sample. Default `little`, as others found it. */
  readonly byteOrder?: ByteOrder;
  /** What a clear does to pending marks. Not documented; default `unknown`. */
  readonly marksOnClear?: ClearSpec['marks'];
  /** Basic credentials stand in the URL, or only its addresses are let in. Default `none`. */
  readonly upgrade?: 'basic' | 'none';
}

/** Bytes of 20 ms at 8 kHz: messages must be multiples of it. */
const FRAME_BYTES = 320;

/** Shortest and longest message that Exotel takes, in bytes. */
const MESSAGE_BYTES_MIN = 3200;
const MESSAGE_BYTES_MAX = 100_000;

/** Exotel: the rate is asked for in the URL, `?sample-rate=16000`, and at most three parameters of 256 characters. */
export function exotelSpec(options: ExotelOptions = {}): EnvelopeSpec {
  const { byteOrder = 'little', marksOnClear = 'unknown', upgrade = 'none' } = options;
  return {
    name: 'exotel',
    transport: { binary: 'reject', text: 'json' },
    events: [
      { when: [{ at: 'event', is: 'media' }], as: 'media' },
      { when: [{ at: 'event', is: 'mark' }], as: 'mark' },
      { when: [{ at: 'event', is: 'dtmf' }], as: 'dtmf' },
      { when: [{ at: 'event', is: 'connected' }], as: 'connected' },
      { when: [{ at: 'event', is: 'start' }], as: 'start' },
      { when: [{ at: 'event', is: 'stop' }], as: 'stop' },
    ],
    start: {
      by: 'message',
      streamId: [{ at: 'stream_sid' }, { at: 'start.stream_sid' }],
      callId: [{ at: 'start.call_sid' }],
      from: [{ at: 'start.from' }],
      to: [{ at: 'start.to' }],
      parameters: [{ as: 'object', at: 'start.custom_parameters' }],
    },
    streamIdAt: 'stream_sid',
    inbound: {
      payload: { at: 'media.payload' },
      codec: {
        at: 'start.media_format.encoding',
        map: { 'audio/x-mulaw': 'pcmu', 'audio/x-raw': 'pcm16' },
        otherwise: 'pcm16',
      },
      rateHz: { at: 'start.media_format.sample_rate', otherwise: 8000 },
      byteOrder,
      clock: { at: 'media.timestamp', unit: 'ms-relative' },
    },
    outbound: {
      media: { text: { event: 'media', stream_sid: '$streamId', media: { payload: '$audio' } } },
      codec: 'as-inbound',
      rateHz: 'as-inbound',
      byteOrder,
      framing: { rule: 'multiple', unit: { bytes: FRAME_BYTES }, bytesMin: MESSAGE_BYTES_MIN },
      messageBytesMax: MESSAGE_BYTES_MAX,
      pacing: 'burst',
    },
    clear: { send: { event: 'clear', stream_sid: '$streamId' }, marks: marksOnClear },
    marks: {
      by: 'carrier',
      send: { event: 'mark', stream_sid: '$streamId', mark: { name: '$mark' } },
      nameAt: 'mark.name',
      whenIdle: 'at-once',
    },
    dtmf: { digitAt: 'dtmf.digit' },
    close: { ours: 'continues' },
    auth: { webhook: 'none', upgrade, tokenParameter: 'token' },
  };
}
