// Vonage Voice API WebSocket as a spec: sound in binary messages of exactly 20 ms, all else in text.
// https://developer.vonage.com/en/voice/voice-api/guides/websockets
import type { ByteOrder, ClearSpec, EnvelopeSpec } from '../envelope-spec.ts';

/** What Vonage's pages leave open. */
export interface VonageOptions {
  /** Order of the bytes of a sample. Default `little`, in spite of the name `l16`. */
  readonly byteOrder?: ByteOrder;
  /** Whether a clear returns or drops pending notifications. Not documented; default `unknown`. */
  readonly marksOnClear?: ClearSpec['marks'];
  /** `vonage-jwt` where the endpoint has `authorization: { type: 'vonage' }`. Default that. */
  readonly upgrade?: 'vonage-jwt' | 'bearer' | 'none';
}

/** Vonage: there is no id of the call on the socket; put `callId` and `token` into the endpoint's `headers`. */
export function vonageSpec(options: VonageOptions = {}): EnvelopeSpec {
  const { byteOrder = 'little', marksOnClear = 'unknown', upgrade = 'vonage-jwt' } = options;
  return {
    name: 'vonage',
    transport: { binary: 'audio', text: 'json' },
    events: [
      { when: [{ at: 'event', is: 'websocket:connected' }], as: 'start' },
      { when: [{ at: 'event', is: 'websocket:dtmf' }], as: 'dtmf' },
      { when: [{ at: 'event', is: 'websocket:notify' }], as: 'mark' },
      { when: [{ at: 'event', is: 'websocket:cleared' }], as: 'cleared' },
      // Others were seen, such as `websocket:hangup`; what ends the stream is its close.
      { when: [{ at: 'event', begins: 'websocket:' }], as: 'ignore' },
    ],
    start: {
      by: 'message',
      streamId: [],
      callId: [{ at: 'callId' }, { at: 'call_uuid' }, { query: 'callId' }],
      parameters: [
        { as: 'url-query' },
        { as: 'flat-rest', except: ['event', 'content-type', 'callId', 'call_uuid'] },
      ],
    },
    inbound: {
      payload: 'binary',
      codec: 'pcm16',
      rateHz: { at: 'content-type', after: 'rate=', otherwise: 16_000 },
      byteOrder,
    },
    outbound: {
      media: 'binary',
      codec: 'pcm16',
      rateHz: 'as-inbound',
      byteOrder,
      framing: { rule: 'exact', unit: { ms: 20 } },
      messageBytesMax: 960,
      // 3072 messages, a minute, are taken; this leaves room for two clocks that differ.
      pacing: { aheadMs: 30_000 },
    },
    clear: { send: { action: 'clear' }, marks: marksOnClear },
    marks: {
      by: 'carrier',
      send: { action: 'notify', payload: { mark: '$mark' } },
      nameAt: 'payload.mark',
      whenIdle: 'at-once',
    },
    dtmf: { digitAt: 'digit' },
    close: { ours: 'continues' },
    auth: { webhook: 'vonage-jwt', upgrade, tokenParameter: 'token' },
  };
}
