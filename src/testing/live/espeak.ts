// espeak-ng: Debian's speech synthesiser as a process, where it is installed.
import { readWavPcm16 } from '../../media/read-wav.ts';
import { polished } from '../rehearsal/voice/polish.ts';
import { runProgram } from './run-program.ts';

/** Who speaks: two voices that an ear can tell apart. */
export type EspeakRole = 'agent' | 'caller';

/** Voice, words a minute and pitch of each role. The rendered phrases are made with these too. */
export const ESPEAK_SETTINGS: Readonly<Record<EspeakRole, readonly string[]>> = {
  agent: ['-v', 'en-us+f3', '-s', '165', '-p', '50'],
  caller: ['-v', 'en-us', '-s', '160', '-p', '42'],
};

/** A process that has not spoken after this long is ended. */
const ESPEAK_MS_MAX = 5000;
/** Three minutes of espeak's 22,050 samples a second. */
const ESPEAK_BYTES_MAX = 8_000_000;
const ESPEAK_PAUSE_MS_MAX = 400;

/** Which program speaks, and how long it may take. */
export interface EspeakOptions {
  /** The program; found by PATH unless it is a path. Default `espeak-ng`. */
  readonly command?: string;
  /** How long it may take to speak, in milliseconds. Default 5,000. */
  readonly timeMsMax?: number;
}

/** A synthesiser: text → µ-law at 8 kHz, or null when espeak-ng is not installed, too slow or failing. Never rejects. */
export function espeak(
  role: EspeakRole,
  options: EspeakOptions = {},
): (text: string) => Promise<Uint8Array | null> {
  const { command = 'espeak-ng', timeMsMax = ESPEAK_MS_MAX } = options;
  let installed = true;
  return async (text) => {
    if (!installed) return null;
    const outcome = await runProgram({
      command,
      // The text goes in by stdin: an argument could be taken for an option.
      args: [...ESPEAK_SETTINGS[role], '--stdin', '--stdout'],
      input: text,
      timeMsMax,
      outputBytesMax: ESPEAK_BYTES_MAX,
    });
    installed = outcome.kind !== 'not-installed';
    if (outcome.kind !== 'done') return null;
    const read = readWavPcm16(outcome.output);
    if (read.kind === 'fault' || read.channels[0] === undefined) return null;
    const sound = polished(read.channels[0], { pauseMsMax: ESPEAK_PAUSE_MS_MAX });
    return sound.length === 0 ? null : sound;
  };
}
