// Disk tapes: each call's tape as a file of lines below the data directory, written in pieces beside the call.
import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CallId } from '../base/brand.ts';
import type { Log } from '../base/log.ts';
import type { EpochMs } from '../base/time.ts';
import type { Clock, Timer, Timers } from '../base/world.ts';
import type { Tapes, TapeSink } from '../call/tapes.ts';

/** The folder of tapes below the data directory. */
export const TAPES_FOLDER = 'tapes';

/** Bytes that wait in memory before they are written. */
const PIECE_BYTES = 64 * 1024;

/** Of one character in UTF-8, as a string has them. */
const CHAR_BYTES_MAX = 3;

/** How old they may grow there: so much of a tape a crash costs. */
const PIECE_MS = 1000;

/** Bytes that may wait for the disk, of one call; beyond them the tape is given up. */
const WAITING_BYTES_MAX = 4 * 1024 * 1024;

/** Bytes of one tape, some four hours of talk; beyond them it is given up. */
const TAPE_BYTES_MAX = 512 * 1024 * 1024;

/** The data directory, the World's time, and who is told when a tape cannot be kept. */
export interface DiskTapesOptions {
  readonly dataDir: string;
  readonly clock: Clock;
  readonly timers: Timers;
  readonly log: Log;
}

/** Tapes as `tapes/<call id>.<wall time in ms>.jsonl` below the data directory. */
export function diskTapes(options: DiskTapesOptions): Tapes {
  return { open: (callId) => new DiskTape(options, callId) };
}

/** The tapes of a call on this disk, by the time at which they began. */
export async function tapeFiles(dataDir: string, callId: CallId): Promise<readonly string[]> {
  const names = await readdir(join(dataDir, TAPES_FOLDER)).catch((): string[] => []);
  const own = names.filter((name) => name.startsWith(`${callId}.`) && name.endsWith('.jsonl'));
  return own.toSorted().map((name) => join(dataDir, TAPES_FOLDER, name));
}

/** The calls that have tapes on this disk, none of which was written to since `before`. */
export async function quietTapes(dataDir: string, before: EpochMs): Promise<readonly CallId[]> {
  const names = await readdir(join(dataDir, TAPES_FOLDER)).catch((): string[] => []);
  const lately = new Map<string, number>();
  for (const name of names) {
    const callId = /^(.+)\.\d+\.jsonl$/.exec(name)?.[1];
    if (callId === undefined) continue;
    // One that is gone by now was taken care of.
    const at = (await stat(join(dataDir, TAPES_FOLDER, name)).catch(() => null))?.mtimeMs ?? 0;
    lately.set(callId, Math.max(at, lately.get(callId) ?? 0));
  }
  // The names are our own.
  return [...lately].flatMap(([callId, at]) => (at < before ? [callId as CallId] : []));
}

class DiskTape implements TapeSink {
  readonly #options: DiskTapesOptions;
  readonly #callId: CallId;
  #file: WriteStream | null = null;
  /** As bytes outside the heap: strings that wait for a while are copied by each young collection. */
  #piece: Buffer | null = null;
  #bytes = 0;
  #bytesInAll = 0;
  #due: Timer | null = null;
  #over = false;

  constructor(options: DiskTapesOptions, callId: CallId) {
    this.#options = options;
    this.#callId = callId;
  }

  write(line: string): void {
    if (this.#over) return;
    const bytesMax = line.length * CHAR_BYTES_MAX + 1;
    if (this.#bytes + bytesMax > PIECE_BYTES) this.#flush();
    if (this.#over) return;
    this.#piece ??= Buffer.allocUnsafeSlow(Math.max(PIECE_BYTES, bytesMax));
    this.#bytes += this.#piece.write(line, this.#bytes);
    this.#bytes += this.#piece.write('\n', this.#bytes);
    this.#due ??= this.#options.timers.after(PIECE_MS, () => this.#flush());
  }

  close(): void {
    if (this.#over) return;
    this.#flush();
    this.#over = true;
    this.#file?.end();
  }

  #flush(): void {
    this.#due?.stop();
    this.#due = null;
    const piece = this.#piece?.subarray(0, this.#bytes);
    if (this.#over || piece === undefined) return;
    this.#piece = null;
    this.#bytes = 0;
    this.#bytesInAll += piece.length;
    const file = (this.#file ??= this.#open());
    if (file === null) return;
    file.write(piece);
    if (file.writableLength > WAITING_BYTES_MAX) this.#giveUp('the disk does not keep up');
    else if (this.#bytesInAll > TAPE_BYTES_MAX) this.#giveUp('it is too long');
  }

  #open(): WriteStream | null {
    const { dataDir, clock } = this.#options;
    const path = join(dataDir, TAPES_FOLDER, `${this.#callId}.${clock.wall()}.jsonl`);
    try {
      mkdirSync(dirname(path), { recursive: true });
    } catch {
      this.#giveUp('the folder cannot be made');
      return null;
    }
    const file = createWriteStream(path, { flags: 'a', mode: 0o600 });
    file.on('error', () => this.#giveUp('it cannot be written'));
    return file;
  }

  #giveUp(cause: string): void {
    if (this.#over) return;
    this.#over = true;
    this.#piece = null;
    this.#due?.stop();
    this.#file?.end();
    this.#options.log.warn('tape.given-up', { callId: this.#callId, cause });
  }
}
