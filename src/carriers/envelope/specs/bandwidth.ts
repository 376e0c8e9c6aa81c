// Bandwidth Programmable Voice, `<StartStream mode="bidirectional">`, as a spec.
// https://dev.bandwidth.com/docs/voice/programmable-voice/bxml/startStream
import type { EnvelopeSpec } from '../envelope-spec.ts';
import type { RateHz } from '../spec-parts.ts';

/** What Bandwidth's pages leave open, or leave to us. */
export interface BandwidthOptions {
  /** How we send: µ-law, or linear samples at a rate of 8, 16 or 24 kHz. Default `pcmu`. */
  readonly sends?: 'pcmu' | RateHz;
  /** How the socket's upgrade is secured: by `destinationUsername` and `…Password`, or by the token alone. Default `none`. */
  readonly upgrade?: 'basic' | 'none';
  /** How far ahead its buffer is filled; its size is not told. Default 5 s. */
  readonly aheadMs?: number;
}

/**
 * Bandwidth: no marks and no keys on the socket; put `<StopStream wait="true"/>` and a `<Redirect>` behind the stream. Keys
 * come by the webhook of a `<StartGather>`, in an event that is read as if the socket had told it.
 */
export function bandwidthSpec(options: BandwidthOptions = {}): EnvelopeSpec {
  const { sends = 'pcmu', upgrade = 'none', aheadMs = 5000 } = options;
  const contentType =
    sends === 'pcmu'
      ? 'audio/pcmu'
      : `audio/pcm;rate=${sends};channels=1;bit-depth=16;endian=little;encoding=signed`;
  return {
    name: 'bandwidth',
    transport: { binary: 'reject', text: 'json' },
    events: [
      { when: [{ at: 'eventType', is: 'media' }], as: 'media' },
      { when: [{ at: 'eventType', is: 'start' }], as: 'start' },
      { when: [{ at: 'eventType', is: 'stop' }], as: 'stop' },
      { when: [{ at: 'eventType', is: 'dtmf' }], as: 'dtmf' },
    ],
    start: {
      by: 'message',
      streamId: [{ at: 'metadata.streamId' }],
      callId: [{ at: 'metadata.callId' }],
      parameters: [{ as: 'object', at: 'streamParams' }],
    },
    streamIdAt: 'metadata.streamId',
    inbound: {
      payload: { at: 'payload' },
      track: { at: 'track', accept: ['inbound'] },
      codec: 'pcmu',
      rateHz: 8000,
    },
    outbound: {
      media: { text: { eventType: 'playAudio', media: { contentType, payload: '$audio' } } },
      codec: sends === 'pcmu' ? 'pcmu' : 'pcm16',
      rateHz: sends === 'pcmu' ? 8000 : sends,
      framing: { rule: 'any' },
      messageBytesMax: 48_000,
      pacing: { aheadMs },
    },
    clear: { send: { eventType: 'clear' }, marks: 'unknown' },
    marks: { by: 'clock' },
    dtmf: { digitAt: 'digit' },
    close: { ours: 'continues' },
    auth: { webhook: 'basic', upgrade, tokenParameter: 'token' },
  };
}
