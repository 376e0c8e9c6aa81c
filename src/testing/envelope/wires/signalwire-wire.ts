// SignalWire's wire, from its end: like Twilio's, but media and stop name no stream, and sound may be `L16`.
// https://developer.signalwire.com/compatibility-api/cxml/voice/stream
import { base64, isObject, noSuch, objectOf, soundOf, type PeerCall, type PeerWire } from '../peer-wire.ts';

/** How the `<Stream>` asked for sound. */
export interface SignalwireSound {
  readonly codec: 'PCMU@8000h' | 'L16@16000h' | 'L16@24000h';
  readonly bigEndian: boolean;
}

/** One stream of SignalWire's. */
export function signalwireWire(call: PeerCall, { codec, bigEndian }: SignalwireSound): PeerWire {
  const { streamId: sid, callId, parameters } = call;
  const mulaw = codec === 'PCMU@8000h';
  const rateHz = codec === 'L16@24000h' ? 24_000 : 16_000;
  const format = mulaw ? ({ encoding: 'pcmu' } as const) : ({ encoding: 'pcm16', rateHz } as const);
  const mediaFormat = mulaw
    ? '{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1}'
    : `{"encoding":"audio/x-L16","sampleRate":${rateHz},"channels":1}`;
  const custom =
    Object.keys(parameters).length === 0 ? '' : `,"customParameters":${JSON.stringify(parameters)}`;
  let sequence = 1;
  let chunk = 0;
  return {
    rules: { marksOnClear: 'returned' },
    caller: format,
    agent: format,
    bigEndian,
    path: '/media',
    opening: () => [
      '{"event":"connected","protocol":"Call","version":"0.2.0"}',
      `{"event":"start","sequenceNumber":"1","start":{"streamSid":"${sid}","accountSid":"0d3b","callSid":"${callId}","tracks":["inbound"]${custom},"mediaFormat":${mediaFormat}},"streamSid":"${sid}"}`,
    ],
    media: (timestampMs, bytes) =>
      `{"event":"media","sequenceNumber":"${(sequence += 1)}","media":{"track":"inbound","chunk":"${(chunk += 1)}","timestamp":"${timestampMs}","payload":"${base64(bytes)}"}}`,
    mark: (name) => `{"event":"mark","streamSid":"${sid}","mark":{"name":${JSON.stringify(name)}}}`,
    cleared: () => null,
    digit: (digit) =>
      `{"event":"dtmf","sequenceNumber":"${(sequence += 1)}","streamSid":"${sid}","dtmf":{"duration":250,"digit":"${digit}"}}`,
    flow: () => null,
    stop: () => `{"event":"stop","sequenceNumber":"${(sequence += 1)}"}`,
    ofAnotherStream: () => '{"event":"mark","streamSid":"b7c5","mark":{"name":"m_7"}}',
    read(message) {
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      if (json['streamSid'] !== sid) return { kind: 'invalid', detail: 'wrong streamSid' };
      const { event, media, mark, dtmf } = json;
      if (event === 'media') return soundOf(isObject(media) ? media['payload'] : null);
      if (event === 'mark' && isObject(mark) && typeof mark['name'] === 'string')
        return { kind: 'mark', name: mark['name'] };
      if (event === 'dtmf' && isObject(dtmf) && typeof dtmf['digit'] === 'string')
        return { kind: 'digit', digit: dtmf['digit'] };
      return event === 'clear' ? { kind: 'clear' } : noSuch(message);
    },
  };
}
