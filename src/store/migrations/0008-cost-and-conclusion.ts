// 0008: what a call costs, how it sounded, and what came of it for the business.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

/** A call of which no price is known. */
const UNPRICED = '{"usd":null,"knownUsd":0,"parts":[]}';

/** Adds `cost`, `known_usd`, `sound` and `conclusion` of schema.ts to `calls`. */
export function costAndConclusion(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      const add = (name: string, type: 'text' | 'jsonb'): Promise<void> =>
        db.schema.alterTable('calls').addColumn(name, type).execute();
      await db.schema
        .alterTable('calls')
        .addColumn('cost', types.json, (column) => column.notNull().defaultTo(UNPRICED))
        .execute();
      await db.schema
        .alterTable('calls')
        .addColumn('known_usd', 'double precision', (column) => column.notNull().defaultTo(0))
        .execute();
      await add('sound', types.json);
      await add('conclusion', types.json);
      if (types.comments) await sql`comment on column calls.conclusion is 'PII'`.execute(db);
    },
  };
}
