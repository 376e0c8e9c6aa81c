// Bandwidth's wire, from its end: `eventType`, the payload at the top, no ids in what it takes, no marks and no keys.
// https://dev.bandwidth.com/docs/voice/programmable-voice/bxml/startStream
import { base64, isObject, noSuch, objectOf, soundOf, type PeerCall, type PeerWire } from '../peer-wire.ts';

/** What it must be sent as. */
const PCM = /^audio\/pcm;rate=(\d+);channels=1;bit-depth=16;endian=little;encoding=signed$/;

/** One stream of Bandwidth's. `agentRateHz` null: it is sent µ-law. */
export function bandwidthWire(call: PeerCall, agentRateHz: 8000 | 16_000 | 24_000 | null): PeerWire {
  const { callId, streamId, parameters } = call;
  const ids = `"accountId":"5500001","callId":"${callId}","streamId":"${streamId}"`;
  let sequence = 0;
  return {
    rules: { marksOnClear: 'dropped', queueMsMax: 10_000 },
    caller: { encoding: 'pcmu' },
    agent: agentRateHz === null ? { encoding: 'pcmu' } : { encoding: 'pcm16', rateHz: agentRateHz },
    bigEndian: false,
    path: '/bw/media',
    opening: () => [
      `{"eventType":"start","metadata":{${ids},"tracks":[{"name":"inbound","mediaFormat":{"encoding":"audio/PCMU","sampleRate":8000}}]},"streamParams":${JSON.stringify(parameters)}}`,
    ],
    media: (_, bytes) =>
      `{"eventType":"media","track":"inbound","payload":"${base64(bytes)}","sequenceNumber":"${(sequence += 1)}"}`,
    mark: () => null,
    cleared: () => null,
    digit: () => null,
    flow: () => null,
    stop: () => `{"eventType":"stop","metadata":{${ids}}}`,
    ofAnotherStream: () =>
      '{"eventType":"stop","metadata":{"accountId":"5500001","callId":"c-0009","streamId":"s-0009"}}',
    read(message) {
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      const { eventType, media } = json;
      if (eventType === 'clear') return { kind: 'clear' };
      if (eventType !== 'playAudio' || !isObject(media)) return noSuch(message);
      const { contentType, payload } = media;
      const rate = PCM.exec(String(contentType))?.[1];
      const fits = agentRateHz === null ? contentType === 'audio/pcmu' : rate === String(agentRateHz);
      return fits ? soundOf(payload) : { kind: 'invalid', detail: `content type ${String(contentType)}` };
    },
  };
}
