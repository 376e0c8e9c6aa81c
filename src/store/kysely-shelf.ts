// The shelf over Kysely: JSON values by collection and key.
import type { Kysely } from 'kysely';
import type { Database } from './schema.ts';
import type { Shelf } from './store.ts';
import { fromStoredJson, storable, toStoredJson } from './stored-json.ts';

/** A shelf on `db`; `use` counts each use of it. */
export function kyselyShelf(
  db: Kysely<Database>,
  use: <Result>(work: () => Promise<Result>) => Promise<Result>,
): Shelf {
  const row = (collection: string, key: string, value: unknown) => ({
    collection: storable(collection),
    key: storable(key),
    value: toStoredJson(value),
  });
  return {
    get: (collection, key) =>
      use(async () => {
        const found = await db
          .selectFrom('shelf')
          .select('value')
          .where('collection', '=', storable(collection))
          .where('key', '=', storable(key))
          .executeTakeFirst();
        return found === undefined ? undefined : fromStoredJson(found.value);
      }),
    put: (collection, key, value) =>
      use(async () => {
        await db
          .insertInto('shelf')
          .values(row(collection, key, value))
          .onConflict((conflict) =>
            conflict.columns(['collection', 'key']).doUpdateSet({ value: toStoredJson(value) }),
          )
          .execute();
      }),
    add: (collection, key, value) =>
      use(async () => {
        const { numInsertedOrUpdatedRows } = await db
          .insertInto('shelf')
          .values(row(collection, key, value))
          .onConflict((conflict) => conflict.columns(['collection', 'key']).doNothing())
          .executeTakeFirstOrThrow();
        return numInsertedOrUpdatedRows === 1n;
      }),
    list: (collection) =>
      use(async () => {
        const rows = await db
          .selectFrom('shelf')
          .select(['key', 'value'])
          .where('collection', '=', storable(collection))
          .orderBy('key')
          .execute();
        return rows.map(({ key, value }) => ({ key, value: fromStoredJson<unknown>(value) }));
      }),
  };
}
