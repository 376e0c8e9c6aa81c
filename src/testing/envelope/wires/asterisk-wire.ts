// Asterisk's wire, from its end: `chan_websocket` with `f(json)`, a queue of 20 s, XOFF and XON.
// https://docs.asterisk.org/Configuration/Channel-Drivers/WebSocket/
import type { AudioFormat } from '../../../media/audio.ts';
import { noSuch, objectOf, type PeerCall, type PeerWire, type ServerMessage } from '../peer-wire.ts';

/** Formats by Asterisk's names, and the bytes of 20 ms. */
const FORMATS = {
  ulaw: { format: { encoding: 'pcmu' }, frameBytes: 160 },
  alaw: { format: { encoding: 'pcma' }, frameBytes: 160 },
  slin: { format: { encoding: 'pcm16', rateHz: 8000 }, frameBytes: 320 },
  slin16: { format: { encoding: 'pcm16', rateHz: 16_000 }, frameBytes: 640 },
} as const satisfies Readonly<Record<string, { format: AudioFormat; frameBytes: number }>>;

/** The channel's format and queue. `xoffMs`, `xonMs`: 900 and 800 frames where nothing else is set. */
export interface AsteriskProfile {
  readonly format: keyof typeof FORMATS;
  readonly xoffMs?: number;
  readonly xonMs?: number;
  readonly queueMsMax?: number;
}

/** Commands that say nothing of the sound. */
const OTHERS = ['ANSWER', 'GET_STATUS', 'REPORT_QUEUE_DRAINED', 'SET_MEDIA_DIRECTION'];

/** One channel of Asterisk's. Odd tails are dropped there; here they are held against the server. */
export function asteriskWire(call: PeerCall, profile: AsteriskProfile): PeerWire {
  const { xoffMs = 18_000, xonMs = 16_000, queueMsMax = 20_000 } = profile;
  const { format, frameBytes } = FORMATS[profile.format];
  const { callId, streamId, parameters } = call;
  const event = (name: string, more = ''): string => `{"event":"${name}","channel_id":"${callId}"${more}}`;
  let asksDrained = false;
  const command = (json: Readonly<Record<string, unknown>>, message: string): ServerMessage => {
    const { command, correlation_id } = json;
    if (command === 'FLUSH_MEDIA') return { kind: 'clear' };
    if (command === 'HANGUP') return { kind: 'hang-up' };
    if (command === 'MARK_MEDIA' && typeof correlation_id === 'string')
      return { kind: 'mark', name: correlation_id };
    asksDrained ||= command === 'REPORT_QUEUE_DRAINED';
    return OTHERS.includes(String(command)) ? { kind: 'other' } : noSuch(message);
  };
  return {
    rules: {
      marksOnClear: 'dropped',
      bytesMax: 65_500,
      bytesMultiple: frameBytes,
      queueMsMax,
      flow: { offMs: xoffMs, onMs: xonMs },
    },
    caller: format,
    agent: format,
    bigEndian: false,
    path: '/asterisk',
    opening: () => [
      `{"event":"MEDIA_START","connection_id":"${streamId}","channel":"WebSocket/conn1","channel_id":"${callId}","format":"${profile.format}","optimal_frame_size":${frameBytes},"ptime":20,"channel_variables":${JSON.stringify(parameters)}}`,
    ],
    media: (_, bytes) => bytes,
    mark: (name) => event('MEDIA_MARK_PROCESSED', `,"correlation_id":${JSON.stringify(name)}`),
    cleared() {
      const told = asksDrained;
      asksDrained = false;
      return told ? event('QUEUE_DRAINED') : null;
    },
    digit: (digit) => event('DTMF_END', `,"digit":"${digit}"`),
    flow: (on) => event(on ? 'MEDIA_XON' : 'MEDIA_XOFF'),
    stop: () => null,
    ofAnotherStream: () => null,
    read(message) {
      if (typeof message !== 'string') return { kind: 'media', bytes: message };
      const json = objectOf(message);
      return json === null ? noSuch(message) : command(json, message);
    },
  };
}
