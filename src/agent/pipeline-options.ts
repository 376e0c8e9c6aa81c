// Pipeline options: how an agent hears, thinks and speaks: by one realtime model, by a cascade of three vendors, or
// through the carrier.
import type { AiSdkMetadata, AiSdkModel } from '../speech/ai-sdk/ai-sdk-model.ts';
import type { ManagedOptions, ManagedPipeline } from './managed-options.ts';

/**
 * One model that hears and speaks, a cascade, or a carrier that hears and speaks for us. `'realtime'` alone is OpenAI's, by
 * the agent's `model`; `'cascading'` and `'managed'` alone take every default.
 */
export type PipelineOptions =
  | 'realtime'
  | 'cascading'
  | 'managed'
  | RealtimeOptions
  | CascadingOptions
  | ManagedOptions;

/** Whose realtime model hears and speaks. The agent's `voice` is one of OpenAI's: elsewhere `voice` here names one. */
export type RealtimeOptions =
  | {
      readonly kind: 'realtime';
      readonly vendor: 'openai';
      /** Default: the agent's `model`. */
      readonly model?: string;
      readonly voice?: string;
      /** Who writes down what the caller says. Default `gpt-transcribe`. */
      readonly transcription?: string;
    }
  | {
      readonly kind: 'realtime';
      readonly vendor: 'azure';
      /** The deployment's name. */
      readonly model: string;
      readonly voice?: string;
      readonly transcription?: string;
    }
  | {
      readonly kind: 'realtime';
      readonly vendor: 'xai';
      /** Default `grok-voice-latest`. */
      readonly model?: string;
      /** Default `eve`. */
      readonly voice?: string;
    }
  | {
      readonly kind: 'realtime';
      readonly vendor: 'inworld';
      /** Who thinks: a provider and its model, e.g. `openai/gpt-4.1-nano`, or one of Inworld's routers. */
      readonly model: string;
      /** Default `Clive`. */
      readonly voice?: string;
      /** Who speaks. Default: Inworld's choice. */
      readonly tts?: string;
    }
  | {
      readonly kind: 'realtime';
      readonly vendor: 'openai-live';
      /** Default `gpt-live-1`. */
      readonly model?: string;
      readonly voice?: string;
      /** Who thinks behind the voice, and calls the functions. Default `{ vendor: 'openai', model: 'gpt-6-luna' }`. */
      readonly llm?: LlmChoice;
    }
  | {
      readonly kind: 'realtime';
      readonly vendor: 'gemini';
      /** Default `gemini-3.8-live`. */
      readonly model?: string;
      /** Default `Kore`. */
      readonly voice?: string;
    }
  | {
      /** A server of one's own that speaks OpenAI's Realtime protocol, at `REALTIME_BASE_URL`. */
      readonly kind: 'realtime';
      readonly vendor: 'self-hosted';
      readonly model: string;
      readonly voice?: string;
      readonly transcription?: string;
      /** Whether it knows the names of the API, or those of its beta. Default `ga`. */
      readonly names?: 'ga' | 'beta';
      /** Of its linear sound. Default 24,000. */
      readonly rateHz?: 8000 | 16_000 | 24_000;
    };

/** Who hears, thinks and speaks in a cascade. */
export interface CascadingOptions {
  readonly kind: 'cascading';
  /** Who writes down what the caller says. Default `{ vendor: 'deepgram-flux' }`. */
  readonly stt?: SttChoice;
  /** Who thinks. Default `{ vendor: 'openai', model: 'gpt-6-luna' }`. */
  readonly llm?: LlmChoice;
  /** Who speaks. Default `{ vendor: 'deepgram' }`. */
  readonly tts?: TtsChoice;
}

/** A transcriber. `deepgram-flux` and `assemblyai` find out themselves when a turn is over; for the others we do. */
export type SttChoice =
  | {
      readonly vendor: 'deepgram-flux';
      /** Default by the language: `flux-general-en` or `flux-general-multi`. */
      readonly model?: string;
      /** 0.5 to 1: how sure it must be that a turn is over. Default 0.7. */
      readonly endOfTurn?: number;
      /** 0.3 to 0.9: how sure for an answer to be prepared; null: none is. Default 0.5. */
      readonly eagerEndOfTurn?: number | null;
      /** Words that it might not know, names above all. */
      readonly keyterms?: readonly string[];
    }
  | {
      /** Default models: `nova-3` and `universal-3-6-pro`. */
      readonly vendor: 'deepgram' | 'assemblyai';
      readonly model?: string;
      readonly keyterms?: readonly string[];
    }
  /** Default model `gpt-realtime-whisper`. */
  | { readonly vendor: 'openai'; readonly model?: string };

/** A language model. */
export type LlmChoice =
  | {
      /** Behind OpenAI's chat completions: OpenAI's own, or any that `LLM_BASE_URL` names. */
      readonly vendor: 'openai';
      /** By the server's name. */
      readonly model: string;
      readonly effort?: LlmEffort;
    }
  | {
      /** Whatever the AI SDK supports. */
      readonly vendor: 'ai-sdk';
      /** As its provider makes it, e.g. `anthropic('claude-haiku-4-5')`; or its name at the AI Gateway, for which `ai` has to be installed. */
      readonly model: AiSdkModel | string;
      readonly effort?: LlmEffort;
      /** The provider's own settings, by its name. */
      readonly providerOptions?: AiSdkMetadata;
    };

/** How long a model may think, where it takes that: a caller waits meanwhile. Default: not sent. */
export type LlmEffort = 'none' | 'minimal' | 'low' | 'medium' | 'high';

/** A voice. */
export type TtsChoice =
  /** The voice is the model. Default `aura-2-thalia-en`. */
  | { readonly vendor: 'deepgram'; readonly voice?: string }
  /** The voice is one of the vendor's ids. Default models: `sonic-3.5` and `eleven_flash_v2_5`. */
  | { readonly vendor: 'cartesia' | 'elevenlabs'; readonly voice: string; readonly model?: string }
  | {
      /** OpenAI's `/audio/speech`, and servers like it. Default model `gpt-4o-mini-tts`, voice the agent's. */
      readonly vendor: 'openai';
      readonly voice?: string;
      readonly model?: string;
      /** Of its linear sound. Default 24,000. */
      readonly rateHz?: 8000 | 16_000 | 24_000;
    };

/** A pipeline with every default settled. */
export type Pipeline =
  | RealtimeOptions
  | ManagedPipeline
  | { readonly kind: 'cascading'; readonly stt: SttChoice; readonly llm: LlmChoice; readonly tts: TtsChoice };
