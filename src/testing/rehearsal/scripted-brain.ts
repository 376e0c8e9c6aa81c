// A brain that follows a script: for tests that need the model to do one thing after another, whatever it hears.
import type { Brain, BrainReply, BrainTurn } from './brain.ts';
import { exactText } from './exact-text.ts';

/** One step: a reply, a text to say, or a function of the turn. */
export type ScriptStep = string | BrainReply | ((turn: BrainTurn) => BrainReply);

/** A brain that says what it is told, and remembers what it was asked. */
export interface ScriptedBrain extends Brain {
  /** Every turn it was given, oldest first. */
  readonly turns: readonly BrainTurn[];
}

/**
 * Answers turn by turn from `script`, then says nothing. A text that is asked for word for word is said as it is and
 * uses up no step.
 */
export function scriptedBrain(script: readonly ScriptStep[]): ScriptedBrain {
  const turns: BrainTurn[] = [];
  let at = 0;
  return {
    turns,
    reply(turn) {
      turns.push(turn);
      const exact = exactText(turn.perResponseInstructions);
      if (exact !== null) return { say: exact, calls: [] };
      const step = script[at];
      at += 1;
      if (step === undefined) return { say: null, calls: [] };
      if (typeof step === 'string') return { say: step, calls: [] };
      return typeof step === 'function' ? step(turn) : step;
    },
  };
}
