// Vonage's wire, from its end: binary sound in exact frames, and our own headers laid flat into its first message.
// https://developer.vonage.com/en/voice/voice-api/guides/websockets
import { isObject, noSuch, objectOf, type PeerCall, type PeerWire } from '../peer-wire.ts';

/** How Vonage is taken to be where its pages are silent. */
export interface VonageProfile {
  readonly rateHz: 8000 | 16_000 | 24_000;
  readonly bigEndian: boolean;
  readonly marksOnClear: 'returned' | 'dropped';
}

/** One socket of Vonage's. Its stream has no id of its own: it is the call's, and that is a header of ours. */
export function vonageWire(call: PeerCall, { rateHz, bigEndian, marksOnClear }: VonageProfile): PeerWire {
  const frameBytes = (rateHz / 1000) * 40;
  const { callId, parameters } = call;
  return {
    // 3072 messages of 20 ms.
    rules: { marksOnClear, bytesMin: frameBytes, bytesMax: frameBytes, queueMsMax: 61_440 },
    caller: { encoding: 'pcm16', rateHz },
    agent: { encoding: 'pcm16', rateHz },
    bigEndian,
    path: '/vonage/media',
    opening: () => [
      JSON.stringify({
        event: 'websocket:connected',
        'content-type': `audio/l16;rate=${rateHz}`,
        callId,
        ...parameters,
      }),
    ],
    media: (_, bytes) => bytes,
    mark: (name) => `{"event":"websocket:notify","payload":{"mark":${JSON.stringify(name)}}}`,
    cleared: () => '{"event":"websocket:cleared"}',
    digit: (digit) => `{"event":"websocket:dtmf","digit":"${digit}","duration":260}`,
    flow: () => null,
    stop: () => null,
    ofAnotherStream: () => null,
    read(message) {
      if (typeof message !== 'string') return { kind: 'media', bytes: message };
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      const { action, payload } = json;
      if (action === 'clear') return { kind: 'clear' };
      if (action === 'notify' && isObject(payload) && typeof payload['mark'] === 'string')
        return { kind: 'mark', name: payload['mark'] };
      return noSuch(message);
    },
  };
}
