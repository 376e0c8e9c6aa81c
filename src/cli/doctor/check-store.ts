// The store: reachable, and with the schema of this version.
import { OffhookError } from '../../base/errors.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether the store answers and is up to date. */
export async function checkStore({ machine, settings }: Patient): Promise<Finding> {
  const name = 'Store';
  const where = settings.databaseUrl === null ? 'SQLite in the data directory' : 'Postgres at DATABASE_URL';
  try {
    await using store = await machine.openStore();
    return await store.calls({ limit: 1 }).then(
      () => ok(name, `${where} answers`),
      (error: unknown) => {
        if (error instanceof OffhookError) throw error;
        // The tables are not there, or are not ours yet.
        return open(
          name,
          `${where} is not migrated yet: the server does it at start, \`offhook migrate\` now`,
        );
      },
    );
  } catch (error) {
    if (!(error instanceof OffhookError)) throw error;
    const mend =
      settings.databaseUrl === null
        ? 'Look at the data directory: another program may hold the file, or it may be damaged.'
        : 'Start the database, or correct DATABASE_URL: host, port, user, password and database name.';
    return broken(name, error.message, mend);
  }
}
