// The messages of one emulated Telnyx stream: two codecs, one each way, and a mode in which RTP sound is thrown away.
// https://developers.telnyx.com/api-reference/websockets/stream-call-media-over-websocket
import { Buffer } from 'node:buffer';
import { audioBytes, audioOf, PCMU, type AudioFormat } from '../../media/audio.ts';
import { transcoder } from '../../media/transcode.ts';
import { FRAME_BYTES } from '../telephone/caller-voice.ts';
import type { ServerMessage, StreamWire } from '../telephone/stream-wire.ts';

/** Telnyx's names of codecs that the emulator speaks. */
export type EmulatedCodec = 'PCMU' | 'PCMA' | 'L16';

/** How a stream sounds. */
export interface StreamSounds {
  /** What Telnyx sends; announced in the start. */
  readonly inbound: EmulatedCodec;
  /** What Telnyx takes. */
  readonly outbound: EmulatedCodec;
  /** Of L16, both ways. */
  readonly rateHz: 8000 | 16_000 | 24_000;
  readonly byteOrder: 'little' | 'big';
  /** `mp3`: RTP sound is thrown away without a word. */
  readonly mode: 'mp3' | 'rtp';
}

/** Which stream it is. */
export interface TelnyxStreamParts {
  readonly streamId: string;
  readonly callControlId: string;
  readonly from: string;
  readonly to: string;
  readonly clientState: string | null;
  readonly sounds: StreamSounds;
}

/** Milliseconds that one message holds at least. */
const MESSAGE_MS_MIN = 20;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
const USER = '3e6f995f-85f7-4705-9741-53b116d28237';

/** What is wrong with a message, as Telnyx counts it. */
const COMPLAINTS = {
  unknown: { code: 100_002, title: 'unknown_error' },
  malformed: { code: 100_003, title: 'malformed_frame' },
  media: { code: 100_004, title: 'invalid_media' },
} as const;

/** Counters are integers in strings; every message has its number. */
export function telnyxStreamWire(parts: TelnyxStreamParts): StreamWire {
  const { streamId, callControlId, from, to, clientState, sounds } = parts;
  const inbound = formatOf(sounds.inbound, sounds);
  const outbound = formatOf(sounds.outbound, sounds);
  const fromCaller = transcoder(PCMU, inbound);
  const toCaller = transcoder(outbound, PCMU);
  const silence = new Uint8Array(FRAME_BYTES).fill(0xff);
  let sequence = 0;
  let chunk = 0;
  let complaint: keyof typeof COMPLAINTS = 'unknown';
  const event = (name: string, body: string): string => {
    sequence += 1;
    return `{"event":"${name}","sequence_number":"${sequence}",${body},"stream_id":"${streamId}"}`;
  };
  const invalid = (why: keyof typeof COMPLAINTS, detail: string): ServerMessage => {
    complaint = why;
    return { kind: 'invalid', detail };
  };
  const sound = (payload: unknown): ServerMessage => {
    if (typeof payload !== 'string' || payload === '' || !BASE64.test(payload))
      return invalid('media', 'media without a base64 payload');
    // In mp3 mode nothing that is no mp3 is ever heard, and nobody says so.
    if (sounds.mode === 'mp3') return { kind: 'media', bytes: new Uint8Array() };
    const bytes = inOrder(Buffer.from(payload, 'base64'), outbound, sounds);
    const ms = (bytes.length * (outbound.encoding === 'pcm16' ? 500 : 1000)) / rateOf(outbound);
    if (ms < MESSAGE_MS_MIN) return invalid('media', 'media shorter than 20 ms');
    return { kind: 'media', bytes: audioBytes(toCaller.convert(audioOf(outbound, bytes))) };
  };
  return {
    marksOnClear: 'returned',
    queueMsMax: Infinity,
    opening() {
      const start = {
        user_id: USER,
        call_control_id: callControlId,
        call_session_id: callControlId,
        from,
        to,
        client_state: clientState,
        media_format: { encoding: sounds.inbound, sample_rate: rateOf(inbound), channels: 1 },
      };
      return ['{"event":"connected","version":"1.0.0"}', event('start', `"start":${JSON.stringify(start)}`)];
    },
    media(timestampMs, bytes) {
      chunk += 1;
      const audio = fromCaller.convert(audioOf(PCMU, bytes ?? silence));
      const payload = inOrder(Buffer.from(audioBytes(audio)), inbound, sounds).toString('base64');
      return event(
        'media',
        `"media":{"track":"inbound","chunk":"${chunk}","timestamp":"${timestampMs}","payload":"${payload}"}`,
      );
    },
    digit: (digit) => event('dtmf', `"dtmf":{"digit":${JSON.stringify(digit)}}`),
    mark: (name) => event('mark', `"mark":{"name":${JSON.stringify(name)}}`),
    cleared: () => null,
    stop: () => event('stop', `"stop":${JSON.stringify({ user_id: USER, call_control_id: callControlId })}`),
    read(text) {
      const json = parsed(text);
      if (!isObject(json)) return invalid('malformed', 'not a JSON object');
      const { event: name, media, mark } = json;
      if (name === 'clear') return { kind: 'clear' };
      if (name === 'media')
        return isObject(media) ? sound(media['payload']) : invalid('malformed', 'no media');
      if (name !== 'mark') return invalid('unknown', 'no known event');
      const markName = isObject(mark) ? mark['name'] : undefined;
      return typeof markName === 'string'
        ? { kind: 'mark', name: markName }
        : invalid('malformed', 'mark without a name');
    },
    complaint: (detail) =>
      JSON.stringify({ event: 'error', stream_id: streamId, payload: { ...COMPLAINTS[complaint], detail } }),
  };
}

function formatOf(codec: EmulatedCodec, { rateHz }: StreamSounds): AudioFormat {
  if (codec === 'L16') return { encoding: 'pcm16', rateHz };
  return { encoding: codec === 'PCMU' ? 'pcmu' : 'pcma' };
}

function rateOf(format: AudioFormat): number {
  return format.encoding === 'pcm16' ? format.rateHz : 8000;
}

/** The bytes in the order of the wire, or back. */
function inOrder(bytes: Buffer<ArrayBuffer>, format: AudioFormat, { byteOrder }: StreamSounds) {
  const swaps = format.encoding === 'pcm16' && byteOrder === 'big';
  return swaps ? bytes.subarray(0, bytes.length & ~1).swap16() : bytes;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
