// Brain: the contract of whoever understands for the rehearsal model. It is told all of a turn and remembers nothing.
import type { ToolDeclaration } from '../../models/model.ts';
import type { ConversationItem } from './conversation.ts';

/** What to say to a turn of the caller. */
export interface Brain {
  /** The answer to one turn. May throw: the response then fails, the session goes on. */
  reply(turn: BrainTurn): BrainReply;
}

/** What a brain knows when it is to answer. */
export interface BrainTurn {
  /** What the caller just said; null when it was not understood, or when somebody else had the last word (system messages aside). */
  readonly heardText: string | null;
  /** The conversation so far, oldest first, what was just heard included. */
  readonly items: readonly ConversationItem[];
  /** The functions that may be called; empty when none may. */
  readonly tools: readonly ToolDeclaration[];
  /** Those in force for this response. */
  readonly instructions: string;
  /** Those given with this response alone; null when it has none of its own. */
  readonly perResponseInstructions: string | null;
}

/** What is said, and what is called. */
export interface BrainReply {
  /** Null: nothing is said. */
  readonly say: string | null;
  /** Made once all was said. Calls of functions that may not be called are left out. */
  readonly calls: readonly BrainCall[];
}

/** A function to be called. */
export interface BrainCall {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}

/** A reply that only says something. */
export function saying(say: string): BrainReply {
  return { say, calls: [] };
}

/** A reply that calls one function, after `say` where there is something to say. */
export function calling(name: string, args: BrainCall['arguments'], say: string | null = null): BrainReply {
  return { say, calls: [{ name, arguments: args }] };
}
