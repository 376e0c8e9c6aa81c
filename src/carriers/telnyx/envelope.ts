// Telnyx's media stream as an envelope spec: the wire told as data. It is spoken by `carriers/envelope`.
// https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
import { defineEnvelope, type Envelope } from '../envelope/define-envelope.ts';
import type { StreamSound, TelnyxCodec } from './stream-sound.ts';

/** Telnyx's names and ours. Whatever else a phone may speak (G.722, Opus …) is refused at the start, not played as noise. */
const CODECS = { PCMU: 'pcmu', PCMA: 'pcma', L16: 'pcm16' } as const;

/** Telnyx plays no message shorter than this. */
const MESSAGE_MS_MIN = 20;

/** It takes half a minute in one; a clear should find less than that on its way. */
const MESSAGE_MS_MAX = 5000;

/** The wire of a stream that was asked for with this sound. */
export function telnyxEnvelope({ send, rateHz, byteOrder }: StreamSound): Envelope {
  const bytesPerMs = send === 'L16' ? rateHz / 500 : 8;
  return defineEnvelope({
    name: 'telnyx',
    transport: { binary: 'reject', text: 'json' },
    events: (['media', 'mark', 'dtmf', 'start', 'stop', 'error', 'connected'] as const).map((name) => ({
      when: [{ at: 'event', is: name }],
      as: name,
    })),
    start: {
      by: 'message',
      streamId: [{ at: 'stream_id' }],
      // A TeXML call may have another name here than in its webhooks: the one that we know it by stands in the URL.
      callId: [{ query: 'call' }, { at: 'start.call_control_id' }],
      from: [{ at: 'start.from' }],
      to: [{ at: 'start.to' }],
      parameters: [{ as: 'url-query' }],
    },
    streamIdAt: 'stream_id',
    inbound: {
      payload: { at: 'media.payload' },
      track: { at: 'media.track', accept: ['inbound'] },
      codec: { at: 'start.media_format.encoding', map: CODECS },
      rateHz: { at: 'start.media_format.sample_rate' },
      byteOrder,
      // Order is not promised: the media clock tells which sound is late.
      clock: { at: 'media.timestamp', unit: 'ms-relative' },
    },
    outbound: {
      media: { text: { event: 'media', media: { payload: '$audio' } } },
      codec: codecOf(send),
      rateHz: send === 'L16' ? rateHz : 8000,
      byteOrder,
      framing: {
        rule: 'multiple',
        unit: { bytes: send === 'L16' ? 2 : 1 },
        bytesMin: MESSAGE_MS_MIN * bytesPerMs,
      },
      messageBytesMax: MESSAGE_MS_MAX * bytesPerMs,
      pacing: 'burst',
    },
    clear: { send: { event: 'clear' }, marks: 'echoed' },
    marks: {
      by: 'carrier',
      send: { event: 'mark', mark: { name: '$mark' } },
      nameAt: 'mark.name',
      whenIdle: 'at-once',
    },
    dtmf: { digitAt: 'dtmf.digit' },
    // 100002 unknown, 100003 malformed, 100004 no base64, 100005 too many: the stream goes on after each.
    errors: { codeAt: 'payload.code', fatal: 'none' },
    close: { ours: 'nothing' },
    auth: { webhook: 'telnyx-ed25519', upgrade: 'none', tokenParameter: 'token' },
  });
}

function codecOf(codec: TelnyxCodec): 'pcmu' | 'pcma' | 'pcm16' {
  return CODECS[codec];
}
