// Settings: what a session is, in the shape of OpenAI's `session.update`, as each dialect writes it.
import type { SessionSettings } from '../model.ts';
import type { AudioFormat } from '../../media/audio.ts';
import type { Fields } from '../wire-fields.ts';
import type { Dialect } from './dialects.ts';

/** Quiet that ends a turn. Set, because the server's own default is not the documented one. */
const SILENCE_MS = 500;

/** Sound kept from before speech was noticed. */
const PREFIX_MS = 300;

/** What a vendor needs to know beside the session's settings. */
export interface VendorSettings {
  readonly model: string;
  readonly dialect: Dialect;
  /** Writes down what the caller says, beside the conversation; null: the vendor's own choice. */
  readonly transcriptionModel: string | null;
  /** The model that speaks, where that is another one. */
  readonly ttsModel: string | null;
}

/** What of a session can change while it lives. */
export type Changeable = Partial<
  Pick<SessionSettings, 'instructions' | 'voice' | 'interruptible' | 'language' | 'tools'>
>;

/**
 * All of a session, sent once before anything else.
 * https://platform.openai.com/docs/api-reference/realtime-client-events/session/update
 */
export function wholeSession(settings: SessionSettings, vendor: VendorSettings): Fields {
  const { dialect } = vendor;
  const rest = {
    tools: functions(settings.tools),
    tool_choice: 'auto',
    // Other models refuse both fields.
    ...(dialect.reasoning?.test(vendor.model) === true
      ? { reasoning: { effort: 'low' }, parallel_tool_calls: true }
      : {}),
  };
  const transcription = transcriptionOf(vendor.transcriptionModel, settings);
  const turns = turnDetection(settings, dialect);
  const format = wireFormat(settings.format, dialect);
  const head = {
    ...(dialect.modelInSettings ? { model: vendor.model } : {}),
    [dialect.names === 'ga' ? 'output_modalities' : 'modalities']:
      dialect.names === 'ga' ? ['audio'] : ['audio', 'text'],
    instructions: settings.instructions,
  };
  if (dialect.names === 'beta')
    return {
      ...head,
      voice: settings.voice,
      input_audio_format: format,
      output_audio_format: format,
      input_audio_transcription: transcription ?? {},
      turn_detection: turns,
      ...rest,
    };
  return {
    ...head,
    ...(dialect.flatVoice ? { voice: settings.voice, turn_detection: turns } : {}),
    audio: {
      input: {
        format,
        ...(transcription === null ? {} : { transcription }),
        ...(dialect.flatVoice ? {} : { turn_detection: turns }),
      },
      output: {
        format,
        ...(dialect.flatVoice ? {} : { voice: settings.voice }),
        ...(vendor.ttsModel === null ? {} : { model: vendor.ttsModel }),
      },
    },
    ...rest,
  };
}

/** Only what changes, where the dialect has it. `settings` are the whole ones, with the change in them. */
export function changedSession(
  change: Changeable,
  settings: SessionSettings,
  { dialect, transcriptionModel }: VendorSettings,
): Fields {
  const flat = dialect.flatVoice || dialect.names === 'beta';
  const voice = change.voice === undefined ? {} : { voice: change.voice };
  const turns =
    change.interruptible === undefined ? {} : { turn_detection: turnDetection(settings, dialect) };
  const listens = change.language === undefined ? null : transcriptionOf(transcriptionModel, settings);
  const beta = dialect.names === 'beta';
  const input = {
    ...(flat ? {} : turns),
    ...(listens === null || beta ? {} : { transcription: listens }),
  };
  const audio = {
    ...(Object.keys(input).length === 0 ? {} : { input }),
    ...(flat || Object.keys(voice).length === 0 ? {} : { output: voice }),
  };
  return {
    ...(change.instructions === undefined ? {} : { instructions: change.instructions }),
    ...(change.tools === undefined ? {} : { tools: functions(change.tools) }),
    ...(flat ? { ...voice, ...turns } : {}),
    ...(listens === null || !beta ? {} : { input_audio_transcription: listens }),
    ...(Object.keys(audio).length === 0 ? {} : { audio }),
  };
}

/** Functions as a session is told of them: all that there are from then on. */
function functions(tools: SessionSettings['tools']): readonly Fields[] {
  return tools.map(({ name, description, parameters }) => ({
    type: 'function',
    name,
    description,
    parameters,
  }));
}

/** Turn detection as a whole: fields that are left out of an update would fall back to the server's defaults. */
function turnDetection(
  { sensitivity, interruptible }: Pick<SessionSettings, 'sensitivity' | 'interruptible'>,
  { threshold }: Dialect,
): Fields {
  const effects = { create_response: true, interrupt_response: interruptible };
  if (threshold === null) return { type: 'semantic_vad', eagerness: sensitivity, ...effects };
  return {
    type: 'server_vad',
    threshold: threshold[sensitivity],
    prefix_padding_ms: PREFIX_MS,
    silence_duration_ms: SILENCE_MS,
    ...effects,
  };
}

const BETA_FORMATS = { pcmu: 'g711_ulaw', pcma: 'g711_alaw', pcm16: 'pcm16' } as const;

/** G.711 formats take no `rate`: the server refuses one. */
function wireFormat(format: AudioFormat, { names }: Dialect): Fields | string {
  if (names === 'beta') return BETA_FORMATS[format.encoding];
  return format.encoding === 'pcm16'
    ? { type: 'audio/pcm', rate: format.rateHz }
    : { type: `audio/${format.encoding}` };
}

function transcriptionOf(
  model: string | null,
  { language, otherLanguages = [] }: Pick<SessionSettings, 'language' | 'otherLanguages'>,
): Fields | null {
  if (model === null) return null;
  const primaryOf = (tag: string): string => tag.split('-', 1).join('').toLowerCase();
  const primary = primaryOf(language);
  // Older transcribers know one language only, under another name.
  const takesMany = model.startsWith('gpt-transcribe') || model.startsWith('gpt-live-transcribe');
  if (primary === '') return { model };
  if (takesMany) return { model, languages: [...new Set([primary, ...otherLanguages.map(primaryOf)])] };
  // One that is told a language writes everything in it: where others are expected, it finds out by itself.
  return otherLanguages.length > 0 ? { model } : { model, language: primary };
}
