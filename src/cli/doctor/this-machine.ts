// This machine: the doctor's hands on the real one.
import { constants } from 'node:fs';
import { access, mkdir, rm, statfs, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { delimiter, dirname, join } from 'node:path';
import { localToken } from '../../server/local-token.ts';
import type { Settings } from '../../server/settings.ts';
import { openStore } from '../../store/open-store.ts';
import type { Machine } from './patient.ts';

/** The real machine, as the checks ask it. */
export function thisMachine({ dataDir, databaseUrl }: Pick<Settings, 'dataDir' | 'databaseUrl'>): Machine {
  return {
    nodeVersion: process.versions.node,
    async unwritable(directory) {
      const probe = join(directory, `.doctor-${process.pid}`);
      try {
        await made(directory);
        await writeFile(probe, '');
        await rm(probe);
        return null;
      } catch (error) {
        return error instanceof Error ? error.message : 'unknown';
      }
    },
    async freeBytes(directory) {
      try {
        const { bavail, bsize } = await statfs(directory);
        return bavail * bsize;
      } catch {
        return null;
      }
    },
    listens,
    async installed(program) {
      for (const folder of (process.env['PATH'] ?? '').split(delimiter)) {
        if (folder === '') continue;
        const found = await access(join(folder, program), constants.X_OK).then(
          () => true,
          () => false,
        );
        if (found) return true;
      }
      return false;
    },
    openStore: () => openStore({ databaseUrl, dataDir }),
    localToken: () => localToken(dataDir),
  };
}

/** Folder by folder: Node's own recursive way never comes back where the file system says ENOENT to a mkdir, as /proc does. */
async function made(directory: string): Promise<void> {
  const exists = await access(directory).then(
    () => true,
    () => false,
  );
  if (exists || dirname(directory) === directory) return;
  await made(dirname(directory));
  await mkdir(directory, { mode: 0o700 });
}

function listens(host: string, port: number): ReturnType<Machine['listens']> {
  const result = Promise.withResolvers<Awaited<ReturnType<Machine['listens']>>>();
  const server = createServer();
  server.once('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EADDRINUSE') result.resolve('taken');
    else result.resolve(error.code === 'EACCES' ? 'refused' : 'address');
  });
  server.listen({ host, port, exclusive: true }, () => server.close(() => result.resolve('free')));
  return result.promise;
}
