// Plivo's wire, from its end, for the carrier contract: numbers for counters, Unix time, no word of an end.
// https://www.plivo.com/docs/voice/audio-streaming/reference
import { rateHzOf, type AudioFormat } from '../../media/audio.ts';
import {
  base64,
  isObject,
  noSuch,
  objectOf,
  soundOf,
  type PeerCall,
  type PeerWire,
} from '../envelope/peer-wire.ts';

/** How the `<Stream>` asked for sound, and how long a queue Plivo has. */
export interface PlivoPeer {
  readonly format: AudioFormat;
  readonly bigEndian: boolean;
  readonly queueMsMax: number;
}

const BEGAN_MS = 1_705_312_200_000;

/** One stream of Plivo's. What was given to the call stands in the address. */
export function plivoPeerWire(call: PeerCall, { format, bigEndian, queueMsMax }: PlivoPeer): PeerWire {
  const { streamId, callId, parameters } = call;
  const codec = format.encoding === 'pcmu' ? 'audio/x-mulaw' : 'audio/x-l16';
  const rate = rateHzOf(format);
  let sequence = 1;
  let chunk = 0;
  const event = (name: string, body: object, ofStream = streamId): string =>
    JSON.stringify({ event: name, sequenceNumber: (sequence += 1), streamId: ofStream, ...body });
  return {
    // 16 KB of base64.
    rules: { marksOnClear: 'dropped', queueMsMax, bytesMax: 12_288 },
    caller: format,
    agent: format,
    bigEndian,
    path: `/plivo/media?${new URLSearchParams(parameters).toString()}`,
    opening: () => [
      `{"event":"start","sequenceNumber":1,"start":{"callId":"${callId}","streamId":"${streamId}","accountId":"MA0001","tracks":["inbound"],"mediaFormat":{"encoding":"${codec}","sampleRate":${rate}}},"extra_headers":"session=s1;tenant=acme"}`,
    ],
    media: (timestampMs, bytes) =>
      event('media', {
        media: {
          track: 'inbound',
          timestamp: String(BEGAN_MS + timestampMs),
          chunk: (chunk += 1),
          payload: base64(bytes),
        },
      }),
    mark: (name) => event('playedStream', { name }),
    cleared: () => event('clearedAudio', {}),
    digit: (digit) => event('dtmf', { dtmf: { track: 'inbound', digit, timestamp: String(BEGAN_MS) } }),
    flow: () => null,
    stop: () => null,
    ofAnotherStream: () => event('playedStream', { name: 'm_7' }, 'another'),
    read(message) {
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      const { event: name, media, dtmf } = json;
      if (name === 'playAudio' && isObject(media)) {
        const { contentType, sampleRate, payload } = media;
        if (contentType === codec && sampleRate === rate) return soundOf(payload);
        return { kind: 'invalid', detail: `sound as ${String(contentType)} at ${String(sampleRate)}` };
      }
      if (name === 'sendDTMF' && typeof dtmf === 'string') return { kind: 'digit', digit: dtmf };
      if (json['streamId'] !== streamId) return { kind: 'invalid', detail: 'another stream' };
      if (name === 'checkpoint' && typeof json['name'] === 'string')
        return { kind: 'mark', name: json['name'] };
      return name === 'clearAudio' ? { kind: 'clear' } : noSuch(message);
    },
  };
}
