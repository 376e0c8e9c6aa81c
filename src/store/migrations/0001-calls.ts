// 0001: calls, their journals, transcripts, outcomes and recordings; the shelf.
import { sql, type Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { ColumnTypes } from './column-types.ts';

const PII = [
  'calls.from_number',
  'calls.to_number',
  'calls.tools',
  'call_events.event',
  'transcripts.text',
  'transcripts.heard',
  'shelf.value',
];

/** What is measured or counted by a peer: any number of JSON fits, so that none makes a write fail. */
const MEASURE = 'double precision';

/** Makes the tables of schema.ts. */
export function calls(types: ColumnTypes): Migration {
  return {
    async up(db: Kysely<unknown>) {
      await createCalls(db, types);
      await createEvents(db, types);
      await createTranscripts(db, types);
      await createOutcomes(db, types);
      await createRecordings(db, types);
      await createShelf(db, types);
      if (!types.comments) return;
      for (const column of PII) await sql`comment on column ${sql.ref(column)} is 'PII'`.execute(db);
    },
  };
}

async function createCalls(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('calls')
    .addColumn('id', types.key, (column) => column.notNull().primaryKey())
    .addColumn('carrier', 'text', (column) => column.notNull())
    .addColumn('carrier_call_id', types.key, (column) => column.notNull())
    .addColumn('direction', 'text', (column) => column.notNull())
    .addColumn('from_number', 'text', (column) => column.notNull())
    .addColumn('to_number', 'text', (column) => column.notNull())
    .addColumn('agent', 'text', (column) => column.notNull())
    .addColumn('model', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started_at', types.instant, (column) => column.notNull())
    .addColumn('ended_at', types.instant)
    .addColumn('tools', types.json, (column) => column.notNull())
    .addColumn('interruptions', types.json, (column) => column.notNull())
    .execute();
  const index = (name: string, columns: string[]): Promise<void> =>
    db.schema.createIndex(name).on('calls').columns(columns).execute();
  await index('calls_by_start', ['started_at', 'id']);
  await index('calls_by_status', ['status', 'started_at', 'id']);
  await index('calls_by_carrier_call_id', ['carrier_call_id', 'started_at']);
}

/** No foreign key: a journal whose first record was lost is kept all the same. */
async function createEvents(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('call_events')
    .addColumn('call_id', types.key, (column) => column.notNull())
    .addColumn('sequence', 'integer', (column) => column.notNull())
    .addColumn('at_ms', MEASURE, (column) => column.notNull())
    .addColumn('recorded_at', types.instant, (column) => column.notNull())
    .addColumn('kind', 'text', (column) => column.notNull())
    .addColumn('event', types.json, (column) => column.notNull())
    .addPrimaryKeyConstraint('call_events_pkey', ['call_id', 'sequence'])
    .execute();
}

async function createTranscripts(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('transcripts')
    .addColumn('call_id', types.key, (column) => column.notNull().references('calls.id').onDelete('cascade'))
    .addColumn('position', 'integer', (column) => column.notNull())
    .addColumn('role', 'text', (column) => column.notNull())
    .addColumn('at_ms', MEASURE, (column) => column.notNull())
    .addColumn('text', 'text', (column) => column.notNull())
    .addColumn('heard', 'text')
    .addPrimaryKeyConstraint('transcripts_pkey', ['call_id', 'position'])
    .execute();
}

async function createOutcomes(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('call_outcomes')
    .addColumn('call_id', types.key, (column) =>
      column.notNull().primaryKey().references('calls.id').onDelete('cascade'),
    )
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('detail', 'text', (column) => column.notNull())
    .addColumn('duration_ms', MEASURE, (column) => column.notNull())
    .addColumn('caller_turns', 'integer', (column) => column.notNull())
    .addColumn('agent_turns', 'integer', (column) => column.notNull())
    .addColumn('tool_count', 'integer', (column) => column.notNull())
    .addColumn('interruption_count', 'integer', (column) => column.notNull())
    .addColumn('first_audio_ms', MEASURE)
    .addColumn('turn_latencies_ms', types.json, (column) => column.notNull())
    .addColumn('input_text_tokens', MEASURE, (column) => column.notNull())
    .addColumn('input_audio_tokens', MEASURE, (column) => column.notNull())
    .addColumn('cached_text_tokens', MEASURE, (column) => column.notNull())
    .addColumn('cached_audio_tokens', MEASURE, (column) => column.notNull())
    .addColumn('output_text_tokens', MEASURE, (column) => column.notNull())
    .addColumn('output_audio_tokens', MEASURE, (column) => column.notNull())
    .addColumn('cost_usd', MEASURE)
    .execute();
}

async function createRecordings(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('recordings')
    .addColumn('call_id', types.key, (column) =>
      column.notNull().primaryKey().references('calls.id').onDelete('cascade'),
    )
    .addColumn('path', 'text', (column) => column.notNull())
    .addColumn('bytes', MEASURE, (column) => column.notNull())
    .addColumn('duration_ms', MEASURE, (column) => column.notNull())
    .execute();
}

async function createShelf(db: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await db.schema
    .createTable('shelf')
    .addColumn('collection', types.key, (column) => column.notNull())
    .addColumn('key', types.key, (column) => column.notNull())
    .addColumn('value', types.json, (column) => column.notNull())
    .addPrimaryKeyConstraint('shelf_pkey', ['collection', 'key'])
    .execute();
}
