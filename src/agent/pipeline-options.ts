// Pipeline options: how an agent hears, thinks and speaks: by one realtime model, or by a cascade of three vendors.

/** One model that hears and speaks (`'realtime'`), or a cascade; `'cascading'` alone takes every default. */
export type PipelineOptions = 'realtime' | 'cascading' | CascadingOptions;

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

/** A language model behind OpenAI's chat completions: OpenAI's own, or any that `LLM_BASE_URL` names. */
export interface LlmChoice {
  readonly vendor: 'openai';
  /** By the server's name. */
  readonly model: string;
  /** How long it may think, where the model takes it: a caller waits meanwhile. Default: not sent. */
  readonly effort?: 'none' | 'minimal' | 'low' | 'medium' | 'high';
}

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
  | { readonly kind: 'realtime' }
  | { readonly kind: 'cascading'; readonly stt: SttChoice; readonly llm: LlmChoice; readonly tts: TtsChoice };
