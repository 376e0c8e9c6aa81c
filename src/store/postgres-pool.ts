// The Postgres pool as Kysely uses it: bounded, with every fault of the connection told as STORE_UNAVAILABLE.
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import { DatabaseError, Pool, types, type CustomTypesConfig, type PoolClient } from 'pg';
import { OffhookError } from '../base/errors.ts';

/** Connections of one process. */
const CONNECTIONS_MAX = 10;

/** How long a connection may take, a wait for a free one included. */
const CONNECT_MS_MAX = 5000;

/** A connection that nobody used for this long is closed. */
const IDLE_MS_MAX = 30_000;

/** How long one query may run. */
const QUERY_MS_MAX = 10_000;

/** An answer is waited for this many times as long as the server may take: when none came, the connection is dead. */
const ANSWER_PER_QUERY_MAX = 1.5;

/** A pool that Kysely takes. Nothing is connected before the first query; one query may take `queryMsMax`. */
export function postgresPool(databaseUrl: string, queryMsMax: number = QUERY_MS_MAX): PostgresPool {
  const pool = new Pool({
    connectionString: databaseUrl,
    application_name: 'offhook',
    max: CONNECTIONS_MAX,
    connectionTimeoutMillis: CONNECT_MS_MAX,
    idleTimeoutMillis: IDLE_MS_MAX,
    statement_timeout: queryMsMax,
    query_timeout: Math.round(queryMsMax * ANSWER_PER_QUERY_MAX),
    keepAlive: true,
    types: { getTypeParser },
  });
  // An idle connection that breaks tells the pool, which drops it; unheard, that event would end the process.
  pool.on('error', () => {});
  return {
    async connect() {
      try {
        return boundClient(await pool.connect());
      } catch (error) {
        throw unavailable(error);
      }
    },
    end: () => pool.end(),
    options: pool.options,
  };
}

/** A client that is thrown away, not given back, once its connection has failed: the next query gets another. */
function boundClient(client: PoolClient): PostgresPoolClient {
  let broken: OffhookError | null = null;
  const query = async (sql: string, parameters: readonly unknown[]) => {
    // A rollback on a connection that does not answer would wait as long again.
    if (broken !== null) throw broken;
    try {
      return await client.query(sql, [...parameters]);
    } catch (error) {
      if (error instanceof DatabaseError && !isAway(error.code ?? '')) throw error;
      const fault = unavailable(error);
      if (!(error instanceof DatabaseError) || isShutdown(error.code ?? '')) broken = fault;
      throw fault;
    }
  };
  return {
    // The overload for cursors is never called: they need a package that Kysely is not given.
    query: query as unknown as PostgresPoolClient['query'],
    release: (discard?: boolean) => client.release(broken !== null || discard === true),
  };
}

/**
 * SQLSTATEs that speak of the server's state and not of the query, so that trying again may help.
 * https://www.postgresql.org/docs/current/errcodes-appendix.html
 */
function isAway(code: string): boolean {
  const classes = [
    '08', // connection exception
    '40', // transaction rollback: deadlock, serialization failure
    '53', // insufficient resources: connections, memory, disk
    '57', // operator intervention: shutdown, crash, cancelled by its time limit
    '58', // system error: I/O
  ];
  const readOnly = '25006';
  const lockTimeout = '55P03';
  return classes.includes(code.slice(0, 2)) || code === readOnly || code === lockTimeout;
}

/** The server ends this connection; of class 57 only a cancelled query leaves it whole. */
function isShutdown(code: string): boolean {
  return code.startsWith('57P') || code.startsWith('08');
}

function unavailable(error: unknown): OffhookError {
  // A name with several addresses fails with an AggregateError, which has a code and no message.
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const words = error instanceof Error && error.message !== '' ? error.message : code;
  return new OffhookError('STORE_UNAVAILABLE', `Postgres (DATABASE_URL) cannot be used: ${words}`, {
    cause: error,
  });
}

/** The same forms that SQLite gives: JSON as text, instants as ISO 8601. */
const getTypeParser: CustomTypesConfig['getTypeParser'] = (oid, format) => {
  if (oid === types.builtins.JSONB) return (text: string) => text;
  if (oid === types.builtins.TIMESTAMPTZ) return (text: string) => new Date(text).toISOString();
  return types.getTypeParser(oid, format);
};
