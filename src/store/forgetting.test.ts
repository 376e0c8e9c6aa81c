// Tests that no table is left out when a call is forgotten, whoever adds one.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';
import { CALL_TABLES } from './kysely-forget-call.ts';
import { SQLITE_FILE, sqliteStore } from './sqlite-store.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'offhook-tables-'));
after(() => rmSync(dataDir, { recursive: true }));

/** Rows of these go by themselves: with the call's row, or file by file. */
const ELSEWHERE = ['archived_files', 'forgotten_kinds'];

test('every table with rows of a call is emptied of them when the call is forgotten', async () => {
  await using store = sqliteStore(dataDir);
  await store.migrate();
  const database = new DatabaseSync(join(dataDir, SQLITE_FILE));
  const tables = database
    .prepare(
      "select m.name as name from sqlite_master m join pragma_table_info(m.name) c on c.name = 'call_id' where m.type = 'table' order by m.name",
    )
    .all()
    .map(({ name }) => String(name));
  database.close();
  assert.deepEqual(tables, [...Object.keys(CALL_TABLES), ...ELSEWHERE].toSorted());
});
