// The messages of one emulated Twilio stream. https://www.twilio.com/docs/voice/media-streams/websocket-messages
import { Buffer } from 'node:buffer';
import { FRAME_BYTES } from '../telephone/caller-voice.ts';
import type { StreamWire } from '../telephone/stream-wire.ts';
import { readServerMessage } from './server-message.ts';

/** Which stream it is, and what comes back in its start. */
export interface TwilioStreamParts {
  readonly streamSid: string;
  readonly callSid: string;
  readonly accountSid: string;
  readonly parameters: Readonly<Record<string, string>>;
}

const SILENT_FRAME = Buffer.alloc(FRAME_BYTES, 0xff).toString('base64');

/** Counters are integers in strings; chunks are those that were sent. */
export function twilioStreamWire(parts: TwilioStreamParts): StreamWire {
  const { streamSid, callSid, accountSid, parameters } = parts;
  let sequence = 0;
  let chunk = 0;
  const event = (name: string, body: string): string => {
    sequence += 1;
    return `{"event":"${name}","sequenceNumber":"${sequence}","streamSid":"${streamSid}",${body}}`;
  };
  return {
    marksOnClear: 'returned',
    queueMsMax: Infinity,
    opening() {
      const start = {
        accountSid,
        streamSid,
        callSid,
        tracks: ['inbound'],
        mediaFormat: { encoding: 'audio/x-mulaw', sampleRate: 8000, channels: 1 },
        customParameters: parameters,
      };
      return [
        '{"event":"connected","protocol":"Call","version":"1.0.0"}',
        event('start', `"start":${JSON.stringify(start)}`),
      ];
    },
    media(timestampMs, bytes) {
      chunk += 1;
      const payload = bytes === null ? SILENT_FRAME : Buffer.from(bytes).toString('base64');
      return event(
        'media',
        `"media":{"track":"inbound","chunk":"${chunk}","timestamp":"${timestampMs}","payload":"${payload}"}`,
      );
    },
    digit: (digit) => event('dtmf', `"dtmf":{"track":"inbound_track","digit":${JSON.stringify(digit)}}`),
    mark: (name) => event('mark', `"mark":{"name":${JSON.stringify(name)}}`),
    cleared: () => null,
    stop: () => event('stop', `"stop":${JSON.stringify({ accountSid, callSid })}`),
    read: (text) => readServerMessage(text, streamSid),
  };
}
