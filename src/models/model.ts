// Model: the contract of whoever thinks and speaks. A folder beside this file for each.
import type { World } from '../base/world.ts';
import type { FrameKind, FrameOf } from '../frames/frame.ts';
import type { ToolDeclaration } from '../frames/model-frames.ts';
import type { ModelParts } from '../frames/model-parts.ts';
import type { AudioFormat } from '../media/audio.ts';
import type { Endpoint } from '../graph/node.ts';
import type { Llm } from '../speech/llm.ts';

/** Kinds that every model takes from the graph. */
export const MODEL_TAKES = [
  'caller.audio',
  'response.create',
  'response.cancel',
  'context.add',
  'context.tool-result',
  'context.truncate',
  'context.remove',
  'session.update',
  'model.close',
] as const satisfies readonly FrameKind[];

/** Kinds that every model gives to the graph. */
export const MODEL_GIVES = [
  'model.ready',
  'speech.started',
  'speech.stopped',
  'caller.committed',
  'caller.text',
  'response.started',
  'agent.audio',
  'agent.words',
  'agent.text',
  'agent.timing',
  'agent.item-done',
  'response.done',
  'response.refused',
  'tool.called',
  'model.fault',
  'model.closed',
] as const satisfies readonly FrameKind[];

/** One session with a model, as an endpoint of a graph. It is being dialled from the moment it exists. */
export interface ModelSession extends Endpoint<(typeof MODEL_TAKES)[number], (typeof MODEL_GIVES)[number]> {
  /** Takes what a carrier hears for us; only of a model whose `speech` is the carrier's. */
  readonly hear?: (frame: FrameOf<'caller.words' | 'caller.speaking' | 'playout.cut'>) => void;
  /** Ends the session whatever its state; idempotent. `model.closed` follows unless it was already given. */
  close(): void;
}

export type { ToolDeclaration } from '../frames/model-frames.ts';

/** How eagerly the model takes sound for speech. */
export type Sensitivity = 'low' | 'medium' | 'high';

/** What a session is opened with. */
export interface SessionSettings {
  readonly instructions: string;
  readonly voice: string;
  /** BCP-47, e.g. `en-US`. */
  readonly language: string;
  /** Others that the caller may speak, BCP-47; absent: none is expected. */
  readonly otherLanguages?: readonly string[];
  /** What the model hears; one of its `formats`. It speaks in the same, or each sound says in which. */
  readonly format: AudioFormat;
  readonly tools: readonly ToolDeclaration[];
  /** Whether the caller's speech stops the model's own response. */
  readonly interruptible: boolean;
  readonly sensitivity: Sensitivity;
}

/** The model by its name, and by its voice where that is its own: what it has spoken is kept under this. */
export function voicedName({ name, voice }: Pick<Model, 'name' | 'voice'>): string {
  return voice === undefined ? name : `${name} ${voice}`;
}

/** A model that can hold a conversation. Holds settings and secrets, no connection. */
export interface Model {
  /** As the user names it, e.g. `gpt-realtime-2.1-mini`. */
  readonly name: string;
  /** Who thinks, where that is a language model of its own, that can be asked beside a call as well. */
  readonly llm?: Llm;
  /** By whose names it is billed. Absent: by its own alone. */
  readonly parts?: ModelParts;
  /** The formats of sound that it takes and gives, best first. */
  readonly formats: readonly AudioFormat[];
  /** Whose ear and voice it has. `carrier`: it takes and gives words. Default `own`: sound. */
  readonly speech?: 'own' | 'carrier';
  /** The voice of its own that it speaks with, whichever the agent names; absent: the agent's. */
  readonly voice?: string;
  /** The age at which a session is relieved by another, in milliseconds; absent: 55 minutes. */
  readonly sessionMsMax?: number;
  /** False: a session's voice is fixed once it has spoken. */
  readonly changesVoice: boolean;
  /** Starts to dial a session at once. What arrives before `attach` is kept for it. */
  open(world: World, settings: SessionSettings): ModelSession;
}
