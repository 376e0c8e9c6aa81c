// Guardrail: one check of what the agent is saying, as the guardrails node runs it.
import type { CallId } from '../base/brand.ts';
import type { Log } from '../base/log.ts';
import type { World } from '../base/world.ts';

/** What is said in place of what was stopped: a text as it stands, or what the model is told for its next answer. */
export type Instead = string | { readonly instructions: string };

/** What a check found. */
export interface GuardrailVerdict {
  /** False: the agent is stopped. */
  readonly pass: boolean;
  /** Why, for the journal and for the model; no text that the caller hears. PII where it quotes. */
  readonly reason?: string;
  /** Goes before the guardrail's own. */
  readonly instead?: Instead;
}

/** What a check may use beside the text. */
export interface GuardrailContext {
  readonly callId: CallId;
  /** Who speaks. */
  readonly agent: string;
  /** BCP-47. */
  readonly language: string;
  /** E.164 or SIP URI; PII. */
  readonly from: string;
  readonly to: string;
  readonly variables: Readonly<Record<string, string>>;
  /** Aborts when the time limit is reached, the agent was stopped otherwise, or the call ends. */
  readonly signal: AbortSignal;
  readonly http: World['http'];
  readonly log: Log;
}

/** A guardrail ready to run. */
export interface RunnableGuardrail {
  readonly name: string;
  /** Characters of new text before it is asked again; the whole text it is asked about always. */
  readonly everyChars: number;
  readonly timeMsMax: number;
  /** What a check counts as that throws, is late or gives no verdict. */
  readonly onFault: 'pass' | 'stop';
  /** Null: the model is told why, and answers anew. */
  readonly instead: Instead | null;
  /** `text`: all that the agent says in one go, as far as it was written. */
  check(text: string, context: GuardrailContext): GuardrailVerdict | Promise<GuardrailVerdict>;
}
