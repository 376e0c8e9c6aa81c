// OpenAI transcription: a Realtime session that only writes down; when a turn is over is told to it.
import { isBase64, type AudioFormat } from '../../media/audio.ts';
import type { Stt, SttSettings } from '../stt.ts';
import { TurnText } from '../turn-text.ts';
import { socketUrl } from '../vendor-line.ts';
import { fieldsOf, objectOf, textOf } from '../wire-fields.ts';
import { openWireStt, type SttReading, type SttWire } from '../wire-stt.ts';

/** What OpenAI's services are reached with; every compatible server's too. */
export interface OpenaiAccount {
  /** Secret. Null for servers that ask for none. */
  readonly apiKey: string | null;
  /** `https://host/v1`. Default OpenAI's own. */
  readonly baseUrl?: string;
}

/** What it is opened with. */
export interface TranscriptionOptions extends OpenaiAccount {
  /** Default `gpt-realtime-whisper`. */
  readonly model?: string;
}

/** OpenAI's own address. */
export const OPENAI_BASE_URL = 'https://api.openai.com/v1';

const FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 24_000 },
];

/** https://platform.openai.com/docs/guides/realtime-transcription */
export function openaiStt(options: TranscriptionOptions): Stt {
  const model = options.model ?? 'gpt-realtime-whisper';
  return {
    name: `openai/${model}`,
    formats: FORMATS,
    endsTurns: false,
    open: (world, settings) => openWireStt(world, transcriptionWire(options, model, settings)),
  };
}

function transcriptionWire(
  options: TranscriptionOptions,
  model: string,
  { format, language }: SttSettings,
): SttWire {
  const turn = new TurnText();
  /** Items whose text is awaited, oldest first. */
  let awaited = 0;
  let stretch = '';
  /** Nothing was sent since the last commit: there is nothing to be committed. */
  let empty = true;

  const session = {
    type: 'transcription',
    audio: {
      input: {
        format:
          format.encoding === 'pcm16'
            ? { type: 'audio/pcm', rate: format.rateHz }
            : { type: `audio/${format.encoding}` },
        transcription: { model, language: language.split('-', 1).join('').toLowerCase() },
        turn_detection: null,
      },
    },
  };

  function over(text: string): SttReading {
    awaited = Math.max(0, awaited - 1);
    stretch = '';
    turn.take();
    return [{ kind: 'turn-ended', text }];
  }

  function reading(message: string): SttReading | null {
    const fields = fieldsOf(message);
    if (fields === null) return null;
    switch (fields['type']) {
      case 'session.updated':
      case 'transcription_session.updated':
        return [{ kind: 'ready' }];
      case 'conversation.item.input_audio_transcription.delta':
        stretch += textOf(fields['delta']);
        turn.put(stretch, false);
        return turn.text === '' ? [] : [{ kind: 'text', text: turn.text }];
      case 'conversation.item.input_audio_transcription.completed':
        return over(textOf(fields['transcript']).trim());
      case 'conversation.item.input_audio_transcription.failed':
        return over('');
      case 'error': {
        const error = objectOf(fields['error']) ?? {};
        const code = textOf(error['code']) || textOf(error['type']) || 'error';
        // A turn without sound: there is nothing to be told of it.
        if (code === 'input_audio_buffer_commit_empty') return awaited > 0 ? over('') : [];
        const fatal = ['invalid_api_key', 'insufficient_quota', 'model_not_found'].includes(code);
        return [{ kind: 'fault', code, detail: textOf(error['message']), fatal }];
      }
      default:
        return typeof fields['type'] === 'string' ? [] : null;
    }
  }

  return {
    address: {
      url: socketUrl(options.baseUrl ?? OPENAI_BASE_URL, '/realtime', { intent: 'transcription' }),
      headers: options.apiKey === null ? {} : { Authorization: `Bearer ${options.apiKey}` },
      keepAlive: null,
    },
    hello: [JSON.stringify({ type: 'session.update', session })],
    readyOnOpen: false,
    encode({ base64 }) {
      if (!isBase64(base64)) return null;
      empty = false;
      return `{"type":"input_audio_buffer.append","audio":"${base64}"}`;
    },
    read: reading,
    settle() {
      if (empty) return { send: [], events: [{ kind: 'turn-ended', text: '' }] };
      empty = true;
      awaited += 1;
      return { send: ['{"type":"input_audio_buffer.commit"}'], events: [] };
    },
    goodbye: null,
  };
}
