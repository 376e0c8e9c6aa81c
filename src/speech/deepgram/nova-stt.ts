// Nova stt: Deepgram's /v1/listen, which writes down what it hears and leaves it to us when a turn is over.
import { Buffer } from 'node:buffer';
import type { Stt, SttSettings } from '../stt.ts';
import { TurnText } from '../turn-text.ts';
import { socketUrl } from '../vendor-line.ts';
import { fieldsOf, listOf, objectOf, textOf } from '../wire-fields.ts';
import { openWireStt, type SttReading, type SttWire } from '../wire-stt.ts';
import {
  authorization,
  DEEPGRAM_BASE_URL,
  DEEPGRAM_FORMATS,
  formatParameters,
  type DeepgramAccount,
} from './deepgram-account.ts';

/** What it is opened with. */
export interface NovaOptions extends DeepgramAccount {
  /** Default `nova-3`. */
  readonly model?: string;
  /** Words that it might not know, names above all. */
  readonly keyterms?: readonly string[];
}

/** Quiet after which the words so far are settled; when the turn is over is decided elsewhere. */
const ENDPOINTING_MS = 200;
/** The line is closed when it is idle: LiveKit's adapter sends one every 5 s. */
const KEEP_ALIVE_MS = 5000;

/** https://developers.deepgram.com/reference/speech-to-text/listen-streaming */
export function deepgramStt(options: NovaOptions): Stt {
  const model = options.model ?? 'nova-3';
  return {
    name: `deepgram/${model}`,
    formats: DEEPGRAM_FORMATS,
    endsTurns: false,
    open: (world, settings) => openWireStt(world, novaWire(options, model, settings)),
  };
}

function novaWire(options: NovaOptions, model: string, settings: SttSettings): SttWire {
  const url = new URL(
    socketUrl(options.baseUrl ?? DEEPGRAM_BASE_URL, '/v1/listen', {
      model,
      language: settings.language,
      ...formatParameters(settings.format),
      channels: 1,
      interim_results: true,
      endpointing: ENDPOINTING_MS,
      vad_events: true,
      smart_format: true,
      punctuate: true,
    }),
  );
  for (const term of options.keyterms ?? []) url.searchParams.append('keyterm', term);
  const turn = new TurnText();
  let settling = false;

  function results(message: string): SttReading | null {
    const fields = fieldsOf(message);
    if (fields === null) return null;
    switch (fields['type']) {
      case 'Results': {
        const alternatives = listOf(objectOf(fields['channel'])?.['alternatives']);
        const transcript = textOf(objectOf(alternatives[0])?.['transcript']);
        turn.put(transcript, fields['is_final'] === true);
        if (settling && fields['from_finalize'] === true) {
          settling = false;
          return [{ kind: 'turn-ended', text: turn.take() }];
        }
        return transcript === '' ? [] : [{ kind: 'text', text: turn.text }];
      }
      case 'SpeechStarted':
        return [{ kind: 'speech-started' }];
      case 'Error':
        return [
          {
            kind: 'fault',
            code: textOf(fields['code']) || 'error',
            detail: textOf(fields['description']),
            fatal: false,
          },
        ];
      case undefined:
        return null;
      default:
        return [];
    }
  }

  return {
    address: {
      url: url.href,
      headers: authorization(options),
      keepAlive: { message: '{"type":"KeepAlive"}', everyMs: KEEP_ALIVE_MS },
    },
    hello: [],
    readyOnOpen: true,
    encode: ({ base64 }) => Buffer.from(base64, 'base64'),
    read: results,
    settle() {
      // Nothing is open: what was settled is all there will be.
      if (turn.isSettled) return { send: [], events: [{ kind: 'turn-ended', text: turn.take() }] };
      settling = true;
      return { send: ['{"type":"Finalize"}'], events: [] };
    },
    goodbye: '{"type":"CloseStream"}',
  };
}
