// Forget a call over Kysely: which of its rows go with which kind, and what stays of its own row.
import type { Kysely, Transaction } from 'kysely';
import type { CallId } from '../base/brand.ts';
import type { ConsultationView, SteeringView } from '../call/call-view.ts';
import type { JournalRecord } from '../call/journal.ts';
import { NO_STEERING } from '../call/steering-views.ts';
import { eventRow } from './call-rows.ts';
import type { ForgetKind, ForgottenRows } from './forgetting.ts';
import { callOf, selectCalls } from './kysely-forgettable-calls.ts';
import type { Database } from './schema.ts';
import { fromStoredJson, toStoredJson } from './stored-json.ts';

/** Every table with rows of a call, and with which kind they go; `call`: with the call alone. */
export const CALL_TABLES = {
  transcripts: 'transcript',
  call_events: 'journal',
  call_outcomes: 'outcome',
  turns: 'outcome',
  workflow_spans: 'spans',
  recordings: 'recording',
  call_keys: 'call',
} as const satisfies Partial<Record<keyof Database, ForgetKind>>;

type CallTable = keyof typeof CALL_TABLES;
const TABLES = Object.keys(CALL_TABLES) as readonly CallTable[];

/** How many rows of a call go with these kinds. */
export async function countRows(
  db: Kysely<Database>,
  callId: CallId,
  kinds: readonly ForgetKind[],
): Promise<ForgottenRows> {
  const rows: Record<string, number> = {};
  for (const table of TABLES) {
    if (!goes(table, kinds)) continue;
    const { count } = await db
      .selectFrom(table)
      .select((eb) => eb.fn.countAll().as('count'))
      .where('call_id', '=', callId)
      .executeTakeFirstOrThrow();
    if (Number(count) > 0) rows[table] = Number(count);
  }
  if (kinds.includes('call')) rows['calls'] = 1;
  return rows;
}

function goes(table: CallTable, kinds: readonly ForgetKind[]): boolean {
  return kinds.includes('call') || kinds.includes(CALL_TABLES[table]);
}

/** Deletes them; null: the call is held, or has not ended. */
export async function forgetCall(
  trx: Transaction<Database>,
  callId: CallId,
  kinds: readonly ForgetKind[],
): Promise<ForgottenRows | null> {
  // Its row first: whoever projects the call, or forgets it as well, waits.
  await trx
    .updateTable('calls')
    .set((eb) => ({ status: eb.ref('status') }))
    .where('id', '=', callId)
    .execute();
  const call = await selectCalls(trx).where('calls.id', '=', callId).executeTakeFirst();
  if (call === undefined) return kinds.includes('call') ? deleteRows(trx, callId, kinds) : {};
  const { held, status } = callOf(call);
  if (held || status !== 'ended') return null;
  const rows = await deleteRows(trx, callId, kinds);
  if (kinds.includes('call')) {
    await trx.deleteFrom('calls').where('id', '=', callId).execute();
    return { ...rows, calls: 1 };
  }
  if (kinds.includes('transcript')) await forgetWords(trx, callId);
  if (kinds.includes('caller')) await forgetCaller(trx, callId);
  for (const kind of kinds)
    await trx
      .insertInto('forgotten_kinds')
      .values({ call_id: callId, kind })
      .onConflict((conflict) => conflict.columns(['call_id', 'kind']).doNothing())
      .execute();
  return rows;
}

async function deleteRows(
  trx: Transaction<Database>,
  callId: CallId,
  kinds: readonly ForgetKind[],
): Promise<ForgottenRows> {
  const rows: Record<string, number> = {};
  for (const table of TABLES) {
    if (!goes(table, kinds)) continue;
    const { numDeletedRows } = await trx.deleteFrom(table).where('call_id', '=', callId).executeTakeFirst();
    if (numDeletedRows > 0n) rows[table] = Number(numDeletedRows);
  }
  return rows;
}

/** What of a call's row quotes. */
async function forgetWords(trx: Transaction<Database>, callId: CallId): Promise<void> {
  const row = await trx.selectFrom('calls').select('steering').where('id', '=', callId).executeTakeFirst();
  if (row === undefined) return;
  const steering = { ...NO_STEERING, ...fromStoredJson<Partial<SteeringView>>(row.steering) };
  const guardrails = steering.guardrails.map((stop) => ({ ...stop, reason: '' }));
  await trx
    .updateTable('calls')
    .set({ tools: '[]', conclusion: null, steering: toStoredJson({ ...steering, guardrails }) })
    .where('id', '=', callId)
    .execute();
}

/** The other side's number, who was asked for it, and the id under which the carrier knows who it was. */
async function forgetCaller(trx: Transaction<Database>, callId: CallId): Promise<void> {
  const row = await trx
    .selectFrom('calls')
    .select(['direction', 'consultations'])
    .where('id', '=', callId)
    .executeTakeFirst();
  if (row === undefined) return;
  const asked = fromStoredJson<readonly ConsultationView[]>(row.consultations);
  await trx
    .updateTable('calls')
    .set({
      ...(row.direction === 'outbound' ? { to_number: '' } : { from_number: '' }),
      carrier_call_id: '',
      consultations: toStoredJson(asked.map((one) => ({ ...one, to: '' }))),
    })
    .where('id', '=', callId)
    .execute();
}

/** Writes records over those in their place. */
export async function rewriteRecords(
  trx: Transaction<Database>,
  records: readonly JournalRecord[],
): Promise<void> {
  for (const record of records) {
    const { event, kind } = eventRow(record);
    await trx
      .updateTable('call_events')
      .set({ event, kind })
      .where('call_id', '=', record.callId)
      .where('sequence', '=', record.sequence)
      .execute();
  }
}
