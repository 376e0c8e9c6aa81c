// Places: the store and the archive that the settings name, opened for a command that reads calls.
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
  await store.migrate();
  await use({ settings, store, archives, dataDir });
}
