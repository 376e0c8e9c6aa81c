// Where the tests find a Postgres, and databases of their own on it.
import { randomBytes } from 'node:crypto';
import { Client } from 'pg';

/** A server that lets its user create databases: `OFFHOOK_TEST_POSTGRES`, or one on this machine that trusts it. */
export const POSTGRES_URL = process.env['OFFHOOK_TEST_POSTGRES'] ?? 'postgres://postgres@127.0.0.1:5432/test';

/** Said where no server answers. */
export const NO_POSTGRES =
  'no Postgres answers: start one (on Debian `apt install postgresql`; with Docker `docker run -p 5432:5432 ' +
  '-e POSTGRES_HOST_AUTH_METHOD=trust -e POSTGRES_DB=test postgres`), or name one in OFFHOOK_TEST_POSTGRES';

/** A database of a test run's own. */
export interface OwnDatabase extends AsyncDisposable {
  readonly url: string;
  /** Runs SQL in it, past the store. */
  query(sql: string): Promise<readonly Readonly<Record<string, unknown>>[]>;
  /** Empties it, whoever still uses it. */
  clear(): Promise<void>;
}

/** Whether the server answers. */
export async function postgresAnswers(): Promise<boolean> {
  try {
    await queryOnce(POSTGRES_URL, 'select 1');
    return true;
  } catch {
    return false;
  }
}

/** Creates a database with an unguessable name; it is dropped when it is disposed of. */
export async function ownDatabase(): Promise<OwnDatabase> {
  const name = `offhook_test_${randomBytes(6).toString('hex')}`;
  await queryOnce(POSTGRES_URL, `create database ${name}`);
  const address = new URL(POSTGRES_URL);
  address.pathname = `/${name}`;
  const url = address.href;
  return {
    url,
    query: (sql) => queryOnce(url, sql),
    async clear() {
      await queryOnce(url, 'drop schema public cascade; create schema public');
    },
    async [Symbol.asyncDispose]() {
      await queryOnce(POSTGRES_URL, `drop database ${name} with (force)`);
    },
  };
}

async function queryOnce(url: string, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 3000, query_timeout: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<Readonly<Record<string, unknown>>>(sql);
    return rows;
  } finally {
    await client.end().catch(() => {});
  }
}
