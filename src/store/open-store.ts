// Opening the store that the settings name.
import { postgresStore } from './postgres-store.ts';
import { sqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';

/** Which store, and where. */
export interface StoreSettings {
  /** `DATABASE_URL`; null for the embedded store. */
  readonly databaseUrl: string | null;
  /** `DATA_DIR`. */
  readonly dataDir: string;
}

/**
 * Opens the store: Postgres where a URL is given, else SQLite below the data directory. `STORE_UNAVAILABLE` when it
 * does not answer, `ENVIRONMENT_INVALID` when the data directory cannot be used. Its schema is brought up to date by `migrate`.
 */
export async function openStore({ databaseUrl, dataDir }: StoreSettings): Promise<Store> {
  const store = databaseUrl === null ? sqliteStore(dataDir) : postgresStore(databaseUrl);
  try {
    await store.ping();
    return store;
  } catch (error) {
    await store[Symbol.asyncDispose]();
    throw error;
  }
}
