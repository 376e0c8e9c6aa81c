// espeak-ng: Debian's speech synthesiser as a process, where it is installed.
import { spawn } from 'node:child_process';
import { readWavPcm16 } from '../../media/read-wav.ts';
import { polished } from '../rehearsal/voice/polish.ts';

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

/** A synthesiser: text → µ-law at 8 kHz, or null when espeak-ng is not installed, too slow or failing. Never rejects. */
export function espeak(
  role: EspeakRole,
  command = 'espeak-ng',
): (text: string) => Promise<Uint8Array | null> {
  let installed = true;
  return async (text) => {
    if (!installed) return null;
    const spoken = await run(command, role, text);
    if (spoken === 'not-installed') {
      installed = false;
      return null;
    }
    if (spoken === null) return null;
    const read = readWavPcm16(spoken);
    if (read.kind === 'fault' || read.channels[0] === undefined) return null;
    const sound = polished(read.channels[0], { pauseMsMax: ESPEAK_PAUSE_MS_MAX });
    return sound.length === 0 ? null : sound;
  };
}

function run(command: string, role: EspeakRole, text: string): Promise<Uint8Array | 'not-installed' | null> {
  const outcome = Promise.withResolvers<Uint8Array | 'not-installed' | null>();
  // The text goes in by stdin: an argument could be taken for an option.
  const child = spawn(command, [...ESPEAK_SETTINGS[role], '--stdin', '--stdout'], {
    stdio: ['pipe', 'pipe', 'ignore'],
    timeout: ESPEAK_MS_MAX,
    killSignal: 'SIGKILL',
  });
  const parts: Uint8Array[] = [];
  let size = 0;
  child.stdout.on('data', (part: Uint8Array) => {
    size += part.length;
    if (size > ESPEAK_BYTES_MAX) child.kill('SIGKILL');
    else parts.push(part);
  });
  // A process that ends before it has read its input breaks the pipe; its exit code tells.
  child.stdin.on('error', () => {});
  child.on('error', (error: NodeJS.ErrnoException) =>
    outcome.resolve(error.code === 'ENOENT' ? 'not-installed' : null),
  );
  child.on('close', (code) => outcome.resolve(code === 0 ? Buffer.concat(parts) : null));
  child.stdin.end(text);
  return outcome.promise;
}
