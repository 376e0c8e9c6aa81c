// Call redaction: stands between a live call, which has every word, and all who keep or show what is said in it.
import { hushedSound } from '../../archive/hushed-sound.ts';
import type { CallView } from '../../call/call-view.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { Recordings } from '../../call/recording.ts';
import { callRedactor, redactionOf, type CallRedactor } from '../../call/redaction/call-redactor.ts';
import { callView } from '../../call/view-of.ts';

/** The redaction of one live call. */
export interface CallRedaction extends Pick<CallRedactor, 'again'> {
  /** A record of the call as it may be kept. */
  kept(record: JournalRecord): JournalRecord;
  /** What was said in truth: for the call itself, which goes on with it. */
  said(): CallView;
  /** The same recordings, silent when they are closed in what was redacted. */
  recordings(recordings: Recordings): Recordings;
}

/** By what the first of `earlier` has; null: nothing is redacted, and all goes as it comes. */
export function callRedaction(
  plan: Pick<CallPlan, 'language' | 'languages' | 'handoffs'>,
  earlier: readonly JournalRecord[],
): CallRedaction | null {
  const kinds = redactionOf(earlier);
  if (kinds.length === 0) return null;
  const languages = [plan, ...plan.handoffs].flatMap((agent) => [
    agent.language,
    ...agent.languages.map(({ language }) => language),
  ]);
  const redactor = callRedactor({ kinds, languages });
  const said = callView(() => null);
  const kept: JournalRecord[] = [];
  for (const record of earlier) {
    said.apply(record);
    // Of a call that is new they come again.
    kept.push(record);
  }
  return {
    kept(record) {
      said.apply(record);
      const redacted = redactor.take(record);
      kept.push(redacted);
      return redacted;
    },
    again: () => redactor.again(),
    said: () => said.view,
    recordings: (recordings) => ({
      open(callId) {
        const sink = recordings.open(callId);
        return {
          write: (stereo) => sink.write(stereo),
          close: () => sink.close(hushedSound(kept)),
        };
      },
    }),
  };
}
