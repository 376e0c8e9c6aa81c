// Archive: the contract of where ended calls are kept. Files by key, written whole, read whole or in part.

/** What is to be written, and what its bytes are known to be. */
export interface ArchiveEntry {
  /** Segments of letters, digits, `.`, `_` and `-`, with slashes between. */
  readonly key: string;
  readonly contentType: string;
  readonly bytes: number;
  /** Begins to read it from the start; `bytes` bytes will come. */
  readonly read: () => AsyncIterable<Uint8Array>;
}

/** Some of an archived file's bytes, `end` included. */
export interface ArchiveRange {
  readonly start: number;
  readonly end: number;
}

/**
 * Keeps files. A file is there whole or not at all; one of the same key takes the place of the earlier one. Each method
 * rejects with `ARCHIVE_UNAVAILABLE` when the archive cannot be reached.
 */
export interface Archive {
  readonly where: 'disk' | 's3';
  put(entry: ArchiveEntry): Promise<void>;
  /** The bytes of a file that was put with so many, or a range that lies in them; null: it is not there. A read that breaks off throws. */
  get(
    file: { readonly key: string; readonly bytes: number },
    range?: ArchiveRange,
  ): Promise<AsyncIterable<Uint8Array> | null>;
  /** Whether it was there makes no difference. */
  remove(key: string): Promise<void>;
}
