// Workflow spans over Kysely: one code for SQLite and Postgres.
import type { Kysely } from 'kysely';
import type { CallId } from '../base/brand.ts';
import type { Span } from '../call/span.ts';
import type { Database, SpanRow } from './schema.ts';
import { fromStoredJson, storable, toStoredJson } from './stored-json.ts';
import { FRAME_SPANS, type WorkflowSpans } from './workflow-spans.ts';

/** Rows in one INSERT: eleven parameters each, below both databases' limits. */
const ROWS_PER_INSERT = 500;

/** Spans on `db`; `use` counts each use of it. */
export function kyselySpans(
  db: Kysely<Database>,
  use: <Result>(work: () => Promise<Result>) => Promise<Result>,
): WorkflowSpans {
  return {
    keep: (spans) =>
      use(() =>
        db.transaction().execute(async (trx) => {
          // A span may come twice in one batch, which no INSERT may hold.
          const rows = [
            ...new Map(spans.map((span) => [`${span.callId} ${span.spanId}`, rowOf(span)])).values(),
          ];
          for (let from = 0; from < rows.length; from += ROWS_PER_INSERT)
            await trx
              .insertInto('workflow_spans')
              .values(rows.slice(from, from + ROWS_PER_INSERT))
              .onConflict((conflict) =>
                conflict.columns(['call_id', 'span_id']).doUpdateSet((eb) => ({
                  parent_span_id: eb.ref('excluded.parent_span_id'),
                  name: eb.ref('excluded.name'),
                  start_us: eb.ref('excluded.start_us'),
                  end_us: eb.ref('excluded.end_us'),
                  status: eb.ref('excluded.status'),
                  attributes: eb.ref('excluded.attributes'),
                })),
              )
              .execute();
        }),
      ),
    of: (callId, frames = false) =>
      use(async () => {
        let query = db.selectFrom('workflow_spans').selectAll().where('call_id', '=', callId);
        if (!frames) query = query.where('name', 'not like', `${FRAME_SPANS}%`);
        const rows = await query.orderBy('start_us').orderBy('span_id').execute();
        return rows.map(spanOf);
      }),
    remove: (callId) =>
      use(async () => {
        const { numDeletedRows } = await db
          .deleteFrom('workflow_spans')
          .where('call_id', '=', callId)
          .executeTakeFirst();
        return Number(numDeletedRows);
      }),
  };
}

function rowOf(span: Span): SpanRow {
  return {
    call_id: span.callId,
    span_id: span.spanId,
    trace_id: span.traceId,
    parent_span_id: span.parentSpanId,
    name: storable(span.name),
    kind: span.kind,
    start_us: span.startUs,
    end_us: span.endUs,
    status: span.status,
    attributes: toStoredJson(span.attributes),
  };
}

function spanOf(row: SpanRow): Span {
  return {
    traceId: row.trace_id,
    spanId: row.span_id,
    parentSpanId: row.parent_span_id,
    callId: row.call_id as CallId,
    name: row.name,
    kind: row.kind as Span['kind'],
    startUs: row.start_us,
    endUs: row.end_us,
    status: row.status as Span['status'],
    attributes: fromStoredJson(row.attributes),
  };
}
