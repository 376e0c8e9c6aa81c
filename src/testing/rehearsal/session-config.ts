// Session config: the effective settings of one session, in the shape that `session.created` and `session.updated` show.
import type { AudioFormat } from '../../media/audio.ts';
import { refusal, type Refusal } from './refusal.ts';
import type {
  FunctionTool,
  OutputModality,
  SessionUpdateBody,
  ToolChoice,
  VoiceName,
  WireFormat,
} from './session-schema.ts';

/** How a session finds the ends of turns, in the fields of the protocol. */
export interface TurnDetection {
  /** `semantic_vad`: found by silence as well, with a pause that leaves time to think. */
  readonly type: 'server_vad' | 'semantic_vad';
  /** Of `semantic_vad`. */
  readonly eagerness?: 'low' | 'medium' | 'high' | 'auto';
  readonly threshold: number;
  readonly prefix_padding_ms: number;
  readonly silence_duration_ms: number;
  readonly idle_timeout_ms: null;
  readonly create_response: boolean;
  readonly interrupt_response: boolean;
}

type Given<Key extends keyof SessionUpdateBody> = Exclude<SessionUpdateBody[Key], undefined> | null;
type GivenInput = NonNullable<NonNullable<SessionUpdateBody['audio']>['input']>;

/** All that is in force, named as on the wire. */
export interface SessionConfig {
  readonly type: 'realtime';
  readonly object: 'realtime.session';
  readonly id: string;
  readonly model: string;
  /** Unix seconds. */
  readonly expires_at: number;
  readonly output_modalities: readonly OutputModality[];
  readonly instructions: string;
  readonly tools: readonly FunctionTool[];
  readonly tool_choice: ToolChoice;
  readonly parallel_tool_calls: boolean;
  readonly max_output_tokens: number | 'inf';
  readonly reasoning: Given<'reasoning'>;
  readonly truncation: Given<'truncation'>;
  readonly tracing: Given<'tracing'>;
  readonly prompt: Given<'prompt'>;
  readonly include: Given<'include'>;
  readonly audio: {
    readonly input: {
      readonly format: WireFormat;
      readonly transcription: Exclude<GivenInput['transcription'], undefined>;
      readonly noise_reduction: Exclude<GivenInput['noise_reduction'], undefined>;
      readonly turn_detection: TurnDetection | null;
    };
    readonly output: { readonly format: WireFormat; readonly voice: VoiceName; readonly speed: number };
  };
}

// The silence of 200 ms is what OpenAI's `session.created` shows, whatever its documentation says.
const TURN_DETECTION: TurnDetection = {
  type: 'server_vad',
  threshold: 0.5,
  prefix_padding_ms: 300,
  silence_duration_ms: 200,
  idle_timeout_ms: null,
  create_response: true,
  interrupt_response: true,
};

/** Silence that ends a turn of `semantic_vad`, which here goes by silence alone. */
const SEMANTIC_SILENCE_MS = 500;

/** What a session begins with. As with OpenAI the audio formats are PCM until they are changed. */
export function initialConfig(id: string, model: string, expiresAt: number): SessionConfig {
  return {
    type: 'realtime',
    object: 'realtime.session',
    id,
    model,
    expires_at: expiresAt,
    output_modalities: ['audio'],
    instructions: 'You are a rehearsal: helpful, brief, and not a real model.',
    tools: [],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    max_output_tokens: 'inf',
    reasoning: null,
    truncation: 'auto',
    tracing: null,
    prompt: null,
    include: null,
    audio: {
      input: {
        format: { type: 'audio/pcm', rate: 24_000 },
        transcription: null,
        noise_reduction: null,
        turn_detection: TURN_DETECTION,
      },
      output: { format: { type: 'audio/pcm', rate: 24_000 }, voice: 'marin', speed: 1 },
    },
  };
}

/** The config after `update`, or why it cannot be. `spoken`: the session has made sound, so its voice is fixed. */
export function updatedConfig(
  config: SessionConfig,
  update: SessionUpdateBody,
  spoken: boolean,
): SessionConfig | Refusal {
  const { audio: given, type: _, model, ...rest } = update;
  if (model !== undefined && model !== config.model)
    return refusal('invalid_value', "A session's model cannot be changed.", 'session.model');
  const voice = given?.output?.voice ?? config.audio.output.voice;
  if (spoken && voiceText(voice) !== voiceText(config.audio.output.voice))
    return refusal(
      'cannot_update_voice',
      "Cannot update a conversation's voice if assistant audio is present.",
      'session.audio.output.voice',
    );
  const { turn_detection, ...input } = given?.input ?? {};
  return {
    ...config,
    ...present(rest),
    audio: {
      input: {
        ...config.audio.input,
        ...present(input),
        turn_detection: updatedTurnDetection(config.audio.input.turn_detection, turn_detection),
      },
      output: { ...config.audio.output, ...present(given?.output ?? {}) },
    },
  };
}

/** The format in our own words. */
export function soundFormat(format: WireFormat): AudioFormat {
  switch (format.type) {
    case 'audio/pcm':
      return { encoding: 'pcm16', rateHz: format.rate };
    case 'audio/pcmu':
      return { encoding: 'pcmu' };
    case 'audio/pcma':
      return { encoding: 'pcma' };
  }
}

/** One word for a voice, built-in or custom. */
export function voiceText(voice: VoiceName): string {
  return typeof voice === 'string' ? voice : voice.id;
}

function updatedTurnDetection(
  current: TurnDetection | null,
  given: GivenInput['turn_detection'],
): TurnDetection | null {
  if (given === undefined || given === null) return given === null ? null : current;
  const type = given.type ?? current?.type ?? TURN_DETECTION.type;
  // What one kind was told says nothing of the other.
  const before = current?.type === type ? current : startOf(type);
  return { ...before, ...present(given) };
}

function startOf(type: TurnDetection['type']): TurnDetection {
  if (type === 'server_vad') return TURN_DETECTION;
  return { ...TURN_DETECTION, type, eagerness: 'auto', silence_duration_ms: SEMANTIC_SILENCE_MS };
}

type Present<Shape> = { [Key in keyof Shape]?: Exclude<Shape[Key], undefined> };

function present<Shape extends object>(shape: Shape): Present<Shape> {
  return Object.fromEntries(
    Object.entries(shape).filter(([, value]) => value !== undefined),
  ) as Present<Shape>;
}
