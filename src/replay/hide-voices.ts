// Hide voices: a tape on which nobody is to be heard, and all else is as it was.
import type { Audio } from '../media/audio.ts';
import { withoutVoice } from '../media/without-voice.ts';
import { isInput, parsed, type ReadTape } from './read-tape.ts';

/** A tape without its voices, and how many pieces of sound had one. */
export interface HiddenVoices {
  readonly tape: ReadTape;
  readonly sounds: number;
}

/** What came in, and what was fetched. Sound that went out is a checksum, which is to be written anew. Throws `TAPE_UNREADABLE`. */
export function hideVoices(tape: ReadTape): HiddenVoices {
  let sounds = 0;
  const hide = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) return value.map(hide);
    if ('base64' in value && 'encoding' in value) {
      sounds += 1;
      // What is on a tape was sound once.
      return withoutVoice(value as Audio);
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, hide(one)]));
  };
  const lines = tape.lines.map((line) =>
    (isInput(line) || line.startsWith('{"out":"fetched"')) && line.includes('"base64":"')
      ? JSON.stringify(hide(parsed(line)))
      : line,
  );
  return { tape: { ...tape, lines }, sounds };
}
