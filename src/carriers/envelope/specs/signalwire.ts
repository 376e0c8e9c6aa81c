// SignalWire's compatibility API, `<Connect><Stream>`, as a spec: Twilio's wire with wider sound and fewer ids.
// https://developer.signalwire.com/compatibility-api/cxml/voice/stream
import type { ByteOrder, EnvelopeSpec } from '../envelope-spec.ts';

/** What SignalWire's pages leave open. */
export interface SignalwireOptions {
  /** Order of the bytes of `L16`. Not documented; default `little`. */
  readonly byteOrder?: ByteOrder;
  /** `bearer` where the `<Stream>` has an `authBearerToken`. Default `none`: the token alone. */
  readonly upgrade?: 'bearer' | 'none';
}

/** SignalWire: `codec` of the `<Stream>` is taken as the start names it. */
export function signalwireSpec(options: SignalwireOptions = {}): EnvelopeSpec {
  const { byteOrder = 'little', upgrade = 'none' } = options;
  return {
    name: 'signalwire',
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
      streamId: [{ at: 'start.streamSid' }, { at: 'streamSid' }],
      callId: [{ at: 'start.callSid' }],
      parameters: [{ as: 'object', at: 'start.customParameters' }],
    },
    streamIdAt: 'streamSid',
    inbound: {
      payload: { at: 'media.payload' },
      track: { at: 'media.track', accept: ['inbound'] },
      codec: {
        at: 'start.mediaFormat.encoding',
        map: { 'audio/x-mulaw': 'pcmu', 'audio/x-L16': 'pcm16' },
      },
      rateHz: { at: 'start.mediaFormat.sampleRate', otherwise: 8000 },
      byteOrder,
      clock: { at: 'media.timestamp', unit: 'ms-relative' },
    },
    outbound: {
      media: { text: { event: 'media', streamSid: '$streamId', media: { payload: '$audio' } } },
      codec: 'as-inbound',
      rateHz: 'as-inbound',
      byteOrder,
      framing: { rule: 'any' },
      messageBytesMax: 48_000,
      pacing: 'burst',
    },
    clear: { send: { event: 'clear', streamSid: '$streamId' }, marks: 'echoed' },
    marks: {
      by: 'carrier',
      send: { event: 'mark', streamSid: '$streamId', mark: { name: '$mark' } },
      nameAt: 'mark.name',
      whenIdle: 'at-once',
    },
    dtmf: {
      digitAt: 'dtmf.digit',
      send: { event: 'dtmf', streamSid: '$streamId', dtmf: { digit: '$digit' } },
    },
    close: { ours: 'continues' },
    auth: { webhook: 'signalwire', upgrade, tokenParameter: 'token' },
  };
}
