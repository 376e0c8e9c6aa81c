// jambonz `listen` with bidirectional streaming, as a spec: a preamble without a name, then binary sound.
// https://docs.jambonz.org/verbs/verbs/listen
import type { EnvelopeSpec } from '../envelope-spec.ts';
import type { RateHz } from '../spec-parts.ts';

/** What differs between versions of jambonz, and between applications. */
export interface JambonzOptions {
  /** The `bidirectionalAudio.sampleRate` of the verb, which the preamble does not tell. Default: the caller's. */
  readonly sendsRateHz?: RateHz;
  /** `clock` for versions that return marks before their sound was played. Default `carrier`. */
  readonly marksBy?: 'carrier' | 'clock';
  /** Control overtakes sound: nothing is sent for so long behind a clear. Default 80 ms. */
  readonly guardMs?: number;
  /** How far ahead its buffer is filled; its size is not told. Default 5 s. */
  readonly aheadMs?: number;
  /** The `wsAuth` of the verb. Default `basic`. */
  readonly upgrade?: 'basic' | 'none';
}

/** What stands in the preamble beside the `metadata` of the verb. */
const PREAMBLE = [
  'sampleRate',
  'mixType',
  'callSid',
  'direction',
  'from',
  'to',
  'accountSid',
  'traceId',
  'callerName',
];

/** jambonz: the verb needs `bidirectionalAudio: { enabled: true, streaming: true }`, and the token in `metadata`. */
export function jambonzSpec(options: JambonzOptions = {}): EnvelopeSpec {
  const { marksBy = 'carrier', guardMs = 80, aheadMs = 5000, upgrade = 'basic' } = options;
  return {
    name: 'jambonz',
    transport: { binary: 'audio', text: 'json', subprotocol: 'audio.jambonz.org' },
    events: [
      { when: [{ frame: 'first-text' }, { at: 'callSid', exists: true }], as: 'start' },
      { when: [{ at: 'event', is: 'dtmf' }], as: 'dtmf' },
      { when: [{ at: 'type', is: 'mark' }], as: marksBy === 'carrier' ? 'mark' : 'ignore' },
      { when: [{ at: 'type', is: 'playDone' }], as: 'ignore' },
    ],
    start: {
      by: 'message',
      streamId: [],
      callId: [{ at: 'callSid' }],
      from: [{ at: 'from' }],
      to: [{ at: 'to' }],
      parameters: [{ as: 'flat-rest', except: PREAMBLE }],
    },
    inbound: {
      payload: 'binary',
      codec: 'pcm16',
      rateHz: { at: 'sampleRate', otherwise: 8000 },
    },
    outbound: {
      media: 'binary',
      codec: 'pcm16',
      rateHz: options.sendsRateHz ?? 'as-inbound',
      framing: { rule: 'multiple', unit: { ms: 20 } },
      messageBytesMax: 32_000,
      pacing: { aheadMs },
    },
    // Its own `killAudio` returns marks as `cleared`; they are back by then.
    clear: { send: { type: 'killAudio' }, marks: 'flagged', guardMs },
    marks:
      marksBy === 'carrier'
        ? {
            by: 'carrier',
            send: { type: 'mark', data: { name: '$mark' } },
            nameAt: 'data.name',
            whenIdle: 'at-once',
          }
        : { by: 'clock' },
    dtmf: { digitAt: 'dtmf' },
    close: { ours: 'continues', hangUp: { type: 'disconnect' } },
    auth: { webhook: 'none', upgrade, tokenParameter: 'token' },
  };
}
