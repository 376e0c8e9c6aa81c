// The schema after all migrations. To record it anew: OFFHOOK_RECORD_GOLDEN=1 npm test -- test/golden/schema.test.ts
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { postgresStore } from '../../src/store/postgres-store.ts';
import { SQLITE_FILE, sqliteStore } from '../../src/store/sqlite-store.ts';
import { skipUnless } from '../../src/testing/skip.ts';
import { NO_POSTGRES, ownDatabase, postgresAnswers, type OwnDatabase } from '../postgres-server.ts';
import { matchesGolden } from './golden-file.ts';

test('the SQLite schema is the recorded one', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'offhook-schema-'));
  try {
    await using store = sqliteStore(directory);
    await store.migrate();
    const file = new DatabaseSync(join(directory, SQLITE_FILE));
    const rows = file
      .prepare('select sql from sqlite_schema where sql is not null order by type desc, name')
      .all();
    file.close();
    const statements = rows.map(({ sql }) =>
      String(sql)
        .replace(
          /^(create table [^(]*)\((.*)\)$/i,
          (_, head: string, body: string) => `${head}(\n  ${columns(body)}\n)`,
        )
        .concat(';'),
    );
    await matchesGolden('schema.sqlite.golden.sql', `${statements.join('\n\n')}\n`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test(
  'the Postgres schema is the recorded one',
  skipUnless(await postgresAnswers(), NO_POSTGRES),
  async () => {
    await using database = await ownDatabase();
    await using store = postgresStore(database.url);
    await store.migrate();
    await matchesGolden('schema.postgres.golden.sql', await postgresSchema(database));
  },
);

/** One column or constraint a line: commas within parentheses part nothing. */
function columns(body: string): string {
  return body.replaceAll(/, (?=(?:[^()]*\([^()]*\))*[^()]*$)/g, ',\n  ');
}

/** The schema as SQL for people: what `pg_dump` would say, in an order and a form that do not change with its version. */
async function postgresSchema(database: OwnDatabase): Promise<string> {
  const lines = await database.query(`
    select line from (
      select c.relname as name, 1 as part, a.attnum::int as place, format('%s.%s %s%s%s%s%s', c.relname, a.attname,
        format_type(a.atttypid, a.atttypmod),
        case when l.collname = 'C' then ' collate "C"' else '' end,
        case when a.attnotnull then ' not null' else '' end,
        coalesce(' default ' || pg_get_expr(d.adbin, d.adrelid), ''),
        coalesce(' -- ' || col_description(c.oid, a.attnum), '')) as line
      from pg_class c join pg_attribute a on a.attrelid = c.oid left join pg_collation l on l.oid = a.attcollation
        left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum
      where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attnum > 0 and not a.attisdropped
      union all
      select conrelid::regclass::text, 2, 0, format('%s: %s', conname, pg_get_constraintdef(oid))
      from pg_constraint where connamespace = 'public'::regnamespace and contype in ('p', 'f', 'u', 'c')
      union all
      select tablename, 3, 0, indexdef from pg_indexes where schemaname = 'public' and indexname not like '%_pkey'
    ) parts order by name collate "C", part, place, line collate "C"`);
  return lines.map(({ line }) => `${String(line)}\n`).join('');
}
