// 0004: how the agent of a call was kept on course, and which agent said a line.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

/** Adds `steering` of schema.ts to `calls`, and `agent` to `transcripts`. */
export function steering(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .alterTable('calls')
        .addColumn('steering', types.json, (column) => column.notNull().defaultTo('{}'))
        .execute();
      await db.schema.alterTable('transcripts').addColumn('agent', 'text').execute();
      if (types.comments) await sql`comment on column calls.steering is 'PII'`.execute(db);
    },
  };
}
