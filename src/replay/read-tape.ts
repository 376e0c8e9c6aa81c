// Read tape: a tape's text, checked as far as a replay leans on it.
import { OffhookError } from '../base/errors.ts';
import { TAPE_VERSION, type TapeHeader } from '../tape/tape-line.ts';

/** A tape, its lines still text: what went out is compared as it stands there. */
export interface ReadTape {
  readonly header: TapeHeader;
  /** Behind the header, in order. */
  readonly lines: readonly string[];
  /** False: its process died before the call was over, or the tape was given up. */
  readonly whole: boolean;
}

/** What no tape is without. */
const NEEDED: readonly (keyof TapeHeader)[] = ['callId', 'wall', 'call', 'earlier', 'model'];

const ENDED = '{"out":"ended"}';

/** Reads a tape. Throws `TAPE_UNREADABLE`, which says why it cannot be replayed. */
export function readTape(text: string): ReadTape {
  const all = text.split('\n');
  // The last line is empty, or was torn by a crash.
  all.pop();
  const [first, ...lines] = all;
  if (first === undefined) throw unreadable('it is empty');
  const header = headerOf(first);
  return { header, lines, whole: lines.includes(ENDED) };
}

/** The first line of a tape. Throws `TAPE_UNREADABLE`. */
export function headerOf(line: string): TapeHeader {
  const header = parsed(line);
  if (!('tape' in header)) throw unreadable('its first line is not that of a tape');
  if (header.tape !== TAPE_VERSION)
    throw unreadable(
      `it is of form ${String(header.tape)}, and this Offhook reads form ${TAPE_VERSION}: replay it with the Offhook that wrote it`,
    );
  if (!NEEDED.every((name) => name in header))
    throw unreadable('its first line lacks what the call was opened with');
  // What has this number we wrote ourselves.
  return header as TapeHeader;
}

/** Whether something came in by this line; else it went out. */
export function isInput(line: string): boolean {
  return !line.startsWith('{"out":');
}

/** A line's JSON. Throws `TAPE_UNREADABLE`. */
export function parsed(line: string): object {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw unreadable(`a line is no JSON: ${line.slice(0, 60)}`);
  }
  if (typeof value !== 'object' || value === null)
    throw unreadable(`a line is no object: ${line.slice(0, 60)}`);
  return value;
}

function unreadable(why: string): OffhookError {
  return new OffhookError('TAPE_UNREADABLE', `The tape cannot be replayed: ${why}.`);
}
