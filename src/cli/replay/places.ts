// Places: the store and the archive that the settings name, opened for a command that reads calls.
import { OffhookError } from '../../base/errors.ts';
import { openArchives } from '../../server/archiving/archives.ts';
import { environmentSettings } from '../../server/environment.ts';
import type { Settings } from '../../server/settings.ts';
import type { TapePlaces } from '../../replay/find-tapes.ts';
import { makeDataDir } from '../../store/data-dir.ts';
import type { Store } from '../../store/store.ts';
import { openStore } from '../../store/open-store.ts';

/** What was opened, and by which settings. */
export interface Places extends TapePlaces {
  readonly store: Store;
  readonly settings: Settings;
}

/** Opens them for `use`, beside a server that may run on them, and closes them behind it. */
export async function withPlaces(use: (places: Places) => Promise<void>): Promise<void> {
  const settings = environmentSettings();
  const { databaseUrl, dataDir, archive } = settings;
  makeDataDir(dataDir);
  using archives = await openArchives(dataDir, archive);
  await using store = await openStore({ databaseUrl, dataDir });
  // A Postgres is shared: its servers may be of another version, and would be shut out by a schema that is ahead of them.
  if (store.kind !== 'postgres') await store.migrate();
  try {
    await use({ settings, store, archives, dataDir });
  } catch (error) {
    throw schemaFault(error) ?? error;
  }
}

/** SQLSTATE of a table, and of a column, that is not there: PostgreSQL, appendix A. */
const NOT_THERE: ReadonlySet<unknown> = new Set(['42P01', '42703']);

/** What to say of a store whose schema is behind this version's; null: the error is another one. */
export function schemaFault(error: unknown): OffhookError | null {
  if (!(error instanceof Error && 'code' in error && NOT_THERE.has(error.code))) return null;
  return new OffhookError(
    'STORE_UNAVAILABLE',
    "the schema at DATABASE_URL is behind this Offhook's: replay with the version that its servers run, or bring it up to date by `offhook migrate`",
    { cause: error },
  );
}
