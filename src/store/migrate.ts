// Migrating: brings a database to this version's schema, and refuses one that is ahead of it.
import { sql, type Kysely } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';
import { OffhookError } from '../base/errors.ts';
import type { Database } from './schema.ts';

/** Ours alone: Kysely's default names would be shared with any other application in the same database. */
export const MIGRATION_TABLE = 'offhook_migrations';
const MIGRATION_LOCK_TABLE = 'offhook_migrations_lock';

/**
 * Runs the migrations that have not run, all or none, and returns their names. Processes that start together take
 * turns. `STORE_TOO_NEW` when the database has a migration that is not among `all`.
 */
export async function migrate(
  db: Kysely<Database>,
  all: Readonly<Record<string, Migration>>,
): Promise<readonly string[]> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve({ ...all }) },
    migrationTableName: MIGRATION_TABLE,
    migrationLockTableName: MIGRATION_LOCK_TABLE,
  });
  const { error, results } = await migrator.migrateToLatest();
  if (error === undefined) return (results ?? []).map((result) => result.migrationName);
  if (error instanceof OffhookError) throw error;
  const unknown = await unknownMigrations(db, all);
  if (unknown.length === 0) throw error;
  throw new OffhookError(
    'STORE_TOO_NEW',
    `the store was migrated by a newer Offhook (${unknown.join(', ')}): run that version, or point this one elsewhere`,
    { cause: error },
  );
}

async function unknownMigrations(
  db: Kysely<Database>,
  all: Readonly<Record<string, Migration>>,
): Promise<readonly string[]> {
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(MIGRATION_TABLE)} order by name
  `.execute(db);
  return rows.map((row) => row.name).filter((name) => !Object.hasOwn(all, name));
}
