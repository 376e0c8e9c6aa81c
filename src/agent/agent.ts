// Agent: what an agent is, with every default settled. Plain data and functions; `defineAgent` makes it.
import type { BudgetPlan, CallPlan, DormancyPlan, FillerPlan, PhrasePlan } from '../call/plan.ts';
import type { Redactable } from '../frames/redactable.ts';
import type { TransferKind } from '../frames/transfer-frames.ts';
import type { RunnableGuardrail } from '../nodes/guardrail.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import type { AgentPaths, InstructionsFile, InstructionsOf, VariablesOf } from './agent-options.ts';
import type { ConclusionPlan } from './conclusion-options.ts';
import type { Pipeline } from './pipeline-options.ts';
import type { RecordingPolicy } from './consent.ts';

/** What `defineAgent` returns: every field checked, every duration in milliseconds, every text in its language. */
export interface Agent {
  readonly kind: 'agent';
  readonly name: string;
  readonly instructions: string | InstructionsFile | InstructionsOf;
  readonly greeting: string | null;
  readonly voice: string;
  /** False: it is the default, and who takes a caller over goes on in the voice that the caller knows. */
  readonly ownVoice: boolean;
  readonly language: string;
  readonly model: string;
  readonly pipeline: Pipeline;
  readonly timeZone: string;
  /** With `transfer_to_human` and `end_call`. */
  readonly tools: readonly RunnableTool[];
  /** Their tools come to the others when a server is made of the agent. */
  readonly mcpServers: readonly AgentMcpServer[];
  /** Agents that a caller can be handed over to. */
  readonly handoffs: () => readonly Agent[];
  /** Null: the model knows the name alone. */
  readonly handoffDescription: string | null;
  readonly guardrails: readonly RunnableGuardrail[];
  /** Beside `language`. */
  readonly languages: readonly AgentLanguage[];
  readonly filler: FillerPlan | null;
  readonly bargeIn: 'none' | 'dtmf' | 'speech' | 'any';
  readonly bargeInSensitivity: CallPlan['sensitivity'];
  readonly interruptDigit: string | null;
  readonly durationMsMax: number;
  readonly dormancy: DormancyPlan | null;
  readonly recording: RecordingPolicy;
  /** What is taken out of all that is kept of a call. */
  readonly redact: readonly Redactable[];
  /** Null: where the environment says. */
  readonly transferTo: string | null;
  readonly transferKind: TransferKind;
  readonly paths: AgentPaths;
  readonly variables: VariablesOf | null;
  /** Null: a call may cost what it costs. */
  readonly budget: BudgetPlan | null;
  /** Null: rules say what came of a call. */
  readonly conclusion: ConclusionPlan | null;
  readonly phrases: PhrasePlan;
}

/** An agent whose instructions have been read: it can take calls. */
export interface ReadyAgent extends Agent {
  readonly instructions: string | InstructionsOf;
}

/** A language that an agent can switch to, with every default settled. */
export interface AgentLanguage {
  readonly language: string;
  /** Null: the agent's, and the language to speak. */
  readonly instructions: string | null;
  /** Null: the agent's. */
  readonly voice: string | null;
  readonly phrases: PhrasePlan;
  readonly dormancy: { readonly question: string; readonly farewell: string };
}

/** A server of tools, with every default settled. */
export interface AgentMcpServer {
  readonly name: string;
  /** Null: all of its tools. */
  readonly tools: readonly string[] | null;
  readonly prefix: string;
  readonly timeMsMax: number;
  readonly filler: string | null;
  readonly fillerAfterMs: number;
  readonly reach:
    | {
        readonly kind: 'stdio';
        readonly command: string;
        readonly args: readonly string[];
        readonly env: Readonly<Record<string, string>>;
        /** Null: the server's own working directory. */
        readonly cwd: string | null;
      }
    | { readonly kind: 'http'; readonly url: string; readonly headers: Readonly<Record<string, string>> };
}
