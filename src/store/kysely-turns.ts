// Turns over Kysely: exact percentiles by rank, in one code for SQLite and Postgres.
import { sql, type Kysely, type Transaction } from 'kysely';
import { addJobs } from './kysely-jobs.ts';
import type { Database } from './schema.ts';
import { turnLatencies, type RankedValue } from './turn-latencies.ts';
import {
  TURN_GROUPS,
  type Alarms,
  type SlowTurns,
  type TurnGroup,
  type TurnMeasure,
  type Turns,
} from './turns.ts';

type Use = <Result>(work: () => Promise<Result>) => Promise<Result>;

const COLUMN_OF = {
  latencyMs: 'latency_ms',
  endpointingMs: 'endpointing_ms',
  modelMs: 'model_ms',
  toolsMs: 'tools_ms',
  relayMs: 'relay_ms',
  carrierMs: 'carrier_ms',
  completeMs: 'complete_ms',
} as const satisfies Readonly<Record<TurnMeasure, string>>;

const NAME_OF = {
  all: sql<string>`''`,
  agent: sql.ref<string>('turns.agent'),
  model: sql.ref<string>('calls.model'),
  carrier: sql.ref<string>('calls.carrier'),
} as const;

/** Turns on `db`; `reading` sees one state of it. */
export function kyselyTurns(
  db: Kysely<Database>,
  use: Use,
  reading: <Result>(work: (trx: Transaction<Database>) => Promise<Result>) => Promise<Result>,
): Turns {
  return {
    latency: (since, until) =>
      reading(async (trx) => {
        const rows: RankedValue[] = [];
        for (const by of TURN_GROUPS) rows.push(...(await ranked(trx, by, instant(since), instant(until))));
        return turnLatencies(rows);
      }),
    slow: (queries) =>
      use(async () => {
        const counts: SlowTurns[] = [];
        for (const { since, measure, overMs } of queries) {
          const column = COLUMN_OF[measure];
          const row = await db
            .selectFrom('turns')
            .select((eb) => [
              eb.fn.count<number | string>(column).as('turns'),
              eb.fn.count<number | string>(eb.case().when(column, '>', overMs).then(1).end()).as('slow'),
            ])
            .where('happened_at', '>=', instant(since))
            .executeTakeFirstOrThrow();
          counts.push({ turns: Number(row.turns), slow: Number(row.slow) });
        }
        return counts;
      }),
  };
}

/** Alarms on `db`. */
export function kyselyAlarms(db: Kysely<Database>, use: Use): Alarms {
  return {
    set: (name, on, at, jobs) =>
      use(() =>
        db.transaction().execute(async (trx) => {
          const row = { name, status: on ? 'on' : 'off', since: instant(at) };
          // Nobody was told of one that was never on.
          await trx
            .insertInto('alarms')
            .values({ name, status: 'off', since: instant(at) })
            .onConflict((conflict) => conflict.column('name').doNothing())
            .execute();
          // Of two processes that see it at once, the second waits for the first one's row, and finds it set.
          const { numUpdatedRows } = await trx
            .updateTable('alarms')
            .set({ status: row.status, since: row.since })
            .where('name', '=', name)
            .where('status', '<>', row.status)
            .executeTakeFirst();
          if (numUpdatedRows !== 1n) return false;
          await addJobs(trx, jobs);
          return true;
        }),
      ),
    on: () =>
      use(async () => {
        const rows = await db
          .selectFrom('alarms')
          .select('name')
          .where('status', '=', 'on')
          .orderBy('name')
          .execute();
        return rows.map(({ name }) => name);
      }),
  };
}

/** The values at the ranks of each percentile, of each measure of each name. */
async function ranked(
  trx: Transaction<Database>,
  by: TurnGroup,
  since: string,
  until: string,
): Promise<readonly RankedValue[]> {
  const name = NAME_OF[by];
  const measured = (Object.keys(COLUMN_OF) as TurnMeasure[]).map(
    (
      measure,
    ) => sql`select ${name} as name, ${sql.lit(measure)} as measure, ${sql.ref(`turns.${COLUMN_OF[measure]}`)} as value
      from turns join calls on calls.id = turns.call_id
      where turns.happened_at >= ${since} and turns.happened_at < ${until}`,
  );
  const { rows } = await sql<Omit<RankedValue, 'by'>>`
    select name, measure, value, place, size from (
      select name, measure, value,
        cast(row_number() over (partition by name, measure order by value) as integer) as place,
        cast(count(*) over (partition by name, measure) as integer) as size
      from (${sql.join(measured, sql` union all `)}) as measured
      where value is not null
    ) as ranked
    where place in ((size * 50 + 99) / 100, (size * 95 + 99) / 100, (size * 99 + 99) / 100)
  `.execute(trx);
  return rows.map((row) => ({ ...row, by }));
}

function instant(wall: number): string {
  return new Date(wall).toISOString();
}
