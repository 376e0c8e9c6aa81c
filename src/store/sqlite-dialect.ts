// SQLite dialect: Kysely over `node:sqlite`, one connection to one file.
import type { DatabaseSync, SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  SqliteIntrospector,
  SqliteQueryCompiler,
  type DatabaseConnection,
  type Dialect,
  type DialectAdapter,
  type Driver,
  type QueryResult,
  type TransactionSettings,
} from 'kysely';
import { OffhookError } from '../base/errors.ts';

/**
 * A dialect for an open database, which stays its owner's to close. Kysely lets one query or transaction at it at
 * a time. What keeps SQLite from its file rejects with `STORE_UNAVAILABLE`.
 */
export function sqliteDialect(database: DatabaseSync): Dialect {
  return {
    createDriver: () => sqliteDriver(database),
    createQueryCompiler: () => new SqliteQueryCompiler(),
    createAdapter: () => SQLITE_ADAPTER,
    createIntrospector: (db) => new SqliteIntrospector(db),
  };
}

/** Unlike Kysely's own, it says that DDL is transactional, as it is: a migration happens whole or not at all. */
const SQLITE_ADAPTER: DialectAdapter = {
  supportsCreateIfNotExists: true,
  supportsTransactionalDdl: true,
  supportsReturning: true,
  supportsMultipleConnections: false,
  // The transaction around the migrations is the lock: it begins with SQLite's write lock.
  acquireMigrationLock: () => Promise.resolve(),
  releaseMigrationLock: () => Promise.resolve(),
};

function sqliteDriver(database: DatabaseSync): Driver {
  const connection = sqliteConnection(database);
  const execute = (sql: string): Promise<unknown> => connection.executeQuery(CompiledQuery.raw(sql));
  return {
    init: () => Promise.resolve(),
    acquireConnection: () => Promise.resolve(connection),
    async beginTransaction(_connection, settings: TransactionSettings) {
      // A writer takes the write lock at once: one that came by it later would fail where another wrote meanwhile.
      await execute(settings.accessMode === 'read only' ? 'begin deferred' : 'begin immediate');
    },
    async commitTransaction() {
      await execute('commit');
    },
    async rollbackTransaction() {
      // A full disk rolls back by itself; a second rollback would hide the cause behind an error of its own.
      if (database.isTransaction) await execute('rollback');
    },
    releaseConnection: () => Promise.resolve(),
    destroy: () => Promise.resolve(),
  };
}

function sqliteConnection(database: DatabaseSync): DatabaseConnection {
  return {
    // Async, so that what SQLite throws is a rejection.
    async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
      try {
        const statement = database.prepare(sql);
        const values = parameters as readonly SQLInputValue[];
        if (statement.columns().length > 0) return { rows: statement.all(...values) as Row[] };
        const { changes } = statement.run(...values);
        return { rows: [], numAffectedRows: BigInt(changes) };
      } catch (error) {
        throw unavailable(error) ?? error;
      }
    },
    async *streamQuery<Row>({ sql, parameters }: CompiledQuery): AsyncIterableIterator<QueryResult<Row>> {
      const rows = database.prepare(sql).iterate(...(parameters as readonly SQLInputValue[]));
      for (const row of rows) yield { rows: [row as Row] };
    },
  };
}

/** Primary result codes that speak of the file and not of the query. https://sqlite.org/rescode.html */
const FILE_FAULTS: Readonly<Record<number, string>> = {
  3: 'access to the file was denied',
  5: 'another process holds the write lock',
  6: 'a table is locked',
  8: 'the file is read-only',
  10: 'the disk reported an error',
  11: 'the file is damaged',
  13: 'the disk is full',
  14: 'the file cannot be opened',
  26: 'the file is no SQLite database',
};

/** The `STORE_UNAVAILABLE` that `error` means; null when it is an error of the query. */
export function unavailable(error: unknown): OffhookError | null {
  if (!(error instanceof Error)) return null;
  const code = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : -1;
  const words = 'code' in error && error.code === 'ERR_INVALID_STATE' ? 'it is closed' : FILE_FAULTS[code];
  if (words === undefined) return null;
  return new OffhookError('STORE_UNAVAILABLE', `SQLite cannot use its file: ${words} (${error.message})`, {
    cause: error,
  });
}
