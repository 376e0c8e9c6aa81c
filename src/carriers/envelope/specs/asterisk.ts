// Asterisk `chan_websocket` as a spec: binary sound, commands in JSON, and a queue that says when it is full.
// https://docs.asterisk.org/Configuration/Channel-Drivers/WebSocket/
import type { ClearSpec, EnvelopeSpec } from '../envelope-spec.ts';

/** What Asterisk's pages leave open, or leave to the dialplan. */
export interface AsteriskOptions {
  /** What a flush does to marks that are pending. Not documented; default `dropped`. */
  readonly marksOnClear?: ClearSpec['marks'];
  /** True where the channel is not answered by the dialplan before it comes here. Default false. */
  readonly answers?: boolean;
  /** Credentials of `websocket_client.conf`. Default `basic`. */
  readonly upgrade?: 'basic' | 'none';
}

/** A longer message hangs the call up. */
const MESSAGE_BYTES_MAX = 65_000;

/** Asterisk: dial with `f(json)v(call=${UNIQUEID},from=…,to=…)`, so that a call keeps its id whatever becomes of its sockets. */
export function asteriskSpec(options: AsteriskOptions = {}): EnvelopeSpec {
  const { marksOnClear = 'dropped', answers = false, upgrade = 'basic' } = options;
  return {
    name: 'asterisk',
    transport: { binary: 'audio', text: 'json' },
    events: [
      { when: [{ at: 'event', is: 'MEDIA_START' }], as: 'start' },
      { when: [{ at: 'event', is: 'DTMF_END' }], as: 'dtmf' },
      { when: [{ at: 'event', is: 'MEDIA_MARK_PROCESSED' }], as: 'mark' },
      { when: [{ at: 'event', is: 'MEDIA_XOFF' }], as: 'flow-off' },
      { when: [{ at: 'event', is: 'MEDIA_XON' }], as: 'flow-on' },
      { when: [{ at: 'event', is: 'QUEUE_DRAINED' }], as: 'cleared' },
      { when: [{ at: 'event', is: ['MEDIA_BUFFERING_COMPLETED', 'STATUS'] }], as: 'ignore' },
    ],
    start: {
      by: 'message',
      streamId: [{ at: 'connection_id' }],
      // A channel of the socket's own is another one each time: the caller's comes from the dialplan.
      callId: [{ query: 'call' }, { at: 'channel_id' }],
      from: [{ query: 'from' }],
      to: [{ query: 'to' }],
      parameters: [{ as: 'url-query' }, { as: 'object', at: 'channel_variables' }],
    },
    inbound: {
      payload: 'binary',
      codec: {
        at: 'format',
        map: { ulaw: 'pcmu', alaw: 'pcma', slin: 'pcm16', slin16: 'pcm16', slin24: 'pcm16' },
      },
      rateHz: { at: 'format', map: { ulaw: 8000, alaw: 8000, slin: 8000, slin16: 16_000, slin24: 24_000 } },
    },
    outbound: {
      media: 'binary',
      codec: 'as-inbound',
      rateHz: 'as-inbound',
      // Bytes beyond a whole frame are dropped.
      framing: { rule: 'multiple', unit: { ms: 20 } },
      messageBytesMax: MESSAGE_BYTES_MAX,
      // The queue holds 20 s and says so at 18: this is for a way that is slow to say it.
      pacing: { aheadMs: 10_000 },
    },
    clear: {
      send: { command: 'FLUSH_MEDIA' },
      before: { command: 'REPORT_QUEUE_DRAINED' },
      marks: marksOnClear,
    },
    marks: {
      by: 'carrier',
      send: { command: 'MARK_MEDIA', correlation_id: '$mark' },
      nameAt: 'correlation_id',
      whenIdle: 'at-once',
    },
    dtmf: { digitAt: 'digit' },
    ...(answers ? { replies: [{ on: 'start', send: { command: 'ANSWER' } }] } : {}),
    close: { ours: 'continues', hangUp: { command: 'HANGUP' } },
    auth: { webhook: 'none', upgrade, tokenParameter: 'OFFHOOK_TOKEN' },
  };
}
