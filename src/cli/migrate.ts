// offhook migrate: brings the store's schema up to this version, and says what it did.
import { Command } from 'commander';
import { environmentSettings } from '../server/environment.ts';
import { makeDataDir } from '../store/data-dir.ts';
import { openStore } from '../store/open-store.ts';

/** `offhook migrate`. */
export function migrateCommand(): Command {
  return new Command('migrate')
    .description("bring the store's schema up to this version (the server does it at start, too)")
    .action(async () => {
      const { databaseUrl, dataDir } = environmentSettings();
      makeDataDir(dataDir);
      await using store = await openStore({ databaseUrl, dataDir });
      const ran = await store.migrate();
      const where = store.kind === 'postgres' ? 'Postgres at DATABASE_URL' : `SQLite in ${dataDir}`;
      console.log(ran.length === 0 ? `${where}: nothing to do.` : `${where}: ran ${ran.join(', ')}.`);
    });
}
