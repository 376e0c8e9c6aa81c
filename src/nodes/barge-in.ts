// Barge-in: decides whether the caller (or somebody else) stops the agent.
import type { ResponseId, UtteranceId } from '../base/brand.ts';
import { NOTHING, type Node } from '../graph/node.ts';
import type { InterruptionCause } from '../frames/reasons.ts';

const TAKES = [
  'speech.started',
  'caller.digit',
  'entry.key',
  'interruption.wanted',
  'playout.cut',
  'playout.started',
  'playout.drained',
  'response.started',
  'response.done',
  'model.gone',
  'utterance.started',
  'utterance.done',
] as const;

const GIVES = ['interruption'] as const;

/** What interrupts the agent. */
export interface BargeInOptions {
  /** The caller's speech interrupts; where the carrier speaks, it says so itself (`playout.cut`), whatever stands here. */
  readonly speech: boolean;
  /** A key interrupts. */
  readonly digit: boolean;
  /** The one key that does; null: each does. */
  readonly interruptDigit: string | null;
}

/** Gives an interruption when there is something to interrupt and nothing protects it. */
export function bargeIn(options: BargeInOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const responses = new Set<ResponseId>();
  const guarded = new Set<UtteranceId>();
  let playing = false;

  function interrupt(cause: InterruptionCause, isDone = false) {
    if ((guarded.size > 0 && !isDone) || (!playing && responses.size === 0)) return NOTHING;
    return [{ kind: 'interruption', cause }] as const;
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'speech.started':
          return options.speech ? interrupt('speech') : NOTHING;
        case 'caller.digit': {
          const counts = options.interruptDigit === null || options.interruptDigit === frame.digit;
          return options.digit && counts ? interrupt('digit') : NOTHING;
        }
        case 'entry.key':
          // Whoever types what was asked for has heard enough, whichever key it is.
          return options.digit ? interrupt('digit') : NOTHING;
        case 'interruption.wanted':
          return interrupt(frame.cause);
        case 'playout.cut':
          // It has happened, whatever was to be protected.
          return interrupt(frame.cause, true);
        case 'playout.started':
          playing = true;
          return NOTHING;
        case 'playout.drained':
          playing = false;
          return NOTHING;
        case 'response.started':
          responses.add(frame.responseId);
          return NOTHING;
        case 'response.done':
          responses.delete(frame.responseId);
          return NOTHING;
        case 'model.gone':
          responses.clear();
          return NOTHING;
        case 'utterance.started':
          if (frame.protected) guarded.add(frame.utteranceId);
          return NOTHING;
        case 'utterance.done':
          guarded.delete(frame.utteranceId);
          return NOTHING;
      }
    },
  };
}
