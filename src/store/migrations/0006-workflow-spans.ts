// 0006: the spans of each call.
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

/** Makes the table `workflow_spans` of schema.ts. No foreign key: spans of a live call may come before its row. */
export function workflowSpans(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await db.schema
        .createTable('workflow_spans')
        .addColumn('call_id', types.key, (column) => column.notNull())
        .addColumn('span_id', types.key, (column) => column.notNull())
        .addColumn('trace_id', 'text', (column) => column.notNull())
        .addColumn('parent_span_id', 'text')
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('start_us', 'double precision', (column) => column.notNull())
        .addColumn('end_us', 'double precision')
        .addColumn('status', 'text', (column) => column.notNull())
        .addColumn('attributes', types.json, (column) => column.notNull())
        .addPrimaryKeyConstraint('workflow_spans_pkey', ['call_id', 'span_id'])
        .execute();
      await db.schema
        .createIndex('workflow_spans_by_name')
        .on('workflow_spans')
        .columns(['name', 'start_us'])
        .execute();
    },
  };
}
