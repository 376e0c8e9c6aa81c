// The SQLite dialect: transactions are whole, one at a time, and a fault of the file is told from one of the query.
import assert from 'node:assert/strict';
import { DatabaseSync } from 'node:sqlite';
import { test } from 'node:test';
import { Kysely, sql } from 'kysely';
import { sqliteDialect } from './sqlite-dialect.ts';

interface Numbers {
  readonly numbers: { readonly n: number };
}

/** A database in memory with one table; `pages` bounds its size. */
function numbers(pages = 1000): Kysely<Numbers> {
  const database = new DatabaseSync(':memory:');
  database.exec(`create table numbers (n integer primary key); pragma max_page_count = ${pages}`);
  return new Kysely<Numbers>({ dialect: sqliteDialect(database) });
}

const all = async (db: Kysely<Numbers>): Promise<number[]> =>
  (await db.selectFrom('numbers').select('n').orderBy('n').execute()).map(({ n }) => n);

test('a transaction that fails leaves nothing behind', async () => {
  const db = numbers();
  const work = db.transaction().execute(async (trx) => {
    await trx.insertInto('numbers').values({ n: 1 }).execute();
    throw new Error('changed my mind');
  });
  await assert.rejects(work, /changed my mind/);
  assert.deepEqual(await all(db), []);
});

test('what is asked during a transaction waits for its end', async () => {
  const db = numbers();
  const inside = Promise.withResolvers<void>();
  const work = db.transaction().execute(async (trx) => {
    await trx.insertInto('numbers').values({ n: 1 }).execute();
    await inside.promise;
    await trx.insertInto('numbers').values({ n: 2 }).execute();
  });
  const seen = all(db);
  inside.resolve();
  await work;
  assert.deepEqual(await seen, [1, 2]);
});

test('a full disk is unavailable, and the transaction leaves nothing behind', async () => {
  const db = numbers(3);
  const many = Array.from({ length: 10_000 }, (_, n) => ({ n }));
  await assert.rejects(
    db.transaction().execute((trx) => trx.insertInto('numbers').values(many).execute()),
    { code: 'STORE_UNAVAILABLE', message: /the disk is full/ },
  );
  assert.deepEqual(await all(db), []);
});

test('an error of the query stays what it is', async () => {
  const db = numbers();
  await assert.rejects(sql`select * from nothing`.execute(db), { code: 'ERR_SQLITE_ERROR', errcode: 1 });
});

test('rows can be streamed, and an insert says how many rows it made', async () => {
  const db = numbers();
  const result = await db
    .insertInto('numbers')
    .values([{ n: 1 }, { n: 2 }])
    .executeTakeFirstOrThrow();
  assert.equal(result.numInsertedOrUpdatedRows, 2n);
  const streamed: number[] = [];
  for await (const { n } of db.selectFrom('numbers').select('n').stream()) streamed.push(n);
  assert.deepEqual(streamed, [1, 2]);
});
