// Disk recordings: each call's sound as a WAV file that grows with the call and can be read at any moment.
import { createWriteStream, existsSync, mkdirSync, type WriteStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { CallId } from '../base/brand.ts';
import type { Log } from '../base/log.ts';
import type { EpochMs } from '../base/time.ts';
import type { Clock } from '../base/world.ts';
import type { RecordingInfo } from '../call/call-view.ts';
import type { HushedSound, Recordings, RecordingSink } from '../call/recording.ts';
import { BYTES_PER_MS } from '../media/audio.ts';
import { wavHeader } from '../media/wav.ts';
import { hushWav } from './hush-wav.ts';

/** Bytes that may wait for the disk, of one call: a minute of stereo. Beyond it the recording is given up. */
const WAITING_BYTES_MAX = 60_000 * BYTES_PER_MS * 2;

/** Where recordings lie, the clock that names their day, and who is told when one cannot be kept. */
export interface DiskRecordingsOptions {
  /** The data directory; files go to `recordings/YYYY/MM/DD/<call id>.wav` below it. */
  readonly dataDir: string;
  readonly clock: Clock;
  readonly log: Log;
}

/** Recordings as stereo µ-law WAV files below the data directory, readable while they grow. */
export function diskRecordings(options: DiskRecordingsOptions): Recordings {
  return {
    open(callId) {
      return new DiskRecording(options, callId, pathOf(callId, options.clock.wall()));
    },
  };
}

/** A call has its day from when its sound began; it may have rung before midnight. */
const DAY_MS = 24 * 3600_000;

/** Where the recording of a call that rang at `startedAt` lies below the data directory, if it has one. */
export function recordingPaths(callId: CallId, startedAt: EpochMs): readonly string[] {
  return [startedAt, startedAt + DAY_MS].map((wall) => pathOf(callId, wall));
}

/**
 * Makes whole what a process that died has recorded of a call: it gets its sizes, and silence in `hushed`. Null when there
 * is nothing. Rejects never.
 */
export async function recoverRecording(
  options: DiskRecordingsOptions,
  callId: CallId,
  startedAt: EpochMs,
  hushed: readonly HushedSound[] = [],
): Promise<RecordingInfo | null> {
  const path = recordingPaths(callId, startedAt).find((one) => existsSync(join(options.dataDir, one)));
  return path === undefined ? null : new DiskRecording(options, callId, path).close(hushed);
}

function pathOf(callId: CallId, wall: number): string {
  const day = new Date(wall).toISOString().slice(0, 10).replaceAll('-', '/');
  return `recordings/${day}/${callId}.wav`;
}

class DiskRecording implements RecordingSink {
  readonly #options: DiskRecordingsOptions;
  readonly #callId: CallId;
  readonly #path: string;
  readonly #file: WriteStream;
  #bytes = 0;
  #failed = false;

  constructor(options: DiskRecordingsOptions, callId: CallId, path: string) {
    this.#options = options;
    this.#callId = callId;
    this.#path = path;
    const whole = join(options.dataDir, path);
    try {
      mkdirSync(dirname(whole), { recursive: true });
    } catch {
      // The stream below fails at the same place, and says so.
    }
    // A call that goes on after a restart goes on in its file: the sound before stands there, behind its header.
    const begun = existsSync(whole);
    this.#file = createWriteStream(whole, { flags: 'a' });
    this.#file.on('error', () => this.#give('write'));
    if (!begun) this.#file.write(wavHeader(null));
  }

  write(stereo: Uint8Array): void {
    if (this.#failed) return;
    if (this.#file.writableLength > WAITING_BYTES_MAX) return this.#give('slow');
    this.#file.write(stereo);
  }

  async close(hushed: readonly HushedSound[] = []): Promise<RecordingInfo | null> {
    if (this.#failed) return this.#drop(hushed);
    try {
      await new Promise<void>((resolve, reject) => {
        this.#file.once('error', reject);
        this.#file.end(resolve);
      });
      await this.#finish(hushed);
    } catch {
      this.#give('close');
      return this.#drop(hushed);
    }
    return {
      path: this.#path,
      bytes: this.#bytes,
      durationMs: Math.round(this.#soundBytes() / BYTES_PER_MS / 2),
    };
  }

  async #finish(hushed: readonly HushedSound[]): Promise<void> {
    const file = await open(join(this.#options.dataDir, this.#path), 'r+');
    try {
      await hushWav(file, hushed);
      this.#bytes = (await file.stat()).size;
      await file.write(wavHeader(this.#soundBytes()), 0, undefined, 0);
    } finally {
      await file.close();
    }
  }

  /** What can't be made silent is not kept. */
  async #drop(hushed: readonly HushedSound[]): Promise<null> {
    if (hushed.length > 0) await rm(join(this.#options.dataDir, this.#path), { force: true }).catch(() => {});
    return null;
  }

  #soundBytes(): number {
    return Math.max(0, this.#bytes - wavHeader(null).length);
  }

  #give(where: string): void {
    if (this.#failed) return;
    this.#failed = true;
    this.#file.destroy();
    this.#options.log.error('recording.lost', { callId: this.#callId, where });
  }
}
