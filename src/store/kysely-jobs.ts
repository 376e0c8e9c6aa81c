// Jobs over Kysely: the same statements for SQLite and Postgres, where a row's lock lets one taker after the other look.
import type { Kysely, Transaction, Updateable } from 'kysely';
import type { EpochMs } from '../base/time.ts';
import type { DroppedJobs, JobQuery, Jobs, JobTaking, JobView, NewJob, TakenJob } from './jobs.ts';
import type { Database, JobRow } from './schema.ts';
import { fromStoredJson, storable, toStoredJson } from './stored-json.ts';

/** A page of the API, and one more. */
const JOBS_PER_PAGE_MAX = 201;

/** Longest fault that is kept: enough for a sentence and a code. */
const FAULT_CHARS_MAX = 500;

/** Jobs on `db`; `use` counts each use of it. */
export function kyselyJobs(
  db: Kysely<Database>,
  use: <Result>(work: () => Promise<Result>) => Promise<Result>,
): Jobs {
  /** Changes a job that is still the taker's; whether it was. */
  async function change({ id, lease }: TakenJob, changes: Updateable<JobRow>): Promise<boolean> {
    const { numUpdatedRows } = await db
      .updateTable('jobs')
      .set(changes)
      .where('id', '=', id)
      .where('lease', '=', lease)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
  }
  return {
    add: (jobs) => use(() => db.transaction().execute((trx) => addJobs(trx, jobs))),
    take: (taking) => use(() => db.transaction().execute((trx) => take(trx, taking))),
    hold: (job, until) => use(() => change(job, { due_at: instant(until) })),
    done: (job) =>
      use(async () => {
        await db.deleteFrom('jobs').where('id', '=', job.id).where('lease', '=', job.lease).execute();
      }),
    failed: (job, fault, dueAt, now) =>
      use(async () => {
        const due = dueAt === null ? { dead_at: instant(now) } : { due_at: instant(dueAt) };
        await change(job, { ...due, lease: null, fault: storable(fault.slice(0, FAULT_CHARS_MAX)) });
      }),
    counts: () =>
      use(async () => {
        const rows = await db
          .selectFrom('jobs')
          .select((eb) => [
            'kind',
            eb.fn.countAll<number | string>().as('jobs'),
            eb.fn.count<number | string>('dead_at').as('dead'),
          ])
          .groupBy('kind')
          .orderBy('kind')
          .execute();
        return rows.map(({ kind, jobs, dead }) => ({
          kind,
          waiting: Number(jobs) - Number(dead),
          dead: Number(dead),
        }));
      }),
    list: (query) => use(() => list(db, query)),
    drop: (callId, except, now) =>
      use(() => db.transaction().execute((trx) => drop(trx, callId, except, now))),
    revive: (id, now) =>
      use(async () => {
        const { numUpdatedRows } = await db
          .updateTable('jobs')
          .set({ dead_at: null, due_at: instant(now), attempts: 0 })
          .where('id', '=', storable(id))
          .where('dead_at', 'is not', null)
          .executeTakeFirst();
        return numUpdatedRows === 1n;
      }),
  };
}

/** Adds jobs within a transaction: with what they are about, or not at all. */
export async function addJobs(trx: Transaction<Database>, jobs: readonly NewJob[]): Promise<void> {
  for (const { id, kind, place, payload, dueAt } of jobs)
    await trx
      .insertInto('jobs')
      .values({
        id: storable(id),
        kind,
        place,
        payload: toStoredJson(payload),
        attempts: 0,
        lease: null,
        created_at: instant(dueAt),
        due_at: instant(dueAt),
        fault: null,
        dead_at: null,
      })
      .onConflict((conflict) => conflict.column('id').doNothing())
      .execute();
}

async function take(
  trx: Transaction<Database>,
  { kinds, place, now, until, lease, limit }: JobTaking,
): Promise<readonly TakenJob[]> {
  if (kinds.length === 0) return [];
  const due = await trx
    .selectFrom('jobs')
    .selectAll()
    .where('dead_at', 'is', null)
    .where('due_at', '<=', instant(now))
    .where('kind', 'in', kinds)
    .where((eb) => eb.or([eb('place', 'is', null), eb('place', '=', place)]))
    .orderBy('due_at')
    .orderBy('id')
    .limit(limit)
    .execute();
  const taken: TakenJob[] = [];
  for (const row of due) {
    // Whoever saw the same row waits here for the first one's lock, and then finds it not due any more.
    const { numUpdatedRows } = await trx
      .updateTable('jobs')
      .set({ lease, due_at: instant(until), attempts: row.attempts + 1 })
      .where('id', '=', row.id)
      .where('due_at', '<=', instant(now))
      .where('dead_at', 'is', null)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) continue;
    taken.push({
      id: row.id,
      kind: row.kind,
      place: row.place,
      payload: fromStoredJson<unknown>(row.payload),
      dueAt: Date.parse(row.due_at) as EpochMs,
      lease,
      attempts: row.attempts + 1,
    });
  }
  return taken;
}

async function drop(
  trx: Transaction<Database>,
  callId: string,
  except: readonly string[],
  now: EpochMs,
): Promise<DroppedJobs> {
  const rows = await trx
    .selectFrom('jobs')
    .select(['id', 'kind', 'place'])
    // Its underscore stands for any character, which no other id has in its place.
    .where('id', 'like', `%${callId}%`)
    .execute();
  const places = new Set<string>();
  let dropped = 0;
  let underWay = 0;
  for (const { id, kind, place } of rows) {
    if (except.includes(kind)) continue;
    const { numDeletedRows } = await trx
      .deleteFrom('jobs')
      .where('id', '=', id)
      .where((eb) =>
        eb.or([eb('lease', 'is', null), eb('due_at', '<=', instant(now)), eb('dead_at', 'is not', null)]),
      )
      .executeTakeFirst();
    if (numDeletedRows === 0n) underWay += 1;
    else {
      dropped += 1;
      if (place !== null) places.add(place);
    }
  }
  return { dropped, underWay, places: [...places] };
}

async function list(
  db: Kysely<Database>,
  { kind, dead, before, limit }: JobQuery,
): Promise<readonly JobView[]> {
  let query = db.selectFrom('jobs').selectAll();
  if (kind !== undefined) query = query.where('kind', '=', storable(kind));
  if (dead !== undefined) query = query.where('dead_at', dead ? 'is not' : 'is', null);
  if (before !== undefined) {
    const edge = await db
      .selectFrom('jobs')
      .select(['id', 'created_at'])
      .where('id', '=', storable(before))
      .executeTakeFirst();
    if (edge === undefined) return [];
    query = query.where((eb) => eb(eb.refTuple('created_at', 'id'), '<', eb.tuple(edge.created_at, edge.id)));
  }
  const rows = await query
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(Math.min(Math.max(limit, 1), JOBS_PER_PAGE_MAX))
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    payload: fromStoredJson<unknown>(row.payload),
    attempts: row.attempts,
    createdAt: row.created_at,
    dueAt: row.due_at,
    fault: row.fault,
    deadAt: row.dead_at,
  }));
}

function instant(wall: EpochMs): string {
  return new Date(wall).toISOString();
}
