// Ledger file: a batch's ledger on disk beside its CSV file, for one process at a time.
import { closeSync, existsSync, openSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { BatchFault, type Ledger, type LedgerEntry } from './batch-ledger.ts';

/** Says in the file's header whose it is; https://www.sqlite.org/pragma.html#pragma_application_id */
const APPLICATION_ID = 0x0ff_400c;
/** How entries are written; a file of a newer one is left alone. */
const VERSION = 1;

/** A ledger that is open; whoever opened it closes it. */
export interface LedgerFile extends Ledger {
  close(): void;
}

/**
 * Opens the ledger at `path`, and makes one with the id `newId` where there is none, for its owner's eyes only. SQLite
 * keeps it: entries are on the disk when `append` returns, one that was cut off by a crash is no entry, and its lock goes with
 * the process that holds it, however that dies. Throws `BatchFault`, also while another run has it.
 */
export function openLedger(path: string, newId: string): LedgerFile {
  return asFaults(path, () => {
    // SQLite gives its own files beside this one the same mode.
    closeSync(openSync(path, 'a', 0o600));
    const database = connect(path, false);
    try {
      database.exec(
        'pragma locking_mode = exclusive; pragma journal_mode = delete; pragma synchronous = extra;',
      );
      // The lock is taken here and kept until the end.
      database.exec('begin exclusive');
      if (numberOf(database, 'application_id') === 0 && numberOf(database, 'schema_version') === 0)
        database.exec(`
          create table batch (id text not null);
          create table entries (sequence integer primary key, entry text not null);
          insert into batch values ('${newId.replaceAll(/[^\w-]/g, '')}');
          pragma application_id = ${APPLICATION_ID};
          pragma user_version = ${VERSION};
        `);
      database.exec('commit');
      const kept = read(database, path);
      const insert = database.prepare('insert into entries (entry) values (?)');
      return {
        ...kept,
        append: (entry) => asFaults(path, () => void insert.run(JSON.stringify(entry))),
        close: () => database.close(),
      };
    } catch (error) {
      database.close();
      throw error;
    }
  });
}

/** What is on record at `path`, without taking part: null where there is no ledger yet. Throws `BatchFault`. */
export function readLedger(path: string): Pick<Ledger, 'id' | 'entries'> | null {
  if (!existsSync(path)) return null;
  return asFaults(path, () => {
    const database = connect(path, true);
    try {
      // A run that was cut off while it made the file has left an empty one.
      return numberOf(database, 'schema_version') === 0 ? null : read(database, path);
    } finally {
      database.close();
    }
  });
}

function connect(path: string, readOnly: boolean): DatabaseSync {
  const sqlite = process.getBuiltinModule('node:sqlite');
  return new sqlite.DatabaseSync(path, { readOnly, timeout: 0 });
}

function read(database: DatabaseSync, path: string): Pick<Ledger, 'id' | 'entries'> {
  if (numberOf(database, 'application_id') !== APPLICATION_ID)
    throw new BatchFault(`${path} is no ledger of a batch: move it away`);
  if (numberOf(database, 'user_version') > VERSION)
    throw new BatchFault(`${path} was written by a newer Offhook: go on with that one`);
  const batch = database.prepare('select id from batch').get();
  const rows = database.prepare('select entry from entries order by sequence').all();
  return {
    id: String(batch?.['id']),
    entries: rows.map(({ entry }) => JSON.parse(String(entry)) as LedgerEntry),
  };
}

function numberOf(database: DatabaseSync, pragma: string): number {
  return Number(database.prepare(`pragma ${pragma}`).get()?.[pragma]);
}

function asFaults<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    if (error instanceof BatchFault || !(error instanceof Error)) throw error;
    // https://sqlite.org/rescode.html: SQLITE_BUSY
    if ('errcode' in error && (Number(error.errcode) & 0xff) === 5)
      throw new BatchFault(
        `${path} is in use: this batch is being called by another process, wait until it is done`,
      );
    throw new BatchFault(
      `the ledger ${path} cannot be kept (${error.message}): it must be a file that this user may write, on a disk that is not full`,
    );
  }
}
