// Settings: what a session is, in the shape of OpenAI's `session.update`.
import type { SessionSettings, Sensitivity } from '../model.ts';
import type { AudioFormat } from '../../media/audio.ts';
import type { Fields } from '../wire-fields.ts';

/** How loud against the line's noise a sound must be to count as speech. Higher: less is taken for speech. */
const THRESHOLD: Readonly<Record<Sensitivity, number>> = { low: 0.7, medium: 0.5, high: 0.3 };

/** Quiet that ends a turn. Set, because the server's own default is not the documented one. */
const SILENCE_MS = 500;

/** Sound kept from before speech was noticed. */
const PREFIX_MS = 300;

/** What a session can be opened with: linear sound at 24 kHz only, or a phone's own. */
export const OPENAI_FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcm16', rateHz: 24_000 },
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
];

/** What OpenAI needs to know beside the session's settings. */
export interface VendorSettings {
  readonly model: string;
  /** Writes down what the caller says, beside the conversation. */
  readonly transcriptionModel: string;
}

/**
 * All of a session, sent once before anything else. The model stands in the URL and can't change.
 * https://platform.openai.com/docs/api-reference/realtime-client-events/session/update
 */
export function wholeSession(settings: SessionSettings, vendor: VendorSettings): Fields {
  const format = wireFormat(settings.format);
  return {
    output_modalities: ['audio'],
    instructions: settings.instructions,
    audio: {
      input: {
        format,
        transcription: transcription(vendor.transcriptionModel, settings.language),
        turn_detection: turnDetection(settings),
      },
      output: { format, voice: settings.voice },
    },
    tools: settings.tools.map(({ name, description, parameters }) => ({
      type: 'function',
      name,
      description,
      parameters,
    })),
    tool_choice: 'auto',
    // Other models refuse both fields.
    ...(vendor.model.startsWith('gpt-realtime-2')
      ? { reasoning: { effort: 'low' }, parallel_tool_calls: true }
      : {}),
  };
}

/** Turn detection as a whole: fields that are left out of an update would fall back to the server's defaults. */
export function turnDetection(settings: Pick<SessionSettings, 'sensitivity' | 'interruptible'>): Fields {
  return {
    type: 'server_vad',
    threshold: THRESHOLD[settings.sensitivity],
    prefix_padding_ms: PREFIX_MS,
    silence_duration_ms: SILENCE_MS,
    create_response: true,
    interrupt_response: settings.interruptible,
  };
}

/** G.711 formats take no `rate`: the server refuses one. */
function wireFormat(format: AudioFormat): Fields {
  return format.encoding === 'pcm16'
    ? { type: 'audio/pcm', rate: format.rateHz }
    : { type: `audio/${format.encoding}` };
}

function transcription(model: string, language: string): Fields {
  const primary = language.split('-', 1).join('').toLowerCase();
  // Older transcribers know one language only, under another name.
  const takesMany = model.startsWith('gpt-transcribe') || model.startsWith('gpt-live-transcribe');
  if (primary === '') return { model };
  return takesMany ? { model, languages: [primary] } : { model, language: primary };
}
