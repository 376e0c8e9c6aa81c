// Duration limit: no call lasts for ever.
import { NOTHING, type Node } from '../graph/node.ts';

/** How long a stream may last, and what is said at its end. */
export interface DurationLimitOptions {
  /** How long the stream may last, in milliseconds. */
  readonly durationMsMax: number;
  /** Spoken before the end; null ends at once. */
  readonly farewell: string | null;
}

/** Wants the end, `max-duration`, when the stream has lasted `durationMsMax`. */
export function durationLimit(options: DurationLimitOptions): Node<'carrier.started', 'end.wanted'> {
  let started = false;
  return {
    takes: ['carrier.started'],
    gives: ['end.wanted'],
    handle() {
      if (started) return NOTHING;
      started = true;
      return [{ kind: 'timer.start', name: 'limit', afterMs: options.durationMsMax }];
    },
    onTimer: () => [
      { kind: 'end.wanted', reason: 'max-duration', farewell: options.farewell, transferTo: null },
    ],
  };
}
