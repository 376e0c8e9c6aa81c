// Agent options: what users write in `defineAgent({...})`. Every field but the name and the instructions has a default.
import type { HttpAnswer, HttpRequest } from '../base/world.ts';
import type { CallPlan, PhrasePlan } from '../call/plan.ts';
import type { Redactable } from '../frames/redactable.ts';
import type { TransferKind } from '../frames/transfer-frames.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import type { Agent } from './agent.ts';
import type { ConclusionOptions } from './conclusion-options.ts';
import type { Duration } from './duration.ts';
import type { PipelineOptions } from './pipeline-options.ts';
import type { FillerOptions, Guardrail, LanguageOptions, McpServer } from './steering-options.ts';

/** A key of the phone. */
export type Digit = '0' | '1' | '2' | '3' | '4' | '5' | '6' | '7' | '8' | '9' | '*' | '#';

/** What `defineAgent` takes. `CONFIG_INVALID` names each field that does not fit. */
export interface AgentOptions {
  /** Shown in records and metrics: 1 to 64 letters, digits, spaces, `_` or `-`. */
  readonly name: string;
  /** What the model is to be and do, a file of it, relative to the config, or a function. May hold `{{variables}}`. */
  readonly instructions: string | InstructionsFile | InstructionsOf;
  /**
   * Spoken first; `null`: the caller speaks first. May hold `{{variables}}` and `{{name|fallback}}`.
   * Default: a greeting in the agent's language. It is rendered once per text: few distinct texts start fastest.
   */
  readonly greeting?: string | null;
  /** The model's voice, by its name. Default `'marin'`. */
  readonly voice?: string;
  /** BCP-47. Default `'en-US'`. */
  readonly language?: string;
  /** The realtime model. Default `'gpt-realtime-2.1-mini'`. */
  readonly model?: string;
  /** One model that hears and speaks, a cascade of three vendors, or the carrier's ear and voice. Default `'realtime'`. */
  readonly pipeline?: PipelineOptions;
  /** IANA zone in which `{{today}}`, `{{date}}` and `{{time}}` are told. Default `'UTC'`. */
  readonly timeZone?: string;
  /** What `defineTool` returns. `transfer_to_human` and `end_call` are added unless tools of these names are here. */
  readonly tools?: readonly RunnableTool[];
  /** Servers whose tools the agent has as well, by the Model Context Protocol. Needs `@modelcontextprotocol/sdk`. */
  readonly mcpServers?: readonly McpServer[];
  /**
   * Agents that this one can hand the caller over to: the model gets `transfer_to_<name>` for each. A function where
   * agents name each other. Of a target its instructions, tools, voice, language, guardrails and handoffs count; the
   * rest of a call is as its first agent has it.
   */
  readonly handoffs?: readonly Agent[] | (() => readonly Agent[]);
  /** When to hand a caller over to this agent, for the model that does. */
  readonly handoffDescription?: string;
  /** Checks of what the model says while it is said. */
  readonly guardrails?: readonly Guardrail[];
  /** Languages beside `language` that the agent can switch to in a call: the model gets `switch_language`. */
  readonly languages?: readonly (string | LanguageOptions)[];
  /** What is said while the caller waits for an answer, or for a function. */
  readonly filler?: FillerOptions;
  /** What interrupts the agent: nothing, keys, speech, or both. Default `'any'`. */
  readonly bargeIn?: 'none' | 'dtmf' | 'speech' | 'any';
  /** How eagerly sound on the line counts as speech. Default `'medium'`. */
  readonly bargeInSensitivity?: CallPlan['sensitivity'];
  /** The one key that interrupts; `null`: each does. Default `null`. */
  readonly interruptDigit?: Digit | null;
  /** The call ends after this, with a spoken goodbye. 1 s to 24 h, default `'1h'`. */
  readonly maxCallDuration?: Duration;
  /** What happens on a quiet line. `false`: nothing. Default: asked after 15 s, ended 10 s later. */
  readonly dormancy?: DormancyOptions | false;
  /** Whether calls are recorded. `true` is `{ consent: 'always' }`. Default `false`. */
  readonly recording?: boolean | RecordingOptions;
  /**
   * What is taken out of all that is kept, shown and sent of a call, and made silent in its recording: numbers of cards
   * and phones, US social security numbers, e-mail addresses; the model and the tools still have them. `true`: all of
   * these. Default: nothing.
   */
  readonly redact?: boolean | readonly Redactable[];
  readonly transfer?: TransferOptions;
  /** Where the carrier reaches this server; each an absolute path without a query. */
  readonly paths?: Partial<AgentPaths>;
  /**
   * Variables of one call, by its caller, for `{{name}}` in greeting and instructions and for tools. Asked while the
   * phone rings: an answer that takes longer than 1 s, or fails, counts as `{}`. Built in: `from`, `to`, `date`
   * (`2026-01-31`), `today` and `time` in words of the language.
   */
  readonly variables?: VariablesOf;
  /** What one call may cost, as far as its prices are known, and what happens then. Default: no bound. */
  readonly budget?: BudgetOptions;
  /** What is found out of each call once it has ended, by a language model that reads it, else by rules. Default: by rules. */
  readonly conclusion?: ConclusionOptions;
  /** What is said when the call takes a turn that no prompt foresees. Defaults in the agent's language. */
  readonly phrases?: Partial<PhrasePlan>;
}

/** Instructions that stand in a file of their own. */
export interface InstructionsFile {
  /** Relative to the config file, e.g. `'prompts/system.md'`. */
  readonly file: string;
}

/**
 * Tells the instructions of one call, asked while the phone rings, and once at the start for nobody, whose `from` is
 * `''`. Of one that throws, or takes longer than 1 s, the last answer counts.
 */
export type InstructionsOf = (call: {
  /** E.164 or SIP URI; PII. */
  readonly from: string;
  readonly to: string;
  readonly variables: Readonly<Record<string, string>>;
}) => string | Promise<string>;

/** What a call may cost. What has no price counts for nothing. */
export interface BudgetOptions {
  /** US dollars. */
  readonly callUsdMax: number;
  /** `'end'`: with a goodbye. `'transfer'`: to where the agent transfers, at once; where that is nowhere, as `'end'`. Default `'end'`. */
  readonly onReached?: 'end' | 'transfer';
  /** The goodbye. Default `phrases.timeUp`. */
  readonly farewell?: string;
}

/** What happens on a line on which nobody speaks. */
export interface DormancyOptions {
  /** Quiet on both sides for this long: the question is asked. 1 s to 1 h, default `'15s'`. */
  readonly after?: Duration;
  /** Default in the agent's language: "Are you still there?" */
  readonly question?: string;
  /** No answer within this: the call ends. 1 s to 1 h, default `'10s'`. */
  readonly answerWithin?: Duration;
  /** Said before hanging up. */
  readonly farewell?: string;
}

/** How callers are told that the call is recorded. Nothing is recorded before the announcement was heard whole. */
export interface RecordingOptions {
  /**
   * Who hears the announcement: every caller, callers from `states`, or nobody. Default `'always'`.
   * A business that itself sits in one of the states wants `'always'`.
   */
  readonly consent?: 'always' | 'by-state' | 'none';
  /** The announcement. Default in the agent's language: "This call is being recorded." */
  readonly notice?: string;
  /** USPS codes. Default: `ALL_PARTY_STATES` and `CONTESTED_STATES`. */
  readonly states?: readonly string[];
}

/** Where callers go who need a human. */
export interface TransferOptions {
  /** E.164 number or SIP URI. Default: `HUMAN_TRANSFER_NUMBER` of the environment. */
  readonly to?: string;
  /**
   * `'cold'`: the caller is sent there at once. `'warm'`: the caller waits on hold while the human is called, told what
   * it is about, and accepts or declines. `'refer'`: cold, and a caller who comes by SIP is sent to a SIP URI by REFER,
   * where the carrier has it: Twilio, SignalWire, Telnyx, jambonz. Default `'cold'`.
   */
  readonly kind?: TransferKind;
}

/** The addresses of this server that a carrier is given. */
export interface AgentPaths {
  /** A call comes in. Default `/twilio/incoming`. */
  readonly incoming: string;
  /** The media socket. Default `/twilio/media`. */
  readonly media: string;
  /** The text socket of the pipeline `managed`. Default `/twilio/relay`. */
  readonly relay: string;
  /** The stream has ended. Default `/twilio/after-stream`. */
  readonly afterStream: string;
  /** The transfer's dialled leg has ended. Default `/twilio/after-dial`. */
  readonly afterDial: string;
  /** The call's status. Default `/twilio/status`. */
  readonly status: string;
  /** The stream's status. Default `/twilio/stream-status`. */
  readonly streamStatus: string;
  /** Somebody picked up an outgoing call. Default `/twilio/answered`. */
  readonly answered: string;
  /** Who picked it up, as Twilio found out. Default `/twilio/answered-by`. */
  readonly answeredBy: string;
}

/** Who calls, as far as it is known while the phone rings. */
export interface Caller {
  /** E.164, SIP URI, or what the carrier says of a withheld number; PII. */
  readonly from: string;
  readonly to: string;
  /** USPS code, as the carrier knows it. */
  readonly fromState: string | null;
  readonly carrierCallId: string;
}

/** What a `variables` function may use. */
export interface VariablesContext {
  /** Aborts when the answer would come too late. */
  readonly signal: AbortSignal;
  readonly http: (request: HttpRequest) => Promise<HttpAnswer>;
}

type VariableValues = Readonly<Record<string, string | number | boolean | null | undefined>>;

/** Tells the variables of one call by its caller. May reject or be late: the call goes on without them. */
export type VariablesOf = (
  caller: Caller,
  context: VariablesContext,
) => VariableValues | Promise<VariableValues>;
