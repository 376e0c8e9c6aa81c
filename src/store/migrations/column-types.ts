// Column types: the few words in which the two databases' schemas differ.
import { sql, type RawBuilder } from 'kysely';

/** How a kind of column is spelled. Everything else in a migration is the same for both. */
export interface ColumnTypes {
  /** An id or a key: compared byte by byte, so that both sort alike. */
  readonly key: 'text' | RawBuilder<unknown>;
  readonly instant: 'text' | 'timestamptz';
  readonly json: 'text' | 'jsonb';
  /** Whether columns can carry a comment in the database. */
  readonly comments: boolean;
}

/** SQLite compares text byte by byte anyhow; JSON and instants are text. */
export const SQLITE_COLUMNS: ColumnTypes = { key: 'text', instant: 'text', json: 'text', comments: false };

/** Postgres compares text by the database's locale unless told otherwise. */
export const POSTGRES_COLUMNS: ColumnTypes = {
  key: sql`text collate "C"`,
  instant: 'timestamptz',
  json: 'jsonb',
  comments: true,
};
