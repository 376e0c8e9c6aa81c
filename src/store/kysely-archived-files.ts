// Archived files over Kysely: which files of a call lie in which archive.
import type { Kysely } from 'kysely';
import type { ArchivedFile, ArchivedFiles } from './archived-files.ts';
import type { ArchivedFileRow, Database } from './schema.ts';

/** Archived files on `db`; `use` counts each use of it. */
export function kyselyArchivedFiles(
  db: Kysely<Database>,
  use: <Result>(work: () => Promise<Result>) => Promise<Result>,
): ArchivedFiles {
  return {
    keep: (callId, files, place) =>
      use(() =>
        db.transaction().execute(async (trx) => {
          for (const file of files) {
            const { name, contentType, bytes, sha256, where, key, archivedAt } = file;
            const facts = {
              content_type: contentType,
              bytes,
              sha256,
              stored_in: where,
              key,
              archived_at: archivedAt,
              place: where === 'disk' ? (place ?? null) : null,
            };
            await trx
              .insertInto('archived_files')
              .values({ call_id: callId, name, ...facts })
              .onConflict((conflict) => conflict.columns(['call_id', 'name']).doUpdateSet(facts))
              .execute();
          }
        }),
      ),
    of: (callId) =>
      use(async () => {
        const rows = await db
          .selectFrom('archived_files')
          .selectAll()
          .where('call_id', '=', callId)
          .orderBy('name')
          .execute();
        return rows.map(archivedFile);
      }),
  };
}

/** What a row says of its file. */
export function archivedFile(row: ArchivedFileRow): ArchivedFile {
  return {
    name: row.name,
    contentType: row.content_type,
    bytes: row.bytes,
    sha256: row.sha256,
    where: row.stored_in as ArchivedFile['where'],
    key: row.key,
    archivedAt: row.archived_at,
  };
}
