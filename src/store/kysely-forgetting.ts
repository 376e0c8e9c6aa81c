// Forgetting over Kysely: the same statements for SQLite and Postgres.
import type { Kysely } from 'kysely';
import type { CallId } from '../base/brand.ts';
import { HOLDS_MAX, type ForgetKind, type Forgetting, type Hold } from './forgetting.ts';
import { archivedFile } from './kysely-archived-files.ts';
import { countRows, forgetCall, rewriteRecords } from './kysely-forget-call.ts';
import { callOf, isCaller, isForgotten, isHeld, selectCalls } from './kysely-forgettable-calls.ts';
import type { Database } from './schema.ts';
import { storable } from './stored-json.ts';

/** Forgetting on `db`; `use` counts each use of it. */
export function kyselyForgetting(
  db: Kysely<Database>,
  use: <Result>(work: () => Promise<Result>) => Promise<Result>,
): Forgetting {
  return {
    find: (callId) =>
      use(async () => {
        const row = await selectCalls(db).where('calls.id', '=', storable(callId)).executeTakeFirst();
        return row === undefined ? null : callOf(row);
      }),
    forgotten: (callId) =>
      use(async () => {
        const rows = await db
          .selectFrom('forgotten_kinds')
          .select('kind')
          .where('call_id', '=', callId)
          .orderBy('kind')
          .execute();
        return rows.map(({ kind }) => kind as ForgetKind);
      }),
    ofCaller: (number, after, limit) =>
      use(async () => {
        let query = selectCalls(db)
          .where((eb) =>
            eb.or([
              isCaller(eb, storable(number)),
              eb(
                'calls.consulted_for',
                'in',
                eb
                  .selectFrom('calls as asking')
                  .select('asking.id')
                  .where((inner) =>
                    inner.or([
                      inner.and([
                        inner('asking.direction', '=', 'inbound'),
                        inner('asking.from_number', '=', storable(number)),
                      ]),
                      inner.and([
                        inner('asking.direction', '=', 'outbound'),
                        inner('asking.to_number', '=', storable(number)),
                      ]),
                    ]),
                  ),
              ),
            ]),
          )
          .orderBy('calls.id')
          .limit(limit);
        if (after !== null) query = query.where('calls.id', '>', after);
        return (await query.execute()).map(callOf);
      }),
    expired: (kind, endedBefore, limit) =>
      use(async () => {
        const rows = await db
          .selectFrom('calls')
          .select('calls.id')
          .where('calls.status', '=', 'ended')
          .where('calls.ended_at', '<', new Date(endedBefore).toISOString())
          .where((eb) => eb.not(isForgotten(eb, kind)))
          .where((eb) => eb.not(isHeld(eb)))
          .orderBy('calls.ended_at')
          .orderBy('calls.id')
          .limit(limit)
          .execute();
        return rows.map(({ id }) => id as CallId);
      }),
    files: (callId) =>
      use(async () => {
        const rows = await db
          .selectFrom('archived_files')
          .selectAll()
          .where('call_id', '=', callId)
          .orderBy('name')
          .execute();
        return rows.map((row) => ({ ...archivedFile(row), place: row.place }));
      }),
    forgetFiles: (callId, names) =>
      use(async () => {
        if (names.length === 0) return;
        await db
          .deleteFrom('archived_files')
          .where('call_id', '=', callId)
          .where('name', 'in', names)
          .execute();
      }),
    rows: (callId, kinds) => use(() => countRows(db, callId, kinds)),
    forget: (callId, kinds) => use(() => db.transaction().execute((trx) => forgetCall(trx, callId, kinds))),
    rewrite: (records) => use(() => db.transaction().execute((trx) => rewriteRecords(trx, records))),
    hold: ({ kind, subject, reason, heldAt }) =>
      use(async () => {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('holds')
          .values({ subject: subjectKey(kind, subject), kind, reason: storable(reason), held_at: heldAt })
          .onConflict((conflict) => conflict.column('subject').doNothing())
          .executeTakeFirst();
        return numInsertedOrUpdatedRows === 1n;
      }),
    release: (kind, subject) =>
      use(async () => {
        const { numDeletedRows } = await db
          .deleteFrom('holds')
          .where('subject', '=', subjectKey(kind, subject))
          .executeTakeFirst();
        return numDeletedRows === 1n;
      }),
    holds: () =>
      use(async () => {
        const rows = await db
          .selectFrom('holds')
          .selectAll()
          .orderBy('held_at')
          .orderBy('subject')
          .limit(HOLDS_MAX)
          .execute();
        return rows.map((row) => ({
          kind: row.kind as Hold['kind'],
          subject: row.subject.slice(row.kind.length + 1),
          reason: row.reason,
          heldAt: row.held_at,
        }));
      }),
  };
}

/** Ids of calls and numbers stand in one column. */
function subjectKey(kind: Hold['kind'], subject: string): string {
  return `${kind}:${storable(subject)}`;
}
