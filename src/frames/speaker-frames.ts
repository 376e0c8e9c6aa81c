// Frames around who speaks for the business: which agent, in which language, and what of its speech is stopped.
import type { SwitchCause } from './reasons.ts';

/** Another agent is to take the caller over. */
export interface HandoffWanted {
  readonly kind: 'handoff.wanted';
  /** By name; one that is not among the call's agents changes nothing. */
  readonly agent: string;
  readonly by: SwitchCause;
}

/** The agent is to speak another of its languages. */
export interface LanguageWanted {
  readonly kind: 'language.wanted';
  /** BCP-47; one that the agent does not have changes nothing. */
  readonly language: string;
  readonly by: SwitchCause;
}

/** From here on this agent speaks, in this language. */
export interface SpeakerChanged {
  readonly kind: 'speaker.changed';
  readonly agent: string;
  /** BCP-47. */
  readonly language: string;
  readonly voice: string;
}

/** What the agent says did not pass a check. */
export interface GuardrailStopped {
  readonly kind: 'guardrail.stopped';
  readonly guardrail: string;
  /** `fault`: the check itself failed, and this one stops then. */
  readonly cause: 'verdict' | 'fault';
  /** PII where it quotes. */
  readonly reason: string;
  /** All of it had been heard. */
  readonly late: boolean;
}

/** A check gave no verdict: it threw, was late, or returned something else. */
export interface GuardrailFailed {
  readonly kind: 'guardrail.failed';
  readonly guardrail: string;
  readonly cause: 'threw' | 'late' | 'no-verdict';
}

/** Every frame around who speaks. */
export type SpeakerFrame =
  | HandoffWanted
  | LanguageWanted
  | SpeakerChanged
  | GuardrailStopped
  | GuardrailFailed;
