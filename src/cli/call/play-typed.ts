// Play typed: the caller is a person at the keyboard: what is typed is said, digits are pressed.
import type { Synthesiser } from '../../testing/rehearsal/voice/rehearsal-voice.ts';
import { spokenSound } from './caller-sound.ts';
import type { CallFault } from './call-report.ts';
import type { Narrator } from './narrator.ts';
import type { StepHost } from './play-steps.ts';

/** What can be typed. */
export const TYPED_HELP =
  'Type what the caller says and press Enter; a line of digits (12#) is pressed on the keypad; /hangup ends the call.';

/** Says and presses what is typed until `/hangup`, the end of the input or of the call. Nothing typed is a fault. */
export async function playTyped(
  lines: AsyncIterable<string>,
  { caller, says, presses }: StepHost,
  narrator: Narrator,
  synthesiser: Synthesiser,
): Promise<CallFault | null> {
  const iterator = lines[Symbol.asyncIterator]();
  const over = caller.call.ended.then(() => ({ done: true, value: '' }) as const);
  for (;;) {
    const next = await Promise.race([iterator.next(), over]);
    if (next.done === true) return null;
    const typed = next.value.trim();
    if (typed === '') continue;
    if (/^\/(hang-?up|quit|exit|q)$/i.test(typed)) return null;
    if (typed.startsWith('/')) narrator.note(TYPED_HELP);
    else if (/^[0-9*#][0-9*# ]*$/.test(typed)) {
      const keys = typed.replaceAll(' ', '');
      presses(keys);
      if (!(await caller.press(keys))) narrator.warn('No stream is open: nobody was told of the keys.');
    } else {
      const sound = await spokenSound(typed, synthesiser);
      if (!sound.ok) narrator.warn(sound.problem);
      else {
        says(typed);
        // Not waited for: whoever types on speaks on.
        void caller.speak(sound.bytes);
      }
    }
  }
}
