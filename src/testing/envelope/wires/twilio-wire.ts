// Twilio's wire, from its end: counters as strings, the stream's id on every message, marks back on clear.
// https://www.twilio.com/docs/voice/media-streams/websocket-messages
import { base64, isObject, noSuch, objectOf, soundOf, type PeerCall, type PeerWire } from '../peer-wire.ts';

/** One stream of Twilio's. */
export function twilioWire(call: PeerCall): PeerWire {
  const { streamId: sid, callId, parameters } = call;
  let sequence = 1;
  let chunk = 0;
  const event = (name: string, body: string, streamSid = sid): string =>
    `{"event":"${name}","sequenceNumber":"${(sequence += 1)}","streamSid":"${streamSid}","${name}":${body}}`;
  return {
    rules: { marksOnClear: 'returned' },
    caller: { encoding: 'pcmu' },
    agent: { encoding: 'pcmu' },
    bigEndian: false,
    path: '/media',
    opening: () => [
      '{"event":"connected","protocol":"Call","version":"1.0.0"}',
      `{"event":"start","sequenceNumber":"1","streamSid":"${sid}","start":{"accountSid":"AC0001","streamSid":"${sid}","callSid":"${callId}","tracks":["inbound"],"mediaFormat":{"encoding":"audio/x-mulaw","sampleRate":8000,"channels":1},"customParameters":${JSON.stringify(parameters)}}}`,
    ],
    media: (timestampMs, bytes) =>
      event(
        'media',
        `{"track":"inbound","chunk":"${(chunk += 1)}","timestamp":"${timestampMs}","payload":"${base64(bytes)}"}`,
      ),
    mark: (name) => event('mark', `{"name":${JSON.stringify(name)}}`),
    cleared: () => null,
    digit: (digit) => event('dtmf', `{"track":"inbound_track","digit":"${digit}"}`),
    flow: () => null,
    stop: () => event('stop', `{"accountSid":"AC0001","callSid":"${callId}"}`),
    ofAnotherStream: () => event('mark', '{"name":"m_7"}', 'MZ9999'),
    read(message) {
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      if (json['streamSid'] !== sid) return { kind: 'invalid', detail: 'wrong streamSid' };
      const { event: name, media, mark } = json;
      if (name === 'media') return soundOf(isObject(media) ? media['payload'] : null);
      if (name === 'mark' && isObject(mark) && typeof mark['name'] === 'string')
        return { kind: 'mark', name: mark['name'] };
      return name === 'clear' ? { kind: 'clear' } : noSuch(message);
    },
  };
}
