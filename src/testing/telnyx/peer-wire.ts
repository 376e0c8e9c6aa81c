// Telnyx's wire, from its end, for the carrier contract: counters in strings, a codec for each way.
// https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
import { bytesPerMs, rateHzOf, type AudioFormat, type Encoding } from '../../media/audio.ts';
import {
  base64,
  isObject,
  noSuch,
  objectOf,
  soundOf,
  type PeerCall,
  type PeerWire,
} from '../envelope/peer-wire.ts';

/** What the stream was asked for, and what the phone speaks. */
export interface TelnyxPeer {
  readonly caller: AudioFormat;
  readonly agent: AudioFormat;
  readonly bigEndian: boolean;
}

const NAMES: Readonly<Record<Encoding, string>> = { pcmu: 'PCMU', pcma: 'PCMA', pcm16: 'L16' };

/** One stream of Telnyx's. What was given to the call stands in the address, and so does the call's id. */
export function telnyxPeerWire(call: PeerCall, peer: TelnyxPeer): PeerWire {
  const { streamId, callId, from, to, parameters } = call;
  const { caller, agent, bigEndian } = peer;
  let sequence = 0;
  let chunk = 0;
  const event = (name: string, body: object, ofStream = streamId): string =>
    JSON.stringify({ event: name, sequence_number: String((sequence += 1)), ...body, stream_id: ofStream });
  return {
    rules: {
      marksOnClear: 'returned',
      bytesMin: 20 * bytesPerMs(agent),
      bytesMax: 30_000 * bytesPerMs(agent),
    },
    caller,
    agent,
    bigEndian,
    path: `/telnyx/media?${new URLSearchParams({ call: callId, ...parameters }).toString()}`,
    opening: () => [
      '{"event":"connected","version":"1.0.0"}',
      event('start', {
        start: {
          user_id: '3e6f995f-85f7-4705-9741-53b116d28237',
          call_control_id: 'v3:another-name-of-the-call',
          call_session_id: 'ff55a038-6f5d-11ef-9692-02420aeffb1f',
          from,
          to,
          tags: ['TAG1'],
          client_state: 'aGF2ZSBhIG5pY2UgZGF5ID1d',
          media_format: {
            encoding: NAMES[caller.encoding],
            sample_rate: rateHzOf(caller),
            channels: 1,
          },
        },
      }),
    ],
    media: (timestampMs, bytes) =>
      event('media', {
        media: {
          track: 'inbound',
          chunk: String((chunk += 1)),
          timestamp: String(timestampMs),
          payload: base64(bytes),
        },
      }),
    mark: (name) => event('mark', { mark: { name } }),
    cleared: () => null,
    digit: (digit) => event('dtmf', { occurred_at: '2025-06-05T08:54:19.698408Z', dtmf: { digit } }),
    flow: () => null,
    stop: () => event('stop', { stop: { user_id: '3e6f', call_control_id: 'v3:another-name-of-the-call' } }),
    ofAnotherStream: () => event('mark', { mark: { name: 'm_7' } }, 'another'),
    read(message) {
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      const { event: name, media, mark } = json;
      if (name === 'clear') return { kind: 'clear' };
      if (name === 'media' && isObject(media)) return soundOf(media['payload']);
      if (name !== 'mark' || !isObject(mark)) return noSuch(message);
      return typeof mark['name'] === 'string' ? { kind: 'mark', name: mark['name'] } : noSuch(message);
    },
  };
}
