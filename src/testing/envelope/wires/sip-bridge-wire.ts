// The SIP bridge's wire, from the gateway's end, as docs/reference/envelope.md tells it.
import type { AudioFormat } from '../../../media/audio.ts';
import { base64, noSuch, objectOf, soundOf, type PeerCall, type PeerWire } from '../peer-wire.ts';

/** One gateway. */
export interface BridgeProfile {
  readonly format: AudioFormat;
  readonly sound: 'binary' | 'base64';
}

/** One call of the gateway. It keeps no more than four seconds. */
export function sipBridgeWire(call: PeerCall, { format, sound }: BridgeProfile): PeerWire {
  const frameBytes = format.encoding === 'pcm16' ? format.rateHz / 25 : 160;
  const { callId, streamId, from, to, parameters } = call;
  const rateHz = format.encoding === 'pcm16' ? format.rateHz : 8000;
  return {
    rules: {
      marksOnClear: 'dropped',
      bytesMin: frameBytes,
      bytesMax: frameBytes,
      queueMsMax: 4000,
      flow: { offMs: 3500, onMs: 2000 },
    },
    caller: format,
    agent: format,
    bigEndian: false,
    path: '/bridge?route=4',
    opening: () => [
      JSON.stringify({
        type: 'start',
        streamId,
        callId,
        from,
        to,
        encoding: format.encoding,
        rateHz,
        parameters,
      }),
    ],
    media: (timestampMs, bytes) =>
      sound === 'binary' ? bytes : `{"type":"audio","atMs":${timestampMs},"audio":"${base64(bytes)}"}`,
    mark: (name) => `{"type":"mark","name":${JSON.stringify(name)}}`,
    cleared: () => '{"type":"cleared"}',
    digit: (digit) => `{"type":"digit","digit":"${digit}"}`,
    flow: (on) => `{"type":"${on ? 'ready' : 'full'}"}`,
    stop: () => '{"type":"stop"}',
    ofAnotherStream: () => null,
    read(message) {
      if (typeof message !== 'string')
        return sound === 'binary' ? { kind: 'media', bytes: message } : noSuch(message);
      const json = objectOf(message);
      switch (json?.['type']) {
        case 'audio':
          return sound === 'base64' ? soundOf(json['audio']) : noSuch(message);
        case 'mark':
          return { kind: 'mark', name: String(json['name']) };
        case 'clear':
          return { kind: 'clear' };
        case 'digit':
          return { kind: 'digit', digit: String(json['digit']) };
        case 'hangUp':
          return { kind: 'hang-up' };
        case 'pong':
          return { kind: 'other' };
        default:
          return noSuch(message);
      }
    },
  };
}
