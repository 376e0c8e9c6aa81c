// Data dir presence: whether other servers have a data directory now, by locks that end with the process that holds them.
import { join } from 'node:path';
import type { DatabaseSync } from 'node:sqlite';
import { unavailable } from './sqlite-dialect.ts';

/** One server's being there. */
export interface Presence {
  /** Whether no other server is there, in this process or another; false when that cannot be told just now. */
  alone(): boolean;
  /** Gives the place up; idempotent. */
  leave(): void;
}

/** The file whose locks say it. It holds nothing, and may be deleted when no server runs. */
export const PRESENCE_FILE = 'servers.lock';

/** How long one waits for another server's look, which takes less than a millisecond. */
const LOOK_MS_MAX = 5000;

/**
 * Takes a place in `dataDir`, which any number of servers may have at a time. Each holds SQLite's shared lock on one file;
 * who gets the exclusive one is alone. The system takes a lock back however its process dies, so that nothing stale is left
 * behind by `kill -9`. Throws `STORE_UNAVAILABLE` when the directory cannot be used.
 */
export function enterDataDir(dataDir: string): Presence {
  const database = openLocks(join(dataDir, PRESENCE_FILE));
  let left = false;
  return {
    alone() {
      if (left) return false;
      database.exec('pragma busy_timeout = 0');
      try {
        // From the shared lock to the reserved one, which only one server can have, so that no two look at a time; the
        // commit then wants the exclusive one.
        database.exec('pragma user_version = 1; commit');
        return true;
      } catch (error) {
        if (unavailable(error) === null) throw error;
        return false;
      } finally {
        if (database.isTransaction) database.exec('rollback');
        database.exec(`pragma busy_timeout = ${LOOK_MS_MAX}`);
        takePlace(database);
      }
    },
    leave() {
      if (left) return;
      left = true;
      database.close();
    },
  };
}

function openLocks(path: string): DatabaseSync {
  const { DatabaseSync } = process.getBuiltinModule('node:sqlite');
  try {
    const database = new DatabaseSync(path);
    // Nothing is written that would have to outlive anything: no journal beside the file, no waiting for the disk.
    database.exec(
      `pragma journal_mode = memory; pragma synchronous = off; pragma busy_timeout = ${LOOK_MS_MAX}`,
    );
    takePlace(database);
    return database;
  } catch (error) {
    throw unavailable(error) ?? error;
  }
}

/** A transaction that has read holds the shared lock until it ends. */
function takePlace(database: DatabaseSync): void {
  database.exec('begin; select count(*) from sqlite_schema');
}
