// 0009: what was deleted of a call, what must not be deleted, and on which disk an archived file lies.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

/** Adds `place` to `archived_files`, and makes the tables `forgotten_kinds` and `holds` of schema.ts. */
export function forgetting(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('forgotten_kinds')
        .addColumn('call_id', types.key, (column) =>
          column.notNull().references('calls.id').onDelete('cascade'),
        )
        .addColumn('kind', types.key, (column) => column.notNull())
        .addPrimaryKeyConstraint('forgotten_kinds_pkey', ['call_id', 'kind'])
        .execute();
      await db.schema.createIndex('calls_by_end').on('calls').columns(['ended_at', 'id']).execute();
      await db.schema.createIndex('calls_by_caller').on('calls').columns(['from_number', 'id']).execute();
      await db.schema.createIndex('calls_by_callee').on('calls').columns(['to_number', 'id']).execute();
      await db.schema.createIndex('calls_by_consultation').on('calls').columns(['consulted_for']).execute();
      await db.schema.alterTable('archived_files').addColumn('place', 'text').execute();
      await db.schema
        .createTable('holds')
        .addColumn('subject', types.key, (column) => column.notNull().primaryKey())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('reason', 'text', (column) => column.notNull())
        .addColumn('held_at', types.instant, (column) => column.notNull())
        .execute();
      if (!types.comments) return;
      for (const column of ['holds.subject', 'holds.reason'])
        await sql`comment on column ${sql.ref(column)} is 'PII'`.execute(db);
    },
  };
}
