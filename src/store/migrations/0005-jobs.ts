// 0005: work that outlives its process, and which files of a call are archived.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

/** Makes the tables `jobs` and `archived_files` of schema.ts. No foreign keys: neither goes by a call's row. */
export function jobs(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('jobs')
        .addColumn('id', types.key, (column) => column.notNull().primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('place', 'text')
        .addColumn('payload', types.json, (column) => column.notNull())
        .addColumn('attempts', 'integer', (column) => column.notNull())
        .addColumn('lease', 'text')
        .addColumn('created_at', types.instant, (column) => column.notNull())
        .addColumn('due_at', types.instant, (column) => column.notNull())
        .addColumn('fault', 'text')
        .addColumn('dead_at', types.instant)
        .execute();
      await db.schema.createIndex('jobs_by_due').on('jobs').columns(['due_at', 'id']).execute();
      await db.schema.createIndex('jobs_by_creation').on('jobs').columns(['created_at', 'id']).execute();
      await db.schema
        .createTable('archived_files')
        .addColumn('call_id', types.key, (column) => column.notNull())
        .addColumn('name', types.key, (column) => column.notNull())
        .addColumn('content_type', 'text', (column) => column.notNull())
        .addColumn('bytes', 'double precision', (column) => column.notNull())
        .addColumn('sha256', 'text', (column) => column.notNull())
        .addColumn('stored_in', 'text', (column) => column.notNull())
        .addColumn('key', 'text', (column) => column.notNull())
        .addColumn('archived_at', types.instant, (column) => column.notNull())
        .addPrimaryKeyConstraint('archived_files_pkey', ['call_id', 'name'])
        .execute();
    },
  };
}
