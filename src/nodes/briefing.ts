// Briefing: tells a human who was called why, and takes their decision: by key in code, by voice from the model.
import type { UtteranceId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { DecisionMeans } from '../frames/transfer-frames.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';
import { FAREWELL } from './ending.ts';

const TAKES = ['caller.digit', 'tool.settled', 'utterance.done', 'response.started', 'briefing.off'] as const;

const GIVES = [
  'utterance.wanted',
  'interruption.wanted',
  'response.cancel',
  'end.wanted',
  'journal.entry',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** The functions by which the model tells what the human said. */
export const ACCEPT_TOOL = 'accept_call';
/** As `ACCEPT_TOOL`, of one who does not take the call. */
export const DECLINE_TOOL = 'decline_call';

/** The keys that say the same; the texts of a briefing name them. */
const ACCEPT_KEY = '1';
const DECLINE_KEY = '2';

/** What is said to the human. */
export interface BriefingOptions {
  /** Behind the first words: who calls, why, what was tried, and how to decide. */
  readonly text: string;
  /** To one who accepts, before the caller is there. */
  readonly accepted: string;
  readonly declined: string;
  /** To one whose caller does not wait any more. */
  readonly calledOff: string;
}

/** Ids of what is said first, behind which the briefing comes. */
const OPENINGS: readonly string[] = ['answered', 'resumed'];

/** Null: nobody is briefed; then it gives nothing. The first decision stands. */
export function briefing(
  options: BriefingOptions | null,
): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  let settled = false;
  let told = 0;

  function settle(
    outcome: 'accepted' | 'declined' | 'called-off',
    by: DecisionMeans | null,
    farewell: string,
  ): Given[] {
    if (settled) return [];
    settled = true;
    const reason = outcome === 'accepted' ? 'transferred' : 'agent-hangup';
    return [
      { kind: 'journal.entry', event: { kind: 'briefing.settled', outcome, by } },
      { kind: 'interruption.wanted', cause: 'code' },
      { kind: 'end.wanted', reason, farewell, transferTo: null },
    ];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      if (options === null) return NOTHING;
      const accept = (by: DecisionMeans): Given[] => settle('accepted', by, options.accepted);
      const decline = (by: DecisionMeans): Given[] => settle('declined', by, options.declined);
      switch (frame.kind) {
        case 'caller.digit':
          if (frame.digit === ACCEPT_KEY) return accept('key');
          return frame.digit === DECLINE_KEY ? decline('key') : NOTHING;
        case 'tool.settled':
          if (frame.status !== 'ok') return NOTHING;
          if (frame.name === ACCEPT_TOOL) return accept('voice');
          return frame.name === DECLINE_TOOL ? decline('voice') : NOTHING;
        case 'utterance.done': {
          // First words that were cut were cut for somebody who is not to be told: a machine, or a phone that screens.
          if (settled || frame.result === 'cut' || !OPENINGS.includes(frame.utteranceId)) return NOTHING;
          told += 1;
          const utteranceId = `briefing-${told}` as UtteranceId;
          const { text } = options;
          return [{ kind: 'utterance.wanted', utteranceId, text, protected: false, optional: false }];
        }
        case 'response.started':
          // What was decided is answered by fixed words alone.
          if (!settled || frame.requestId === FAREWELL) return NOTHING;
          return [{ kind: 'response.cancel', responseId: frame.responseId }];
        case 'briefing.off':
          return settle('called-off', null, options.calledOff);
      }
    },
  };
}
