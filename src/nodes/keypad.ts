// Keypad: tells the model what the caller typed, once the typing has come to an end.
import { NOTHING, type Node, type Steps } from '../graph/node.ts';

/** Nothing was pressed for this long: what was typed is whole. */
export const DIGITS_PAUSE_MS = 1_500;

/** What was typed is whole at this length. */
export const DIGITS_MAX = 32;

/** Ends what is typed, and is no part of it. */
const ENTER = '#';

const PAUSE = 'pause';

/** Which key means something else while the agent speaks. */
export interface KeypadOptions {
  /** The digit that only interrupts when it is pressed while the agent speaks; null when each digit means something. */
  readonly ignore: string | null;
  /** False: keys mean something to others alone. */
  readonly on: boolean;
}

/** Gathers digits and gives them to the model as one note, with the wish for a response. */
export function keypad(
  options: KeypadOptions,
): Node<
  'caller.digit' | 'entry.started' | 'hold' | 'playout.started' | 'playout.drained',
  'context.add' | 'response.wanted'
> {
  let digits: string[] = [];
  let notes = 0;
  let agentSpeaks = false;
  let onHold = false;

  const tell = (): Steps<'context.add' | 'response.wanted'> => {
    const pressed = digits.join(' ');
    digits = [];
    notes += 1;
    return [
      { kind: 'timer.stop', name: PAUSE },
      {
        kind: 'context.add',
        itemId: null,
        role: 'system',
        text: `The caller pressed ${pressed} on the keypad.`,
      },
      { kind: 'response.wanted', requestId: `keypad-${notes}`, instructions: null, tools: true },
    ];
  };

  return {
    takes: ['caller.digit', 'entry.started', 'hold', 'playout.started', 'playout.drained'],
    gives: ['context.add', 'response.wanted'],
    handle(frame) {
      if (frame.kind === 'hold') {
        onHold = frame.on;
        digits = [];
        return [{ kind: 'timer.stop', name: PAUSE }];
      }
      if (frame.kind === 'entry.started') {
        // What was typed ahead may be the beginning of a secret, and a response now would talk into the entry.
        digits = [];
        return [{ kind: 'timer.stop', name: PAUSE }];
      }
      if (frame.kind !== 'caller.digit') {
        agentSpeaks = frame.kind === 'playout.started';
        return NOTHING;
      }
      if (!options.on || onHold) return NOTHING;
      if (agentSpeaks && frame.digit === options.ignore) return NOTHING;
      if (frame.digit === ENTER && digits.length > 0) return tell();
      digits.push(frame.digit);
      if (frame.digit === ENTER || digits.length === DIGITS_MAX) return tell();
      return [{ kind: 'timer.start', name: PAUSE, afterMs: DIGITS_PAUSE_MS }];
    },
    onTimer: tell,
  };
}
