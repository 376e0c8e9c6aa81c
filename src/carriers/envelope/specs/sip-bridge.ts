// The SIP bridge: a plain wire of our own, for whoever puts a SIP gateway in front. docs/reference/envelope.md tells it.
import type { EnvelopeSpec } from '../envelope-spec.ts';

/** How the gateway speaks. */
export interface SipBridgeOptions {
  /** Sound in binary messages, or in base64 in text. Default `binary`. */
  readonly sound?: 'binary' | 'base64';
  /** How the upgrade is secured. Default `bearer`. */
  readonly upgrade?: 'basic' | 'bearer' | 'none';
  /** How far ahead the gateway's buffer is filled. Default 3 s. */
  readonly aheadMs?: number;
  /** A gateway that sends nothing for so long is gone. Default 15 s. */
  readonly idleMsMax?: number;
}

/** The plain bridge: start, sound, digit, mark, clear, stop. */
export function sipBridgeSpec(options: SipBridgeOptions = {}): EnvelopeSpec {
  const { sound = 'binary', upgrade = 'bearer', aheadMs = 3000, idleMsMax = 15_000 } = options;
  const inText = sound === 'base64';
  return {
    name: 'sip-bridge',
    transport: { binary: inText ? 'reject' : 'audio', text: 'json' },
    events: [
      ...(inText ? [{ when: [{ at: 'type', is: 'audio' }], as: 'media' } as const] : []),
      { when: [{ at: 'type', is: 'start' }], as: 'start' },
      { when: [{ at: 'type', is: 'digit' }], as: 'dtmf' },
      { when: [{ at: 'type', is: 'mark' }], as: 'mark' },
      { when: [{ at: 'type', is: 'cleared' }], as: 'cleared' },
      { when: [{ at: 'type', is: 'full' }], as: 'flow-off' },
      { when: [{ at: 'type', is: 'ready' }], as: 'flow-on' },
      { when: [{ at: 'type', is: 'ping' }], as: 'ping' },
      { when: [{ at: 'type', is: 'error' }], as: 'error' },
      { when: [{ at: 'type', is: 'stop' }], as: 'stop' },
    ],
    start: {
      by: 'message',
      streamId: [{ at: 'streamId' }],
      callId: [{ at: 'callId' }],
      from: [{ at: 'from' }],
      to: [{ at: 'to' }],
      parameters: [{ as: 'url-query' }, { as: 'object', at: 'parameters' }],
    },
    inbound: {
      payload: inText ? { at: 'audio' } : 'binary',
      codec: { at: 'encoding', map: { pcmu: 'pcmu', pcma: 'pcma', pcm16: 'pcm16' }, otherwise: 'pcmu' },
      rateHz: { at: 'rateHz', otherwise: 8000 },
      ...(inText ? { clock: { at: 'atMs', unit: 'ms-relative' } as const } : {}),
    },
    outbound: {
      media: inText ? { text: { type: 'audio', audio: '$audio' } } : 'binary',
      codec: 'as-inbound',
      rateHz: 'as-inbound',
      framing: { rule: 'exact', unit: { ms: 20 } },
      messageBytesMax: 960,
      pacing: { aheadMs },
    },
    clear: { send: { type: 'clear' }, marks: 'dropped' },
    marks: {
      by: 'carrier',
      send: { type: 'mark', name: '$mark' },
      nameAt: 'name',
      whenIdle: 'at-once',
    },
    dtmf: { digitAt: 'digit', send: { type: 'digit', digit: '$digit' } },
    errors: { codeAt: 'code', fatal: { at: 'fatal', is: ['true'] } },
    replies: [{ on: 'ping', send: { type: 'pong', id: '$in.id' } }],
    close: { ours: 'ends', hangUp: { type: 'hangUp' } },
    auth: { webhook: 'none', upgrade, tokenParameter: 'token' },
    limits: { idleMsMax },
  };
}
