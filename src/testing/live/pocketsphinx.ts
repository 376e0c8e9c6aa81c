// pocketsphinx: Debian's offline recogniser as a process, where it is installed with its American English model.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BYTES_PER_MS } from '../../media/audio.ts';
import { doubleRate } from '../../media/double-rate.ts';
import { mulawToPcm16 } from '../../media/g711.ts';
import { RECOGNISER_GRAMMAR } from './recogniser-grammar.ts';
import { runProgram } from './run-program.ts';

/** A turn that is not understood after this long is not understood. */
const RECOGNISE_MS_MAX = 6000;
/** A longer turn is none that the grammar knows. */
const TURN_MS_MAX = 20_000;
const ANSWER_BYTES_MAX = 10_000;
/**
 * The recogniser finds where speech begins by its noise: with digital silence, or less than this before the speech,
 * it hears one sentence in ten.
 */
const PADDING_MS = 500;
const NOISE_AMPLITUDE = 65;
/** Where Debian's pocketsphinx-en-us puts its model; the recogniser's own log is of no use here. */
const MODEL = '/usr/share/pocketsphinx/model/en-us';
const MODEL_ARGUMENTS = [
  '-hmm',
  `${MODEL}/en-us`,
  '-dict',
  `${MODEL}/cmudict-en-us.dict`,
  '-logfn',
  '/dev/null',
];

/** Which program listens, and how long it may take. */
export interface PocketsphinxOptions {
  /** The program; found by PATH unless it is a path. Default `pocketsphinx_continuous`. */
  readonly command?: string;
  /** How long it may take to understand, in milliseconds. Default 6,000. */
  readonly timeMsMax?: number;
}

/** A recogniser of `RECOGNISER_GRAMMAR`: µ-law → words in lower case; null when not understood, slow or not installed. */
export function pocketsphinx(
  options: PocketsphinxOptions = {},
): (mulaw: Uint8Array) => Promise<string | null> {
  const { command = 'pocketsphinx_continuous', timeMsMax = RECOGNISE_MS_MAX } = options;
  let installed = true;
  return async (mulaw) => {
    if (!installed || mulaw.length === 0 || mulaw.length > TURN_MS_MAX * BYTES_PER_MS) return null;
    const folder = await mkdtemp(join(tmpdir(), 'offhook-ear-')).catch(() => null);
    if (folder === null) return null;
    try {
      const sound = join(folder, 'turn.raw');
      const grammar = join(folder, 'rehearsal.gram');
      await writeFile(sound, padded(mulaw));
      await writeFile(grammar, RECOGNISER_GRAMMAR);
      const outcome = await runProgram({
        command,
        args: ['-infile', sound, '-jsgf', grammar, ...MODEL_ARGUMENTS],
        input: '',
        timeMsMax,
        outputBytesMax: ANSWER_BYTES_MAX,
      });
      installed = outcome.kind !== 'not-installed';
      return outcome.kind === 'done' ? wordsOf(outcome.output) : null;
    } catch {
      return null;
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  };
}

/** The turn at 16 kHz in little-endian samples, faint noise under it and around it. */
function padded(mulaw: Uint8Array): Uint8Array {
  const padding = PADDING_MS * BYTES_PER_MS;
  const samples = new Int16Array(mulaw.length + 2 * padding);
  samples.set(mulawToPcm16(mulaw), padding);
  const doubled = doubleRate(samples);
  const bytes = new DataView(new ArrayBuffer(2 * doubled.length));
  let state = 1;
  for (const [at, sample] of doubled.entries()) {
    // Numerical Recipes' linear congruence: the same turn always gets the same noise.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const noise = (state / 2 ** 31 - 1) * NOISE_AMPLITUDE;
    bytes.setInt16(2 * at, Math.max(-32_768, Math.min(32_767, Math.round(sample + noise))), true);
  }
  return new Uint8Array(bytes.buffer);
}

/** What was printed, as one line; null when that is nothing. */
function wordsOf(output: Uint8Array): string | null {
  const words = new TextDecoder().decode(output).trim().replaceAll(/\s+/g, ' ');
  return words === '' ? null : words;
}
