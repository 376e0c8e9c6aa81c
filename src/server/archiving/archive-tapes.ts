// Archive tapes: brings what is on this disk of a call's tapes to its archive, compressed.
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip } from 'node:zlib';
import type { ArchiveEntry } from '../../archive/archive.ts';
import { tapeFiles, TAPES_FOLDER } from '../../archive/disk-tapes.ts';
import type { CallId } from '../../base/brand.ts';
import type { World } from '../../base/world.ts';
import { JobFault } from '../jobs/job-fault.ts';

/** The last line of a tape whose call is over: some more may stand behind it. */
const ENDED = '{"out":"ended"}';
const TAIL_BYTES = 4096;

/** The tape's end is written about when the work behind its call begins: it is waited for so long. */
const END_WAITS_MAX = 10;
const END_WAIT_MS = 200;

/** Who writes lately is still there. */
const LATELY_MS = 3000;

/** Where the disk is, and the World's time. */
export interface ArchiveTapesOptions {
  readonly world: Pick<World, 'clock' | 'timers'>;
  readonly dataDir: string;
}

/** What the first, and only, tape of a call is called; of one that went on elsewhere there are more. */
export const TAPE_NAME = 'tape.jsonl.gz';

/** What a call's tapes are called, from 0. */
export function tapeName(index: number): string {
  return index === 0 ? TAPE_NAME : `tape-${index + 1}.jsonl.gz`;
}

/** What was brought to the archive, and what removes it here once it is known to be there. */
export interface ArchivedTapes<Kept> {
  readonly kept: readonly Kept[];
  readonly remove: () => Promise<void>;
}

/** Brings each to `put`, the first as number `from`, from 0. Rejects with `JobFault` where it cannot be compressed, and with what `put` rejects with. */
export async function archiveTapes<Kept>(
  { world, dataDir }: ArchiveTapesOptions,
  callId: CallId,
  from: number,
  put: (name: string, file: Omit<ArchiveEntry, 'key'>) => Promise<Kept>,
): Promise<ArchivedTapes<Kept>> {
  const kept: Kept[] = [];
  const paths = await tapeFiles(dataDir, callId);
  for (const [index, path] of paths.entries()) {
    for (let waits = 0; waits < END_WAITS_MAX && (await isBeingWritten(world, path)); waits += 1)
      await new Promise<void>((resolve) => void world.timers.after(END_WAIT_MS, resolve));
    const packed = `${path}.gz`;
    try {
      await pack(path, packed);
      const { size } = await stat(packed);
      const name = tapeName(from + index);
      const read = () => createReadStream(packed);
      kept.push(await put(name, { contentType: 'application/gzip', bytes: size, read }));
    } finally {
      await rm(packed, { force: true });
    }
  }
  return {
    kept,
    remove: async () => {
      for (const path of paths) await rm(path, { force: true });
    },
  };
}

async function pack(path: string, packed: string): Promise<void> {
  try {
    await pipeline(createReadStream(path), createGzip(), createWriteStream(packed, { mode: 0o600 }));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
    throw new JobFault(`the tape could not be compressed in DATA_DIR/${TAPES_FOLDER}: ${code}`);
  }
}

async function isBeingWritten({ clock }: Pick<World, 'clock'>, path: string): Promise<boolean> {
  const { size, mtimeMs } = await stat(path);
  if (clock.wall() - mtimeMs > LATELY_MS) return false;
  await using file = await open(path);
  const at = Math.max(0, size - TAIL_BYTES);
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(TAIL_BYTES), position: at });
  return !buffer.subarray(0, bytesRead).includes(ENDED);
}
