// Caller sound: what the caller says, as a phone carries it: a recorded line, a synthesised text, a WAV file.
import { readFileSync } from 'node:fs';
import { BYTES_PER_MS } from '../../media/audio.ts';
import { levelDbfs } from '../../media/energy.ts';
import { readWav } from '../../media/read-wav.ts';
import { RECORDED_LINES } from '../../testing/rehearsal/caller-lines.ts';
import { callerLine } from '../../testing/rehearsal/voice/caller-line.ts';
import type { Synthesiser } from '../../testing/rehearsal/voice/rehearsal-voice.ts';

/** Quieter than this is a pause, in dBFS: room noise is, speech on a phone is not. */
export const AUDIBLE_DBFS = -45;

/** A pause of this length parts two stretches of speech. */
const PAUSE_MS_MIN = 400;
/** Sound is looked at in windows of this length. */
const WINDOW_BYTES = 20 * BYTES_PER_MS;
/** A WAV file is read whole; nobody speaks for longer without a pause for the agent. */
const WAV_BYTES_MAX = 64 * 1024 * 1024;

/** Sound for the caller to make, or why there is none. */
export type Sound =
  | { readonly ok: true; readonly bytes: Uint8Array }
  /** A sentence or two, for whoever chose it. */
  | { readonly ok: false; readonly problem: string };

/** Speaks a text: the recording where it is a known line, else by `synthesiser`. */
export async function spokenSound(text: string, synthesiser: Synthesiser): Promise<Sound> {
  const bytes = callerLine(text) ?? (await synthesiser(text).catch(() => null));
  if (bytes !== null) return { ok: true, bytes };
  const known = RECORDED_LINES.map((line) => `  ${line.text}`).join('\n');
  return {
    ok: false,
    problem: `"${text}" cannot be spoken: it is no recorded line, and espeak-ng, which speaks any text, is not installed.\nThe recorded lines are:\n${known}`,
  };
}

/** The first channel of a WAV file. */
export function wavSound(path: string): Sound {
  let file: Uint8Array;
  try {
    file = readFileSync(path);
  } catch (error) {
    return {
      ok: false,
      problem: `${path} cannot be read: ${error instanceof Error ? error.message : 'unknown'}`,
    };
  }
  if (file.length > WAV_BYTES_MAX)
    return { ok: false, problem: `${path} is over ${WAV_BYTES_MAX / 1024 / 1024} MB.` };
  const read = readWav(file);
  if (read.kind === 'fault') return { ok: false, problem: `${path}: ${read.message}` };
  const bytes = read.channels[0] ?? new Uint8Array();
  return bytes.length === 0
    ? { ok: false, problem: `${path} holds no sound.` }
    : { ok: true, bytes: new Uint8Array(bytes) };
}

/** A stretch of sound: speech with its short pauses, or a longer pause. */
export interface Stretch {
  readonly speech: boolean;
  readonly bytes: Uint8Array;
}

/** `sound` in order, cut where a pause begins and ends, so that the end of each piece of speech is known. */
export function stretchesOf(sound: Uint8Array): readonly Stretch[] {
  const stretches: Stretch[] = [];
  let from = 0;
  let speechFrom: number | null = null;
  let speechEnd = 0;
  const cut = (to: number, speech: boolean): void => {
    if (to > from) stretches.push({ speech, bytes: sound.subarray(from, to) });
    from = to;
  };
  for (let at = 0; at < sound.length; at += WINDOW_BYTES) {
    const end = Math.min(sound.length, at + WINDOW_BYTES);
    if (levelDbfs(sound, 'pcmu', at, end) < AUDIBLE_DBFS) continue;
    if (speechFrom !== null && at - speechEnd >= PAUSE_MS_MIN * BYTES_PER_MS) {
      cut(speechEnd, true);
      speechFrom = null;
    }
    if (speechFrom === null) {
      cut(at, false);
      speechFrom = at;
    }
    speechEnd = end;
  }
  if (speechFrom !== null) cut(speechEnd, true);
  cut(sound.length, false);
  return stretches;
}
