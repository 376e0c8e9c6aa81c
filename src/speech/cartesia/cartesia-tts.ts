// Cartesia tts: many contexts on one socket, with the times of the words.
import { audioIn, isBase64, type AudioFormat } from '../../media/audio.ts';
import { WholeSamples } from '../../media/whole-samples.ts';
import type { SpokenWord, Tts, TtsSettings } from '../tts.ts';
import { socketUrl } from '../vendor-line.ts';
import { fieldsOf, listOf, numberOf, objectOf, textOf } from '../wire-fields.ts';
import { openWireTts, type TtsReading, type TtsWire } from '../wire-tts.ts';

/** What it is opened with. The voice is one of Cartesia's ids. */
export interface CartesiaOptions {
  /** Secret. */
  readonly apiKey: string;
  /** Default `https://api.cartesia.ai`. */
  readonly baseUrl?: string;
  /** Default `sonic-3.5`. */
  readonly model?: string;
  /** The day of the API's version. Default `2025-04-16`, which others are known to run on. */
  readonly version?: string;
}

/** Cartesia's own address. */
export const CARTESIA_BASE_URL = 'https://api.cartesia.ai';

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 16_000 },
  { encoding: 'pcm16', rateHz: 24_000 },
];

const ENCODINGS = { pcmu: 'pcm_mulaw', pcma: 'pcm_alaw', pcm16: 'pcm_s16le' } as const;

/** https://docs.cartesia.ai/api-reference/tts/websocket */
export function cartesiaTts(options: CartesiaOptions): Tts {
  const model = options.model ?? 'sonic-3.5';
  return {
    name: `cartesia/${model}`,
    formats: FORMATS,
    changesVoice: true,
    open: (world, settings) => openWireTts(world, cartesiaWire(options, model, settings)),
  };
}

function cartesiaWire(options: CartesiaOptions, model: string, settings: TtsSettings): TtsWire {
  const { format } = settings;
  let { language } = settings;
  const rateHz = format.encoding === 'pcm16' ? format.rateHz : 8000;
  let voice = settings.voice;
  /** The voice of a speech is that of its first sentence; linear samples may be cut in two. */
  const speeches = new Map<string, { readonly voice: string; readonly whole: WholeSamples | null }>();

  function speech(speechId: string) {
    const whole = format.encoding === 'pcm16' ? new WholeSamples() : null;
    const known = speeches.get(speechId) ?? { voice, whole };
    speeches.set(speechId, known);
    return known;
  }

  const generation = (speechId: string, transcript: string, goesOn: boolean): string =>
    JSON.stringify({
      model_id: model,
      transcript,
      voice: { mode: 'id', id: speech(speechId).voice },
      language: language.split('-', 1).join('').toLowerCase(),
      context_id: speechId,
      output_format: { container: 'raw', encoding: ENCODINGS[format.encoding], sample_rate: rateHz },
      add_timestamps: true,
      // Whole sentences come: nothing is to be waited for.
      max_buffer_delay_ms: 0,
      continue: goesOn,
    });

  function reading(message: string): TtsReading | null {
    const fields = fieldsOf(message);
    if (fields === null) return null;
    const speechId = textOf(fields['context_id']);
    switch (fields['type']) {
      case 'chunk': {
        const data = textOf(fields['data']);
        if (data === '') return [];
        if (!isBase64(data)) return null;
        const whole = speeches.get(speechId)?.whole ?? null;
        const base64 = whole === null ? data : whole.take(data);
        return base64 === '' ? [] : [{ kind: 'audio', speechId, audio: audioIn(format, base64) }];
      }
      case 'timestamps': {
        const words = wordsOf(objectOf(fields['word_timestamps']) ?? {});
        return words.length === 0 ? [] : [{ kind: 'words', speechId, words }];
      }
      case 'done':
        speeches.delete(speechId);
        return [{ kind: 'done', speechId }];
      case 'error': {
        speeches.delete(speechId);
        const status = numberOf(fields['status_code']);
        const code = textOf(fields['error_code']) || (status === null ? 'error' : `status_${status}`);
        const detail = textOf(fields['message']) || textOf(fields['title']) || textOf(fields['error']);
        const fatal = status === 401 || status === 402 || status === 403;
        return [{ kind: 'fault', speechId: speechId === '' ? null : speechId, code, detail, fatal }];
      }
      default:
        return typeof fields['type'] === 'string' ? [] : null;
    }
  }

  return {
    address: {
      url: socketUrl(options.baseUrl ?? CARTESIA_BASE_URL, '/tts/websocket', {}),
      headers: { 'X-API-Key': options.apiKey, 'Cartesia-Version': options.version ?? '2025-04-16' },
      keepAlive: null,
    },
    hello: [],
    readyOnOpen: true,
    say: (speechId, sentence) => [generation(speechId, sentence, true)],
    finish: (speechId) => [generation(speechId, '', false)],
    cancel(speechId) {
      speeches.delete(speechId);
      return [JSON.stringify({ context_id: speechId, cancel: true })];
    },
    change(next, spoken = language) {
      voice = next;
      language = spoken;
    },
    read(message) {
      const events = reading(message);
      return events === null ? null : { events };
    },
    readBinary: () => null,
    goodbye: null,
  };
}

function wordsOf(fields: Readonly<Record<string, unknown>>): readonly SpokenWord[] {
  const [starts, ends] = [listOf(fields['start']), listOf(fields['end'])];
  return listOf(fields['words']).flatMap((word, at) => {
    const [start, end] = [numberOf(starts[at]), numberOf(ends[at])];
    return start === null || end === null
      ? []
      : [{ text: textOf(word), startMs: start * 1000, endMs: end * 1000 }];
  });
}
