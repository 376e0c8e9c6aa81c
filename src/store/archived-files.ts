// Archived files: the contract of what is known of each file that was archived of a call.
import type { CallId } from '../base/brand.ts';

/** One file of a call in the archive, hashed when it was written and again when it was read back. */
export interface ArchivedFile {
  /** Such as `transcript.json`; one of each name per call. */
  readonly name: string;
  readonly contentType: string;
  /** Of what it says, before any encryption of ours. */
  readonly bytes: number;
  /** In hexadecimal, of the same bytes. */
  readonly sha256: string;
  /** Which archive has it. */
  readonly where: 'disk' | 's3';
  /** Its name there. */
  readonly key: string;
  /** ISO 8601. */
  readonly archivedAt: string;
}

/** Keeps the list of archived files. Every method rejects with `STORE_UNAVAILABLE` when the store cannot be reached. */
export interface ArchivedFiles {
  /**
   * Adds files of a call, all or none; a file of the same name takes the place of the earlier one. `place`: the data
   * directory of those on disk.
   */
  keep(callId: CallId, files: readonly ArchivedFile[], place?: string): Promise<void>;
  /** By name. */
  of(callId: CallId): Promise<readonly ArchivedFile[]>;
}
