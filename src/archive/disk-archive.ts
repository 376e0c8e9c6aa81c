// The disk archive: archived files below the data directory, renamed into place once they are whole and on the disk.
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { OffhookError } from '../base/errors.ts';
import type { Archive } from './archive.ts';

/** An archive below `dataDir`, for its owner's eyes only; keys are paths there. */
export function diskArchive(dataDir: string): Archive {
  const pathOf = (key: string): string => join(dataDir, key);
  return {
    where: 'disk',
    async put({ key, read }) {
      const path = pathOf(key);
      const part = `${path}.part`;
      await reaching(async () => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        try {
          await write(part, read());
          await rename(part, path);
        } catch (error) {
          await rm(part, { force: true });
          throw error;
        }
      });
    },
    async get({ key }, range) {
      const path = pathOf(key);
      const found = await stat(path).catch(() => null);
      if (found?.isFile() !== true) return null;
      return createReadStream(path, range ?? {});
    },
    remove: (key) => reaching(() => rm(pathOf(key), { force: true })),
  };
}

async function write(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    for await (const chunk of source) await file.write(chunk);
    // The rename must not outlive a loss of power that the bytes do not.
    await file.sync();
  } finally {
    await file.close();
  }
}

async function reaching<Result>(work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    const cause = error instanceof Error && 'code' in error ? String(error.code) : 'it failed';
    throw new OffhookError(
      'ARCHIVE_UNAVAILABLE',
      `The archive below DATA_DIR cannot be used: ${cause}. Look whether it can be written to, and has space.`,
      { cause: error },
    );
  }
}
