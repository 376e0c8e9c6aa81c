// Cast: the agents that may speak in one call, each in its languages.
import type { RunnableGuardrail } from './guardrail.ts';
import type { RunnableTool } from './tool.ts';

/** One agent in one of its languages. */
export interface SpeakerPlan {
  /** BCP-47. */
  readonly language: string;
  /** With the call's variables filled in. */
  readonly instructions: string;
  readonly voice: string;
  /** Fixed texts of the call, as its first agent has them → what is said instead; what is not here is said as it is. */
  readonly wording: Readonly<Record<string, string>>;
}

/** One agent of a call, in the language in which it begins. */
export interface AgentPlan extends SpeakerPlan {
  /** The agent's name. */
  readonly agent: string;
  readonly tools: readonly RunnableTool[];
  readonly guardrails: readonly RunnableGuardrail[];
  /** What differs in its other languages. */
  readonly languages: readonly SpeakerPlan[];
}

/** Who speaks. */
export interface Speaker {
  readonly agent: string;
  readonly language: string;
}

/** Everybody who may speak in one call, and who begins. */
export interface Cast {
  readonly agents: readonly [AgentPlan, ...AgentPlan[]];
  readonly first: Speaker;
}

/** The agent of this name; null: the call has none. */
export function agentOf({ agents }: Cast, name: string): AgentPlan | null {
  return agents.find(({ agent }) => agent === name) ?? null;
}

/** The agent in `language`, or in another region's form of it; null: it does not speak it. */
export function inLanguage(agent: AgentPlan, language: string): SpeakerPlan | null {
  const all = [agent, ...agent.languages];
  const primary = primaryOf(language);
  return (
    all.find((one) => one.language === language) ??
    all.find((one) => primaryOf(one.language) === primary) ??
    null
  );
}

/** The agent that speaks; the first of the cast where it is nobody's. */
export function speaking(cast: Cast, { agent }: Speaker): AgentPlan {
  return agentOf(cast, agent) ?? cast.agents[0];
}

/** How it speaks. */
export function planOf(cast: Cast, speaker: Speaker): SpeakerPlan {
  const agent = speaking(cast, speaker);
  return inLanguage(agent, speaker.language) ?? agent;
}

function primaryOf(language: string): string {
  return language.split('-', 1).join('').toLowerCase();
}
