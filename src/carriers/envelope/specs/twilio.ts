// Twilio Media Streams as a spec. The adapter in use is the one in `carriers/twilio`; this one holds it to the same wire.
// https://www.twilio.com/docs/voice/media-streams/websocket-messages
import type { EnvelopeSpec } from '../envelope-spec.ts';

/** Twilio's bidirectional `<Connect><Stream>`. */
export function twilioSpec(): EnvelopeSpec {
  return {
    name: 'twilio',
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
      streamId: [{ at: 'streamSid' }, { at: 'start.streamSid' }],
      callId: [{ at: 'start.callSid' }],
      parameters: [{ as: 'object', at: 'start.customParameters' }],
    },
    streamIdAt: 'streamSid',
    inbound: {
      payload: { at: 'media.payload' },
      track: { at: 'media.track', accept: ['inbound'] },
      codec: 'pcmu',
      rateHz: 8000,
      clock: { at: 'media.timestamp', unit: 'ms-relative' },
    },
    outbound: {
      media: { text: { event: 'media', streamSid: '$streamId', media: { payload: '$audio' } } },
      codec: 'pcmu',
      rateHz: 8000,
      framing: { rule: 'any' },
      messageBytesMax: 16_000,
      pacing: 'burst',
    },
    clear: { send: { event: 'clear', streamSid: '$streamId' }, marks: 'echoed' },
    marks: {
      by: 'carrier',
      send: { event: 'mark', streamSid: '$streamId', mark: { name: '$mark' } },
      nameAt: 'mark.name',
      whenIdle: 'at-once',
    },
    dtmf: { digitAt: 'dtmf.digit' },
    close: { ours: 'continues' },
    auth: { webhook: 'twilio-sha1', upgrade: 'twilio-sha1', tokenParameter: 'token' },
  };
}
