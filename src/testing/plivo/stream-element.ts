// The `<Stream>` element as Plivo takes it: what it asks for, or why it is refused.
// https://www.plivo.com/docs/voice/xml/audiostream
import type { AudioFormat } from '../../media/audio.ts';
import type { StreamAsked, StreamNews } from '../telephone/dialect.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { isDialable } from '../telephone/socket-url.ts';
import { plivoStreamWire } from './stream-wire.ts';

/** Longest address of a stream. */
const URL_CHARACTERS_MAX = 2048;

const FORMATS: ReadonlyMap<string, AudioFormat> = new Map<string, AudioFormat>([
  ['audio/x-mulaw;rate=8000', { encoding: 'pcmu' }],
  ['audio/x-l16;rate=8000', { encoding: 'pcm16', rateHz: 8000 }],
  ['audio/x-l16;rate=16000', { encoding: 'pcm16', rateHz: 16_000 }],
]);

/** How the emulated Plivo is where its own pages disagree. */
export interface PlivoWays {
  /** Names of the stream's status events. */
  readonly statusNames: 'StartStream' | 'started';
  /** Sound that a stream queues at most. */
  readonly queueMsMax: number;
  /** True: a `stop` comes before the socket is closed. */
  readonly saysStop: boolean;
  /** Of linear samples. */
  readonly byteOrder: 'little' | 'big';
}

/** Plivo's own pages have both. */
const EVENTS: Readonly<Record<PlivoWays['statusNames'], Readonly<Record<StreamNews, string | null>>>> = {
  StartStream: {
    started: 'StartStream',
    stopped: 'StopStream',
    failed: 'DroppedStream',
    degraded: 'DegradedStream',
  },
  started: { started: 'started', stopped: 'stopped', failed: 'failed', degraded: null },
};

/** What the element is read with. */
export interface StreamElementContext extends PlivoWays {
  readonly accountId: string;
  /** True: `ws:` passes on any host, not on this machine only. */
  readonly allowsPlainSockets: boolean;
}

/** Reads the element. What `keepCallAlive` is for is not emulated without it: the element is refused. */
export function readStreamElement(element: VerbElement, context: StreamElementContext): StreamAsked {
  const refused = (detail: string): StreamAsked => ({ ok: false, code: 0, detail });
  const { bidirectional, keepCallAlive, audioTrack, contentType = '' } = element.attributes;
  const { extraHeaders = '', statusCallbackUrl } = element.attributes;
  const url = element.text;
  if (url.length > URL_CHARACTERS_MAX) return refused('the URL is too long');
  if (!isDialable(url, context.allowsPlainSockets)) return refused(`the scheme of ${url} is not wss`);
  if (bidirectional !== 'true' || keepCallAlive !== 'true')
    return refused('only a bidirectional stream that keeps the call alive is emulated');
  if (audioTrack !== undefined && audioTrack !== 'inbound')
    return refused(`audioTrack ${audioTrack} in a bidirectional stream`);
  const format = FORMATS.get(contentType);
  // Plivo has a default, and two pages that say which: a server that relies on it is wrong on one of them.
  if (format === undefined) return refused(`contentType ${contentType || 'missing'}`);
  return {
    ok: true,
    url,
    statusUrl: statusCallbackUrl ?? null,
    parameters: Object.fromEntries(new URLSearchParams(/\?(.*)$/s.exec(url)?.[1])),
    wire: (streamId, callId) =>
      plivoStreamWire({
        streamId,
        callId,
        accountId: context.accountId,
        format,
        byteOrder: context.byteOrder,
        extraHeaders: extraHeaders.replaceAll(',', ';'),
        queueMsMax: context.queueMsMax,
        saysStop: context.saysStop,
      }),
    status(news, streamId, detail) {
      const event = EVENTS[context.statusNames][news];
      return event === null ? null : { Event: event, StreamID: streamId, StatusReason: detail };
    },
  };
}
