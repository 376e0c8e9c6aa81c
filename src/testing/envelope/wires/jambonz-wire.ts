// jambonz' wire, from its end: a preamble without a name, binary sound, marks that tell whether they were played.
// https://docs.jambonz.org/verbs/verbs/listen
import { isObject, noSuch, objectOf, type PeerCall, type PeerWire } from '../peer-wire.ts';

/** How one version behaves. */
export interface JambonzProfile {
  readonly rateHz: 8000 | 16_000 | 24_000;
  /** Marks come back before their sound was played, as some versions do it. */
  readonly marksEarly?: boolean;
  /** A kill is handled so much earlier than sound that was sent before it. */
  readonly overtakenMs?: number;
}

/** One `listen` of jambonz'. */
export function jambonzWire(call: PeerCall, profile: JambonzProfile): PeerWire {
  const { rateHz, marksEarly = false, overtakenMs = 0 } = profile;
  const { callId, from, to, parameters } = call;
  return {
    rules: { marksOnClear: 'returned', bytesMultiple: (rateHz / 1000) * 40, overtakenMs, marksEarly },
    caller: { encoding: 'pcm16', rateHz },
    agent: { encoding: 'pcm16', rateHz },
    bigEndian: false,
    path: '/jambonz/media',
    opening: () => [
      JSON.stringify({
        sampleRate: rateHz,
        mixType: 'mono',
        callSid: callId,
        direction: 'inbound',
        from,
        to,
        accountSid: 'a1',
        traceId: 't1',
        ...parameters,
      }),
    ],
    media: (_, bytes) => bytes,
    mark: (name, cleared) =>
      `{"type":"mark","data":{"name":${JSON.stringify(name)},"event":"${cleared ? 'cleared' : 'playout'}"}}`,
    cleared: () => null,
    digit: (digit) => `{"event":"dtmf","dtmf":"${digit}","duration":"1600"}`,
    flow: () => null,
    stop: () => null,
    ofAnotherStream: () => null,
    read(message) {
      if (typeof message !== 'string') return { kind: 'media', bytes: message };
      const json = objectOf(message);
      if (json === null) return noSuch(message);
      const { type, data } = json;
      if (type === 'killAudio') return { kind: 'clear' };
      if (type === 'disconnect') return { kind: 'hang-up' };
      if (type === 'mark' && isObject(data) && typeof data['name'] === 'string')
        return { kind: 'mark', name: data['name'] };
      return noSuch(message);
    },
  };
}
