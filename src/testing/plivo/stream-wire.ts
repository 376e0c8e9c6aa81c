// The messages of one emulated Plivo stream. https://www.plivo.com/docs/voice/audio-streaming/reference
import { rateHzOf, type AudioFormat } from '../../media/audio.ts';
import type { StreamWire } from '../telephone/stream-wire.ts';
import { readServerMessage } from './server-message.ts';
import { streamSound } from '../telephone/stream-sound.ts';

/** Which stream it is, and how it speaks. */
export interface PlivoStreamParts {
  readonly streamId: string;
  readonly callId: string;
  readonly accountId: string;
  readonly format: AudioFormat;
  readonly byteOrder: 'little' | 'big';
  readonly extraHeaders: string;
  readonly queueMsMax: number;
  readonly saysStop: boolean;
}

/** Counters are numbers, times are Unix milliseconds in strings; there is no `connected`, and most often no `stop`. */
export function plivoStreamWire(parts: PlivoStreamParts): StreamWire {
  const { streamId, callId, format, extraHeaders } = parts;
  const sound = streamSound(format, parts.byteOrder);
  const codec = format.encoding === 'pcmu' ? 'audio/x-mulaw' : 'audio/x-l16';
  let sequence = 0;
  let chunk = 0;
  let startedMs = 0;
  const event = (name: string, body: object): string => {
    sequence += 1;
    return JSON.stringify({ event: name, sequenceNumber: sequence, streamId, ...body });
  };
  const extra = extraHeaders === '' ? {} : { extra_headers: extraHeaders };
  return {
    marksOnClear: 'dropped',
    queueMsMax: parts.queueMsMax,
    opening(startedWallMs) {
      startedMs = Math.floor(startedWallMs);
      sequence += 1;
      const mediaFormat = { encoding: codec, sampleRate: rateHzOf(format) };
      const start = { callId, streamId, accountId: parts.accountId, tracks: ['inbound'], mediaFormat };
      // The one message without a stream id of its own.
      return [JSON.stringify({ event: 'start', sequenceNumber: sequence, start, ...extra })];
    },
    media(timestampMs, bytes) {
      chunk += 1;
      const timestamp = String(startedMs + timestampMs);
      const media = { track: 'inbound', timestamp, chunk, payload: sound.write(bytes) };
      return event('media', { media, ...extra });
    },
    digit(digit, timestampMs) {
      const timestamp = String(startedMs + Math.floor(timestampMs));
      return event('dtmf', { dtmf: { track: 'inbound', digit, timestamp }, ...extra });
    },
    mark: (name) => event('playedStream', { name }),
    cleared: () => event('clearedAudio', {}),
    stop: () => (parts.saysStop ? event('stop', {}) : null),
    read: (text) => readServerMessage(text, { streamId, codec, rateHz: rateHzOf(format), sound }),
  };
}
