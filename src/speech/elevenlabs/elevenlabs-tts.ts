// ElevenLabs tts: the multi-context socket; the times of its characters become those of words.
import { audioIn, isBase64, sampleCount, rateHzOf, type AudioFormat } from '../../media/audio.ts';
import { WholeSamples } from '../../media/whole-samples.ts';
import type { SpokenWord, Tts, TtsSettings } from '../tts.ts';
import { socketUrl } from '../vendor-line.ts';
import { fieldsOf, listOf, numberOf, objectOf, textOf, type Fields } from '../wire-fields.ts';
import { openWireTts, type TtsReading, type TtsWire } from '../wire-tts.ts';

/** What it is opened with. The voice is one of ElevenLabs' ids. */
export interface ElevenlabsOptions {
  /** Secret. */
  readonly apiKey: string;
  /** Default `https://api.elevenlabs.io`. */
  readonly baseUrl?: string;
  /** Default `eleven_flash_v2_5`. */
  readonly model?: string;
}

/** ElevenLabs' own address. */
export const ELEVENLABS_BASE_URL = 'https://api.elevenlabs.io';

/** Quiet that the socket outlives, in seconds: the most that can be asked for. A new session follows one that is lost. */
const INACTIVITY_S = 180;

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 16_000 },
  { encoding: 'pcm16', rateHz: 24_000 },
];

/** https://elevenlabs.io/docs/api-reference/text-to-speech/v-1-text-to-speech-voice-id-multi-stream-input */
export function elevenlabsTts(options: ElevenlabsOptions): Tts {
  const model = options.model ?? 'eleven_flash_v2_5';
  return {
    name: `elevenlabs/${model}`,
    formats: FORMATS,
    changesVoice: false,
    open: (world, settings) => openWireTts(world, elevenlabsWire(options, model, settings)),
  };
}

/** One context: what it has produced so far, and a word that is not whole yet. */
interface Context {
  readonly whole: WholeSamples | null;
  producedMs: number;
  word: { text: string; startMs: number; endMs: number } | null;
}

function elevenlabsWire(options: ElevenlabsOptions, model: string, settings: TtsSettings): TtsWire {
  const { format, voice } = settings;
  const contexts = new Map<string, Context>();

  function reading(message: string): TtsReading | null {
    const fields = fieldsOf(message);
    if (fields === null) return null;
    const speechId = textOf(fields['contextId']) || textOf(fields['context_id']);
    if (typeof fields['error'] === 'string' || typeof fields['code'] === 'string')
      return [faultOf(fields, speechId)];
    const context = contexts.get(speechId);
    const events: TtsReading[number][] = [];
    const data = textOf(fields['audio']);
    if (data !== '') {
      if (!isBase64(data)) return null;
      if (context !== undefined) events.push(...heard(context, speechId, data, fields));
    }
    if (fields['isFinal'] === true || fields['is_final'] === true) {
      if (context !== undefined && context.word !== null)
        events.push({ kind: 'words', speechId, words: [context.word] });
      contexts.delete(speechId);
      events.push({ kind: 'done', speechId });
    }
    return events;
  }

  function heard(context: Context, speechId: string, data: string, fields: Fields): TtsReading {
    const base64 = context.whole === null ? data : context.whole.take(data);
    const audio = audioIn(format, base64);
    const words = timed(context, objectOf(fields['alignment']) ?? {});
    context.producedMs += (sampleCount(audio) * 1000) / rateHzOf(format);
    return [
      ...(words.length === 0 ? [] : [{ kind: 'words', speechId, words } as const]),
      ...(base64 === '' ? [] : [{ kind: 'audio', speechId, audio } as const]),
    ];
  }

  return {
    address: {
      url: socketUrl(
        options.baseUrl ?? ELEVENLABS_BASE_URL,
        `/v1/text-to-speech/${encodeURIComponent(voice)}/multi-stream-input`,
        {
          model_id: model,
          output_format: formatName(format),
          auto_mode: true,
          inactivity_timeout: INACTIVITY_S,
          sync_alignment: true,
        },
      ),
      headers: { 'xi-api-key': options.apiKey },
      keepAlive: null,
    },
    hello: [],
    readyOnOpen: true,
    say(speechId, sentence) {
      const whole = format.encoding === 'pcm16' ? new WholeSamples() : null;
      const opening = contexts.has(speechId) ? [] : [JSON.stringify({ text: ' ', context_id: speechId })];
      if (opening.length > 0) contexts.set(speechId, { whole, producedMs: 0, word: null });
      // Text has to end with a space.
      const text = `${sentence.trimEnd()} `;
      return [...opening, JSON.stringify({ text, context_id: speechId, flush: true })];
    },
    finish: (speechId) => [JSON.stringify({ context_id: speechId, close_context: true })],
    cancel(speechId) {
      contexts.delete(speechId);
      return [JSON.stringify({ context_id: speechId, close_context: true })];
    },
    change() {},
    read(message) {
      const events = reading(message);
      return events === null ? null : { events };
    },
    readBinary: () => null,
    goodbye: '{"close_socket":true}',
  };
}

/** Characters with times become words; the last one waits until a space, or the end, shows that it is whole. */
function timed(context: Context, alignment: Fields): readonly SpokenWord[] {
  const words: SpokenWord[] = [];
  const starts = listOf(alignment['charStartTimesMs']);
  const lengths = listOf(alignment['charDurationsMs'] ?? alignment['charsDurationsMs']);
  for (const [at, char] of listOf(alignment['chars']).entries()) {
    const text = textOf(char);
    const start = numberOf(starts[at]);
    if (start === null) continue;
    if (text.trim() === '') {
      if (context.word !== null) words.push(context.word);
      context.word = null;
      continue;
    }
    // Times count from the beginning of the piece.
    const startMs = context.producedMs + start;
    const endMs = startMs + (numberOf(lengths[at]) ?? 0);
    context.word =
      context.word === null
        ? { text, startMs, endMs }
        : { text: context.word.text + text, startMs: context.word.startMs, endMs };
  }
  return words;
}

function faultOf(fields: Fields, speechId: string): TtsReading[number] {
  const code = textOf(fields['code']) || textOf(fields['error']);
  const detail = textOf(fields['message']) || textOf(fields['error']);
  const fatal = /invalid_api_key|unauthori[sz]ed|quota_exceeded|voice_not_found/.test(code);
  return { kind: 'fault', speechId: speechId === '' ? null : speechId, code, detail, fatal };
}

function formatName(format: AudioFormat): string {
  switch (format.encoding) {
    case 'pcmu':
      return 'ulaw_8000';
    case 'pcma':
      return 'alaw_8000';
    case 'pcm16':
      return `pcm_${format.rateHz}`;
  }
}
