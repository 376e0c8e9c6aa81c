// Exotel's wire, from its end: Twilio in snake_case with linear samples, 100 ms each, and rules for what it is sent.
// https://developer.exotel.com/docs/agentstream/websocket-protocol
import { base64, isObject, noSuch, objectOf, soundOf, type PeerCall, type PeerWire } from '../peer-wire.ts';

/** One stream of Exotel's. `marksOnClear` is not documented: both are played. */
export function exotelWire(
  call: PeerCall,
  rateHz: 8000 | 16_000 | 24_000,
  marksOnClear: 'returned' | 'dropped',
): PeerWire {
  const { callId, streamId: sid, from, to, parameters } = call;
  let sequence = 1;
  let chunk = 0;
  const event = (name: string, body: string, streamSid = sid): string =>
    `{"event":"${name}","sequence_number":"${(sequence += 1)}","stream_sid":"${streamSid}","${name}":${body}}`;
  return {
    rules: { marksOnClear, bytesMin: 3200, bytesMax: 100_000, bytesMultiple: 320 },
    caller: { encoding: 'pcm16', rateHz },
    agent: { encoding: 'pcm16', rateHz },
    bigEndian: false,
    path: `/exotel?sample-rate=${rateHz}`,
    opening: () => [
      '{"event":"connected"}',
      `{"event":"start","sequence_number":"1","stream_sid":"${sid}","start":{"stream_sid":"${sid}","call_sid":"${callId}","account_sid":"AC1","from":"${from}","to":"${to}","custom_parameters":${JSON.stringify(parameters)},"media_format":{"encoding":"audio/x-raw","sample_rate":"${rateHz}","bit_rate":"16"}}}`,
    ],
    media: (timestampMs, bytes) =>
      event('media', `{"chunk":"${(chunk += 1)}","timestamp":"${timestampMs}","payload":"${base64(bytes)}"}`),
    mark: (name) => event('mark', `{"name":${JSON.stringify(name)}}`),
    cleared: () => null,
    digit: (digit) => event('dtmf', `{"digit":"${digit}","duration":"100"}`),
    flow: () => null,
    stop: () => event('stop', `{"call_sid":"${callId}","account_sid":"AC1","reason":"callended"}`),
    ofAnotherStream: () => event('mark', '{"name":"m_7"}', 'MZ9'),
    read(message) {
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      if (json['stream_sid'] !== sid) return { kind: 'invalid', detail: 'wrong stream_sid' };
      const { event: name, media, mark } = json;
      if (name === 'media') return soundOf(isObject(media) ? media['payload'] : null);
      if (name === 'mark' && isObject(mark) && typeof mark['name'] === 'string')
        return { kind: 'mark', name: mark['name'] };
      return name === 'clear' ? { kind: 'clear' } : noSuch(message);
    },
  };
}
