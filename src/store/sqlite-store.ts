// The embedded store: one SQLite file below the data directory.
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { Kysely } from 'kysely';
import { OffhookError } from '../base/errors.ts';
import { makeDataDir } from './data-dir.ts';
import { kyselyStore } from './kysely-store.ts';
import { SQLITE_COLUMNS } from './migrations/column-types.ts';
import { migrations } from './migrations/migrations.ts';
import type { Database } from './schema.ts';
import { sqliteDialect } from './sqlite-dialect.ts';
import type { Store } from './store.ts';

/** The file below the data directory; `-wal` and `-shm` stand beside it while it is open. */
export const SQLITE_FILE = 'offhook.sqlite';

/**
 * How long a write waits for another process to finish its own. Short: the wait holds up this whole process, and
 * the journal's writer tries again anyhow.
 */
const WRITE_LOCK_MS_MAX = 200;

/** The same while the store is opened and migrated: no call waits yet, and another process may be doing the same. */
const START_LOCK_MS_MAX = 5000;

/**
 * Opens, and makes where there is none, the store in `dataDir`. `STORE_UNAVAILABLE` when that cannot be done.
 *
 * A write that was acknowledged outlives the process however it dies. With WAL and `synchronous = normal` it can
 * be lost when the machine loses power within the seconds before the next checkpoint, and the file stays whole.
 *
 * What is deleted is overwritten with zeros (`secure_delete`); the write-ahead log has it until its next checkpoint.
 *
 * There is no lock on the directory: WAL and SQLite's write lock keep every acknowledged row of several processes
 * (`offhook migrate` beside a running server, a second server), where an embedded server would lose them.
 */
export function sqliteStore(dataDir: string): Store {
  const path = join(dataDir, SQLITE_FILE);
  const database = openDatabase(dataDir, path);
  const store = kyselyStore({
    kind: 'sqlite',
    db: new Kysely<Database>({ dialect: sqliteDialect(database) }),
    migrations: migrations(SQLITE_COLUMNS),
    close: () => Promise.resolve(database.close()),
  });
  return {
    ...store,
    async migrate() {
      const names = await store.migrate();
      database.exec(`pragma busy_timeout = ${WRITE_LOCK_MS_MAX}`);
      return names;
    },
  };
}

function openDatabase(dataDir: string, path: string): DatabaseSync {
  let database: DatabaseSync | null = null;
  try {
    makeDataDir(dataDir);
    // Not imported: a Node without it must come as far as to be told so in our words (`src/base/node-version.ts`).
    const sqlite = process.getBuiltinModule('node:sqlite');
    database = new sqlite.DatabaseSync(path, {
      timeout: START_LOCK_MS_MAX,
      enableForeignKeyConstraints: true,
    });
    database.exec('pragma journal_mode = wal; pragma synchronous = normal; pragma secure_delete = on;');
    return database;
  } catch (error) {
    database?.close();
    if (error instanceof OffhookError) throw error;
    const cause = error instanceof Error ? error.message : String(error);
    throw new OffhookError(
      'STORE_UNAVAILABLE',
      `cannot open ${path}: ${cause}; DATA_DIR must be a directory that this user may write to`,
      { cause: error },
    );
  }
}
