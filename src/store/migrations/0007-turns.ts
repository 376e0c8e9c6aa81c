// 0007: the turns of calls, ear to ear, and which objectives are being missed.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

const MEASURES = [
  'at_ms',
  'latency_ms',
  'endpointing_ms',
  'model_ms',
  'tools_ms',
  'relay_ms',
  'carrier_ms',
] as const;

/** Makes the tables `turns` and `alarms` of schema.ts. */
export function turns(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      let table = db.schema
        .createTable('turns')
        .addColumn('call_id', types.key, (column) =>
          column.notNull().references('calls.id').onDelete('cascade'),
        )
        .addColumn('position', 'integer', (column) => column.notNull())
        .addColumn('happened_at', types.instant, (column) => column.notNull())
        .addColumn('agent', types.key, (column) => column.notNull());
      for (const measure of MEASURES)
        table = table.addColumn(measure, 'double precision', (column) => column.notNull());
      await table
        .addColumn('complete_ms', 'double precision')
        .addColumn('why', 'text')
        .addPrimaryKeyConstraint('turns_pkey', ['call_id', 'position'])
        .execute();
      await db.schema.createIndex('turns_by_instant').on('turns').columns(['happened_at']).execute();
      await db.schema
        .createTable('alarms')
        .addColumn('name', types.key, (column) => column.notNull().primaryKey())
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('since', types.instant, (column) => column.notNull())
        .execute();
    },
  };
}
