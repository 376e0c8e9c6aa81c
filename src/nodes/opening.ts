// Opening: what is said when the stream begins, before anybody speaks.
import type { UtteranceId } from '../base/brand.ts';
import { NOTHING, type Node } from '../graph/node.ts';

const TAKES = ['carrier.started'] as const;
const GIVES = ['utterance.wanted'] as const;

/** One text to be spoken when the stream begins. */
export interface OpeningLine {
  readonly utteranceId: UtteranceId;
  readonly text: string;
  /** Nothing interrupts it: a legal notice. */
  readonly protected: boolean;
}

/** Gives its lines in order at the stream's start; none: the caller speaks first. */
export function opening(lines: readonly OpeningLine[]): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  let opened = false;
  return {
    takes: TAKES,
    gives: GIVES,
    handle() {
      if (opened) return NOTHING;
      opened = true;
      return lines.map((line) => ({ kind: 'utterance.wanted', ...line, optional: false }) as const);
    },
  };
}
