// The store over Kysely: one code for SQLite and Postgres.
import type { Kysely, Transaction } from 'kysely';
import type { Migration } from 'kysely/migration';
import { assert } from '../base/assert.ts';
import type { CallId } from '../base/brand.ts';
import { OffhookError } from '../base/errors.ts';
import type { JournalRecord } from '../call/journal.ts';
import { eventRow, openedRow, recordOf, rowsOf, summaryOf, viewOfRows } from './call-rows.ts';
import type { NewJob } from './jobs.ts';
import { kyselyArchivedFiles } from './kysely-archived-files.ts';
import { kyselyForgetting } from './kysely-forgetting.ts';
import { addJobs, kyselyJobs } from './kysely-jobs.ts';
import { kyselyShelf } from './kysely-shelf.ts';
import { kyselySpans } from './kysely-spans.ts';
import { kyselyAlarms, kyselyTurns } from './kysely-turns.ts';
import { migrate } from './migrate.ts';
import type { CallRow, Database } from './schema.ts';
import type { CallQuery, CallSummary, Store } from './store.ts';
import { storable } from './stored-json.ts';

/** What a dialect brings. Its driver rejects with `STORE_UNAVAILABLE` where the database cannot be reached. */
export interface KyselyStoreOptions {
  readonly kind: Store['kind'];
  readonly db: Kysely<Database>;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Closes what the dialect stands on; called once, when nothing is under way. */
  readonly close: () => Promise<void>;
}

/** Rows in one INSERT: below both databases' limits on parameters. */
const ROWS_PER_INSERT = 500;

/** Calls in one page. */
const CALLS_PER_PAGE_MAX = 200;

/** A store over `db`, which it closes. */
export function kyselyStore({ kind, db, migrations, close }: KyselyStoreOptions): Store {
  const underWay = new Set<Promise<unknown>>();
  let closing: Promise<void> | null = null;

  /** Every use of the database goes through here, so that `close` can wait for it. */
  async function use<Result>(work: () => Promise<Result>): Promise<Result> {
    if (closing !== null) throw new OffhookError('STORE_UNAVAILABLE', 'the store is closed');
    const result = work();
    underWay.add(result);
    try {
      return await result;
    } finally {
      underWay.delete(result);
    }
  }

  /** Reads that see one state of the database, whatever is written meanwhile. */
  function reading<Result>(work: (trx: Transaction<Database>) => Promise<Result>): Promise<Result> {
    return use(() =>
      db.transaction().setIsolationLevel('repeatable read').setAccessMode('read only').execute(work),
    );
  }

  async function closeAll(): Promise<void> {
    await Promise.allSettled(underWay);
    await db.destroy();
    await close();
  }

  return {
    kind,
    migrate: () => use(() => migrate(db, migrations)),
    append: (records, jobs) => use(() => db.transaction().execute((trx) => append(trx, records, jobs))),
    open: (records, key) => use(() => db.transaction().execute((trx) => open(trx, records, storable(key)))),
    opened: (key) => use(() => opened(db, storable(key))),
    project: (view) => use(() => db.transaction().execute((trx) => project(trx, rowsOf(view)))),
    call: (id) =>
      reading(async (trx) => {
        const row = await findCall(trx, id);
        if (row === undefined) return null;
        const [rows] = await withOutcomes(trx, [row]);
        const transcript = await trx
          .selectFrom('transcripts')
          .selectAll()
          .where('call_id', '=', row.id)
          .orderBy('position')
          .execute();
        const turns = await trx
          .selectFrom('turns')
          .selectAll()
          .where('call_id', '=', row.id)
          .orderBy('position')
          .execute();
        return rows === undefined ? null : viewOfRows({ ...rows, transcript, turns });
      }),
    calls: (query) => reading((trx) => listCalls(trx, query)),
    spentSince: (since) =>
      use(async () => {
        const { usd } = await db
          .selectFrom('calls')
          .select((eb) => eb.fn.sum<number | null>('known_usd').as('usd'))
          .where('started_at', '>=', since)
          .executeTakeFirstOrThrow();
        return usd ?? 0;
      }),
    journal: (callId) =>
      use(async () => {
        const rows = await db
          .selectFrom('call_events')
          .selectAll()
          .where('call_id', '=', callId)
          .orderBy('sequence')
          .execute();
        return rows.map(recordOf);
      }),
    shelf: kyselyShelf(db, use),
    jobs: kyselyJobs(db, use),
    archived: kyselyArchivedFiles(db, use),
    forgetting: kyselyForgetting(db, use),
    spans: kyselySpans(db, use),
    turns: kyselyTurns(db, use, reading),
    alarms: kyselyAlarms(db, use),
    ping: () => use(async () => void (await db.selectNoFrom((eb) => eb.lit(1).as('one')).execute())),
    [Symbol.asyncDispose]: () => (closing ??= closeAll()),
  };
}

async function append(
  trx: Transaction<Database>,
  records: readonly JournalRecord[],
  jobs: readonly NewJob[] = [],
): Promise<void> {
  const opened = records.map(openedRow).filter((row) => row !== null);
  for (const rows of inserts(opened))
    await trx
      .insertInto('calls')
      .values(rows)
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
  for (const rows of inserts(records.map(eventRow)))
    await trx
      .insertInto('call_events')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['call_id', 'sequence']).doNothing())
      .execute();
  await addJobs(trx, jobs);
}

/** Whoever comes second waits for the first one's row, and then finds it. */
async function open(
  trx: Transaction<Database>,
  records: readonly JournalRecord[],
  key: string,
): Promise<CallId> {
  const [first] = records;
  assert(first !== undefined, 'a call is opened with its first record');
  await trx
    .insertInto('call_keys')
    .values({ key, call_id: first.callId })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .execute();
  const owner = await opened(trx, key);
  assert(owner !== null, 'a key that was just written is there');
  if (owner === first.callId) await append(trx, records);
  return owner;
}

async function opened(db: Kysely<Database>, key: string): Promise<CallId | null> {
  const row = await db.selectFrom('call_keys').select('call_id').where('key', '=', key).executeTakeFirst();
  return row === undefined ? null : (row.call_id as CallId);
}

async function project(
  trx: Transaction<Database>,
  { call, transcript, turns, outcome, recording }: ReturnType<typeof rowsOf>,
): Promise<void> {
  const { id, ...changes } = call;
  // First of all, so that its row lock makes projections of one call take turns.
  await trx
    .insertInto('calls')
    .values(call)
    .onConflict((conflict) => conflict.column('id').doUpdateSet(changes))
    .execute();
  await trx.deleteFrom('transcripts').where('call_id', '=', id).execute();
  for (const rows of inserts(transcript)) await trx.insertInto('transcripts').values(rows).execute();
  await trx.deleteFrom('turns').where('call_id', '=', id).execute();
  for (const rows of inserts(turns)) await trx.insertInto('turns').values(rows).execute();
  await trx.deleteFrom('call_outcomes').where('call_id', '=', id).execute();
  if (outcome !== null) await trx.insertInto('call_outcomes').values(outcome).execute();
  await trx.deleteFrom('recordings').where('call_id', '=', id).execute();
  if (recording !== null) await trx.insertInto('recordings').values(recording).execute();
}

/** Our id goes first; a carrier's id that was used twice means its latest call. */
async function findCall(trx: Transaction<Database>, id: string): Promise<CallRow | undefined> {
  const ours = await trx.selectFrom('calls').selectAll().where('id', '=', id).executeTakeFirst();
  if (ours !== undefined) return ours;
  return trx
    .selectFrom('calls')
    .selectAll()
    .where('carrier_call_id', '=', id)
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

async function listCalls(
  trx: Transaction<Database>,
  { status, before, limit }: CallQuery,
): Promise<readonly CallSummary[]> {
  let query = trx.selectFrom('calls').selectAll();
  if (status !== undefined) query = query.where('status', '=', status);
  if (before !== undefined) {
    const edge = await trx
      .selectFrom('calls')
      .select(['id', 'started_at'])
      .where('id', '=', before)
      .executeTakeFirst();
    if (edge === undefined) return [];
    query = query.where((eb) => eb(eb.refTuple('started_at', 'id'), '<', eb.tuple(edge.started_at, edge.id)));
  }
  const rows = await query
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.min(Math.max(limit, 1), CALLS_PER_PAGE_MAX))
    .execute();
  return (await withOutcomes(trx, rows)).map(summaryOf);
}

async function withOutcomes(trx: Transaction<Database>, calls: readonly CallRow[]) {
  if (calls.length === 0) return [];
  const ids = calls.map((call) => call.id);
  const outcomes = await trx.selectFrom('call_outcomes').selectAll().where('call_id', 'in', ids).execute();
  const recordings = await trx.selectFrom('recordings').selectAll().where('call_id', 'in', ids).execute();
  const outcomeOf = new Map(outcomes.map((row) => [row.call_id, row]));
  const recordingOf = new Map(recordings.map((row) => [row.call_id, row]));
  return calls.map((call) => ({
    call,
    outcome: outcomeOf.get(call.id) ?? null,
    recording: recordingOf.get(call.id) ?? null,
  }));
}

/** `rows` in pieces that fit into one INSERT each. */
function inserts<Row>(rows: readonly Row[]): readonly (readonly Row[])[] {
  const pieces = Math.ceil(rows.length / ROWS_PER_INSERT);
  return Array.from({ length: pieces }, (_, index) =>
    rows.slice(index * ROWS_PER_INSERT, (index + 1) * ROWS_PER_INSERT),
  );
}
