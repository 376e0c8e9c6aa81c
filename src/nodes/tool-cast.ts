// Tool cast: whose functions may be called now, and whether a function may put another agent or language on.
import { agentOf, inLanguage, speaking, type Cast, type Speaker } from './cast.ts';
import { HandoffBudget } from './handoff-budget.ts';
import type { HandoffAnswer, RunnableTool } from './tool.ts';

/** The agents of one conversation, as functions see them. */
export class ToolCast {
  readonly #cast: Cast | null;
  readonly #alone: readonly RunnableTool[];
  readonly #budget = new HandoffBudget();
  #speaker: Speaker | null;

  /** `alone`: the functions where there is no cast. */
  constructor(cast: Cast | null, alone: readonly RunnableTool[]) {
    this.#cast = cast;
    this.#alone = alone;
    this.#speaker = cast?.first ?? null;
  }

  /** The function of this name that whoever speaks has; null: none. */
  tool(name: string): RunnableTool | null {
    const known =
      this.#cast === null || this.#speaker === null ? this.#alone : speaking(this.#cast, this.#speaker).tools;
    return known.find((tool) => tool.name === name) ?? null;
  }

  /** Counts when it is `done`. */
  mayHandOff(agent: string): HandoffAnswer {
    if (this.#cast === null || agent === this.#speaker?.agent || agentOf(this.#cast, agent) === null)
      return 'unknown';
    return this.#budget.take() ? 'done' : 'too-often';
  }

  speaks(language: string): boolean {
    if (this.#cast === null || this.#speaker === null) return false;
    return inLanguage(speaking(this.#cast, this.#speaker), language) !== null;
  }

  changed({ agent, language }: Speaker): void {
    this.#speaker = { agent, language };
  }

  callerSpoke(): void {
    this.#budget.callerSpoke();
  }
}
