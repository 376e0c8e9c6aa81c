// Managed options: an agent whose ear and voice are the carrier's: Twilio's ConversationRelay.
import type { LlmChoice } from './pipeline-options.ts';

/**
 * Twilio hears and speaks, a language model thinks. Greeting, interruption and keys are the agent's own `greeting`,
 * `bargeIn` and tools, as in each pipeline. What Twilio does not have is refused: another carrier, `recording`.
 */
export interface ManagedOptions {
  readonly kind: 'managed';
  /** Who thinks. Default `{ vendor: 'openai', model: 'gpt-6-luna' }`. */
  readonly llm?: LlmChoice;
  /** Who writes down what the caller says. Default: Twilio's choice. */
  readonly stt?: ManagedStt;
  /** Who speaks. Default: Twilio's choice. */
  readonly tts?: ManagedTts;
  /** Ears and voices of the agent's other `languages`; one that is not here has Twilio's choice. */
  readonly languages?: readonly ManagedLanguage[];
  /** Words that the transcriber might not know, names above all. */
  readonly hints?: readonly string[];
  /** True: "mm-hm" does not stop the agent. Default true. */
  readonly ignoreBackchannel?: boolean;
  /** Silence that ends a turn, 600 to 5000 ms, or `auto`. Default: Twilio's. */
  readonly speechTimeoutMs?: number | 'auto';
  /** Of Conversational Intelligence, by id. */
  readonly intelligenceService?: string;
  readonly conversationConfiguration?: string;
}

/** A transcriber of Twilio's. */
export type ManagedStt =
  | {
      readonly vendor: 'deepgram';
      /** Finds out itself when a turn is over. */
      readonly model: 'flux';
      /** 0.5 to 0.9: how sure it must be. Default 0.8. */
      readonly endOfTurn?: number;
      /** An answer is prepared when a turn may be over. Default false. */
      readonly eager?: boolean;
    }
  | {
      readonly vendor: 'deepgram';
      /** Default `nova-3-general`. */
      readonly model?: 'nova-3-general' | 'nova-2-general';
      /** Numbers and dates as they are written. Default true. */
      readonly smartFormat?: boolean;
    }
  /** Default model `telephony`. */
  | { readonly vendor: 'google'; readonly model?: string };

/** A voice of Twilio's, by the vendor's own name for it. */
export type ManagedTts =
  | {
      readonly vendor: 'elevenlabs';
      readonly voice?: string;
      /** Whether the vendor reads numbers and dates for itself: Offhook has spelled most of them out. Default `off`. */
      readonly textNormalization?: 'on' | 'off';
    }
  | { readonly vendor: 'google' | 'amazon'; readonly voice?: string };

/** Ear and voice of one language. */
export interface ManagedLanguage {
  /** BCP-47; or `multi`, where Deepgram hears and ElevenLabs speaks, for whatever the caller speaks. */
  readonly language: string;
  readonly stt?: { readonly vendor: 'deepgram' | 'google'; readonly model?: string };
  readonly tts?: { readonly vendor: 'elevenlabs' | 'google' | 'amazon'; readonly voice?: string };
}

/** The same with every default settled. */
export interface ManagedPipeline extends Omit<ManagedOptions, 'llm' | 'languages'> {
  readonly llm: LlmChoice;
  readonly languages: readonly ManagedLanguage[];
}
