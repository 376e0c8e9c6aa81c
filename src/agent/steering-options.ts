// Steering options: what of `defineAgent({...})` keeps the agent on course: guardrails, languages, fillers, MCP servers.
import type { PhrasePlan } from '../call/plan.ts';
import type { GuardrailContext, GuardrailVerdict, Instead } from '../nodes/guardrail.ts';
import type { Duration } from './duration.ts';

/**
 * A check of what the model is saying. It runs beside the speech, which is ahead of its sound; what does not pass is
 * stopped where it is. Fixed texts (greeting, phrases, what an operator has said) are not checked.
 */
export interface Guardrail {
  /** 1 to 64 letters, digits, `_` or `-`; stands in the journal. */
  readonly name: string;
  /** Asked with all that the agent says in one go, as far as it was written, once more when that is whole. */
  check(text: string, context: GuardrailContext): GuardrailVerdict | Promise<GuardrailVerdict>;
  /** Characters of new text before it is asked again. 1 to 10,000, default 100. */
  readonly everyCharacters?: number;
  /** How long one check may take. 10 ms to 10 s, default `'1s'`. */
  readonly timeout?: Duration;
  /** What a check counts as that throws, is late or gives no verdict. Default `'pass'`: the agent speaks on. */
  readonly onFault?: 'pass' | 'stop';
  /** Said in place of what was stopped. Default: the model is told why, and answers anew. */
  readonly instead?: Instead;
}

/** A language that the agent can switch to, and what differs in it. */
export interface LanguageOptions {
  /** BCP-47. */
  readonly language: string;
  /** In place of the agent's. May hold `{{variables}}`. Default: the agent's, and the language to speak. */
  readonly instructions?: string;
  /** Default: the agent's. */
  readonly voice?: string;
  /** Defaults in this language. */
  readonly phrases?: Partial<PhrasePlan>;
  /** Asked on a quiet line, and said before it is hung up. Defaults in this language. */
  readonly dormancy?: { readonly question?: string; readonly farewell?: string };
}

/** What is said while the caller waits for an answer or for a function. */
export interface FillerOptions {
  /** One of them at a time, in turn. Default: the phrase `oneMoment`. */
  readonly say?: string | readonly string[];
  /** The model's answer is so late. 500 ms to 6 s, default `'1800ms'`. */
  readonly answerAfter?: Duration;
  /** A function without a `filler` of its own has run for so long. Up to 60 s, default `'1s'`. */
  readonly toolAfter?: Duration;
}

interface McpCommon {
  /** For messages and logs: 1 to 32 letters, digits, `_` or `-`. */
  readonly name: string;
  /** The tools that the model gets, by the server's names. Default: all. */
  readonly tools?: readonly string[];
  /** Put before the name of each of its tools, where names clash. Default: nothing. */
  readonly prefix?: string;
  /** How long one call of a tool may take. 100 ms to 60 s, default `'10s'`. */
  readonly timeout?: Duration;
  /** Spoken when a tool takes longer than `fillerAfter`. */
  readonly filler?: string;
  /** Default `'1s'`. */
  readonly fillerAfter?: Duration;
}

/** A server of tools that speaks the Model Context Protocol: a program of this machine, or an address. */
export type McpServer =
  | (McpCommon & {
      /** Started with the server, and stopped with it. */
      readonly command: string;
      readonly args?: readonly string[];
      /** Added to the few variables that a program needs; the environment of Offhook it does not get. */
      readonly env?: Readonly<Record<string, string>>;
      readonly cwd?: string;
    })
  | (McpCommon & {
      /** Streamable HTTP. */
      readonly url: string;
      /** Sent with each request, e.g. `authorization`. */
      readonly headers?: Readonly<Record<string, string>>;
    });
