// Hushed sound: where in a recording something was said that its journal has taken out.
import type { HushedSound } from '../call/recording.ts';
import type { JournalRecord } from '../call/journal.ts';
import { KEY_HIDDEN } from '../call/redaction/call-redactor.ts';
import { recordingTime } from './transcript-text.ts';

/** Speech is told of once it is certain, and some of it was before. */
const BEFORE_SPEECH_MS = 1000;

/** The recording's clock is the carrier's, which may be this far from ours. */
const BEHIND_SPEECH_MS = 500;

/** A key sounds before it is told of, and for as long as it is held down. */
const AROUND_KEY_MS = 1500;

/**
 * The stretches of a call's recording in which its redacted lines and keys sounded. Which words of a line were redacted is
 * known, and not when each of them was said: the whole line goes. A caller's line ends when it was written down at the latest.
 */
export function hushedSound(records: readonly JournalRecord[]): readonly HushedSound[] {
  const time = recordingTime(records);
  const hushed: HushedSound[] = [];
  const hush = (side: HushedSound['side'], fromMs: number, toMs: number): void => {
    const [from, to] = [time(Math.max(0, fromMs)), time(toMs)];
    if (to > from) hushed.push({ side, fromMs: from, toMs: to });
  };
  /** When each line of the caller was first written down. */
  const written = new Map<string, number>();
  for (const { event, atMs } of records) {
    switch (event.kind) {
      case 'caller.said': {
        const at = written.get(event.itemId) ?? atMs;
        written.set(event.itemId, at);
        if (event.redacted !== undefined)
          hush('caller', event.startedMs - BEFORE_SPEECH_MS, at + BEHIND_SPEECH_MS);
        break;
      }
      case 'agent.said':
        if (event.redacted !== undefined && event.heardMs > 0)
          hush(
            'agent',
            event.startedMs - BEHIND_SPEECH_MS,
            event.startedMs + event.heardMs + BEHIND_SPEECH_MS,
          );
        break;
      case 'caller.digit':
        if (event.digit === KEY_HIDDEN) hush('caller', atMs - AROUND_KEY_MS, atMs + AROUND_KEY_MS);
        break;
      default:
    }
  }
  return hushed;
}
