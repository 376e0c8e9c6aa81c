// Agent: what an agent is, with every default settled. Plain data and functions; `defineAgent` makes it.
import type { CallPlan, DormancyPlan, PhrasePlan } from '../call/plan.ts';
import type { TransferKind } from '../frames/transfer-frames.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import type { AgentPaths, InstructionsFile, VariablesOf } from './agent-options.ts';
import type { Pipeline } from './pipeline-options.ts';
import type { RecordingPolicy } from './consent.ts';

/** What `defineAgent` returns: every field checked, every duration in milliseconds, every text in its language. */
export interface Agent {
  readonly kind: 'agent';
  readonly name: string;
  readonly instructions: string | InstructionsFile;
  readonly greeting: string | null;
  readonly voice: string;
  readonly language: string;
  readonly model: string;
  readonly pipeline: Pipeline;
  readonly timeZone: string;
  /** With `transfer_to_human` and `end_call`. */
  readonly tools: readonly RunnableTool[];
  readonly bargeIn: 'none' | 'dtmf' | 'speech' | 'any';
  readonly bargeInSensitivity: CallPlan['sensitivity'];
  readonly interruptDigit: string | null;
  readonly durationMsMax: number;
  readonly dormancy: DormancyPlan | null;
  readonly recording: RecordingPolicy;
  /** Null: where the environment says. */
  readonly transferTo: string | null;
  readonly transferKind: TransferKind;
  readonly paths: AgentPaths;
  readonly variables: VariablesOf | null;
  readonly phrases: PhrasePlan;
}

/** An agent whose instructions have been read: it can take calls. */
export interface ReadyAgent extends Agent {
  readonly instructions: string;
}
