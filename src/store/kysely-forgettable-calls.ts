// Forgettable calls over Kysely: which calls are a caller's, which are held, and which are still to be forgotten.
import { sql, type ExpressionBuilder, type Kysely } from 'kysely';
import type { CallId } from '../base/brand.ts';
import type { ForgetKind, ForgettableCall } from './forgetting.ts';
import type { CallRow, Database } from './schema.ts';

/** Calls, and whether each is held. */
export function selectCalls(db: Kysely<Database>) {
  return db
    .selectFrom('calls')
    .select(['calls.id', 'calls.status', 'calls.started_at'])
    .select((eb) => isHeld(eb).as('held'));
}

/** What a row of `selectCalls` says. */
export function callOf(
  row: Pick<CallRow, 'id' | 'status' | 'started_at'> & { readonly held: unknown },
): ForgettableCall {
  return {
    id: row.id as CallId,
    status: row.status as ForgettableCall['status'],
    startedAt: row.started_at,
    // SQLite has no booleans.
    held: row.held === true || row.held === 1,
  };
}

type Calls = ExpressionBuilder<Database, 'calls'>;

/** The other side's number: of a call that comes in who calls, of one that we place who is called. */
export function isCaller(eb: Calls, number: string) {
  return eb.or([
    eb.and([eb('calls.direction', '=', 'inbound'), eb('calls.from_number', '=', number)]),
    eb.and([eb('calls.direction', '=', 'outbound'), eb('calls.to_number', '=', number)]),
  ]);
}

/** That kind of the call is gone. */
export function isForgotten(eb: Calls, kind: ForgetKind) {
  return eb.exists(
    eb
      .selectFrom('forgotten_kinds')
      .select('forgotten_kinds.kind')
      .whereRef('forgotten_kinds.call_id', '=', 'calls.id')
      .where('forgotten_kinds.kind', '=', kind),
  );
}

/** By its id, by the number at its other side, or by either of the call for which it asks a human. */
export function isHeld(eb: Calls) {
  // Some carriers leave the plus of a number out.
  const keys = sql<boolean>`holds.subject in (
    'call:' || calls.id,
    'caller:' || ${otherSide('calls')}, 'caller:+' || ${otherSide('calls')},
    'call:' || coalesce(calls.consulted_for, ''),
    'caller:' || coalesce((select ${otherSide('asking')} from calls as asking where asking.id = calls.consulted_for), ''),
    'caller:+' || coalesce((select ${otherSide('asking')} from calls as asking where asking.id = calls.consulted_for), '')
  )`;
  return eb.exists(eb.selectFrom('holds').select('holds.subject').where(keys));
}

function otherSide(table: 'calls' | 'asking') {
  const column = (name: string) => sql.ref(`${table}.${name}`);
  return sql`(case when ${column('direction')} = 'outbound' then ${column('to_number')} else ${column('from_number')} end)`;
}
