// The store in Postgres: for several processes, and for what must outlive the machine.
import { Kysely, PostgresDialect } from 'kysely';
import { kyselyStore } from './kysely-store.ts';
import { POSTGRES_COLUMNS } from './migrations/column-types.ts';
import { migrations } from './migrations/migrations.ts';
import { postgresPool } from './postgres-pool.ts';
import type { Database } from './schema.ts';
import type { Store } from './store.ts';

/**
 * A store at `databaseUrl` (`postgres://user:password@host:port/database`). Nothing is connected before the first
 * use. Tables stand in the first schema of the connection's search path.
 */
export function postgresStore(databaseUrl: string, queryMsMax?: number): Store {
  const pool = postgresPool(databaseUrl, queryMsMax);
  return kyselyStore({
    kind: 'postgres',
    db: new Kysely<Database>({ dialect: new PostgresDialect({ pool: { ...pool, end: async () => {} } }) }),
    migrations: migrations(POSTGRES_COLUMNS),
    // Kysely ends only a pool that it has used.
    close: () => pool.end(),
  });
}
