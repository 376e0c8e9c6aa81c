// Flux stt: Deepgram's /v2/listen, which knows by itself when a turn is over, and guesses it beforehand.
import { Buffer } from 'node:buffer';
import type { Stt, SttSettings } from '../stt.ts';
import { socketUrl } from '../vendor-line.ts';
import { fieldsOf, listOf, textOf } from '../wire-fields.ts';
import { openWireStt, type SttReading, type SttWire } from '../wire-stt.ts';
import {
  authorization,
  DEEPGRAM_BASE_URL,
  DEEPGRAM_FORMATS,
  formatParameters,
  type DeepgramAccount,
} from './deepgram-account.ts';

/** What it is opened with. */
export interface FluxOptions extends DeepgramAccount {
  /** Default `flux-general-en` for English, `flux-general-multi` for everything else. */
  readonly model?: string;
  /** 0.5 to 1: how sure it must be that a turn is over. Default 0.7. */
  readonly endOfTurn?: number;
  /** 0.3 to 0.9: how sure for an answer to be prepared; null: none is. Default 0.5. */
  readonly eagerEndOfTurn?: number | null;
  /** Words that it might not know, names above all. */
  readonly keyterms?: readonly string[];
}

/** Quiet that ends a turn whatever it believes. Its own default is 5 s, long on a phone. */
const TIMEOUT_MS = 3000;

/** https://developers.deepgram.com/docs/flux/quickstart */
export function deepgramFluxStt(options: FluxOptions): Stt {
  return {
    name: `deepgram/${options.model ?? 'flux-general'}`,
    // A-law is not among the encodings of /v2.
    formats: DEEPGRAM_FORMATS.filter(({ encoding }) => encoding !== 'pcma'),
    endsTurns: true,
    open: (world, settings) => openWireStt(world, fluxWire(options, settings)),
  };
}

function fluxWire(options: FluxOptions, settings: SttSettings): SttWire {
  const primary = settings.language.split('-', 1).join('').toLowerCase();
  const model = options.model ?? (primary === 'en' ? 'flux-general-en' : 'flux-general-multi');
  const eager = options.eagerEndOfTurn === undefined ? 0.5 : options.eagerEndOfTurn;
  const url = new URL(
    socketUrl(options.baseUrl ?? DEEPGRAM_BASE_URL, '/v2/listen', {
      model,
      ...formatParameters(settings.format),
      eot_threshold: options.endOfTurn ?? 0.7,
      eager_eot_threshold: eager ?? undefined,
      eot_timeout_ms: TIMEOUT_MS,
      language_hint: model.endsWith('-multi') && primary !== '' ? primary : undefined,
    }),
  );
  for (const term of options.keyterms ?? []) url.searchParams.append('keyterm', term);
  return {
    address: { url: url.href, headers: authorization(options), keepAlive: null },
    hello: [],
    readyOnOpen: true,
    encode: ({ base64 }) => Buffer.from(base64, 'base64'),
    read: readFlux,
    settle: () => ({ send: ['{"type":"ForceEndTurn"}'], events: [] }),
    goodbye: '{"type":"CloseStream"}',
  };
}

function readFlux(message: string): SttReading | null {
  const fields = fieldsOf(message);
  if (fields === null) return null;
  if (fields['type'] === 'Error' || fields['type'] === 'FatalError') {
    const detail = textOf(fields['description']);
    return [{ kind: 'fault', code: textOf(fields['code']) || 'error', detail, fatal: false }];
  }
  if (fields['type'] !== 'TurnInfo') return typeof fields['type'] === 'string' ? [] : null;
  const text = textOf(fields['transcript']).trim();
  switch (fields['event']) {
    case 'StartOfTurn':
      return text === ''
        ? [{ kind: 'speech-started' }]
        : [{ kind: 'speech-started' }, { kind: 'text', text }];
    case 'Update':
      return text === '' ? [] : [{ kind: 'text', text }];
    case 'EagerEndOfTurn':
      return [{ kind: 'turn-eager', text }];
    case 'TurnResumed':
      return [{ kind: 'turn-resumed' }];
    case 'EndOfTurn': {
      // Only the model of many languages tells them, the one that was spoken most first.
      const language = textOf(listOf(fields['languages'])[0]);
      return [{ kind: 'turn-ended', text, ...(language === '' ? {} : { language }) }];
    }
    default:
      return [];
  }
}
