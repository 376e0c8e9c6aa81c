// 0002: the keys under which outgoing calls were asked for, so that none is placed twice.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

/** Makes the table `call_keys` of schema.ts. No foreign key: a key stays taken whatever becomes of its call. */
export function callKeys(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('call_keys')
        .addColumn('key', types.key, (column) => column.notNull().primaryKey())
        .addColumn('call_id', types.key, (column) => column.notNull())
        .execute();
    },
  };
}
