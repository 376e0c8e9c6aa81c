// 0003: which humans were asked to take a call, and in which call a human is asked.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

/** Adds `consultations` and `consulted_for` of schema.ts to `calls`. */
export function consultations(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('calls')
        .addColumn('consultations', types.json, (column) => column.notNull().defaultTo('[]'))
        .execute();
      await db.schema.alterTable('calls').addColumn('consulted_for', types.key).execute();
      if (types.comments) await sql`comment on column calls.consultations is 'PII'`.execute(db);
    },
  };
}
