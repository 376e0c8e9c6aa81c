// Archives: where this server archives, as it is set up now, and every place in which an archived file may lie.
import { join } from 'node:path';
import type { Archive, ArchiveRange } from '../../archive/archive.ts';
import { diskArchive } from '../../archive/disk-archive.ts';
import { encodersOf, findEncoder, type EncodeSound, type SoundFormat } from '../../archive/encode-sound.ts';
import { s3Archive, type S3ArchiveOptions } from '../../archive/s3-archive.ts';
import { sealedArchive, type ArchiveKeys } from '../../archive/sealed-archive.ts';
import { OffhookError } from '../../base/errors.ts';
import type { ArchivedFile } from '../../store/archived-files.ts';

/** How calls are archived. */
export interface ArchiveSettings {
  readonly sound: SoundFormat;
  /** Secret; the first one encrypts, any of them decrypts. Null: nothing is encrypted by us. */
  readonly keys: ArchiveKeys | null;
  /** Null: on disk. */
  readonly s3: S3ArchiveOptions | null;
}

/** Where archived files lie, and how new ones get there. */
export interface Archives extends Disposable {
  /** Takes what is archived now, sealed where there is a key. */
  readonly current: Archive;
  /** The name that a file of a call gets in `current`. */
  keyOf(folder: string, name: string): string;
  readonly sound: SoundFormat;
  /** Null: a recording is archived as it is. */
  readonly encode: EncodeSound | null;
  /** True: a recording stays where it was written, and is the archived file itself. */
  readonly keepsRecordings: boolean;
  /** An archived file's bytes; null: it is not there any more. Rejects with `ARCHIVE_UNAVAILABLE`. */
  read(file: ArchivedFile, range?: ArchiveRange): Promise<AsyncIterable<Uint8Array> | null>;
  /** Deletes it; that it is not there makes no difference. Rejects with `ARCHIVE_UNAVAILABLE`. */
  remove(file: Pick<ArchivedFile, 'where' | 'key'>): Promise<void>;
  /** The same of a key on this disk. */
  removeFromDisk(key: string): Promise<void>;
}

/** What we have encrypted, by the end of its name. */
const SEALED = '.sealed';

/** Folders below the data directory. */
const ARCHIVE_FOLDER = 'archive/';

/** Opens them. Throws `ENVIRONMENT_INVALID` where what the settings want is not installed. */
export async function openArchives(dataDir: string, settings: ArchiveSettings): Promise<Archives> {
  const { sound, keys, s3: bucket } = settings;
  const encode = sound === 'wav' ? null : await findEncoder(sound);
  if (sound !== 'wav' && encode === null)
    throw new OffhookError(
      'ENVIRONMENT_INVALID',
      `ARCHIVE_SOUND is ${sound}, but neither ${encodersOf(sound)} is installed: install one, or leave it at wav.`,
    );
  const disk = diskArchive(dataDir);
  const s3 = bucket === null ? null : await s3Archive(bucket);
  const target = s3 ?? disk;
  const folder = bucket?.prefix ?? ARCHIVE_FOLDER;
  const suffix = keys === null ? '' : SEALED;
  const plainOf = (where: ArchivedFile['where']): Archive => {
    if (where === 'disk') return disk;
    if (s3 !== null) return s3;
    throw new OffhookError('ARCHIVE_UNAVAILABLE', 'The file lies in S3, and S3_BUCKET is not set.');
  };
  return {
    current: keys === null ? target : sealedArchive(target, keys),
    keyOf: (callFolder, name) => `${folder}${callFolder}/${name}${suffix}`,
    sound,
    encode,
    keepsRecordings: s3 === null && keys === null && sound === 'wav',
    remove: async ({ where, key }) => plainOf(where).remove(key),
    removeFromDisk: (key) => disk.remove(key),
    async read(file, range) {
      const plain = plainOf(file.where);
      if (!file.key.endsWith(SEALED)) return plain.get(file, range);
      if (keys === null)
        throw new OffhookError('ARCHIVE_UNAVAILABLE', 'The file is encrypted, and ARCHIVE_KEY is not set.');
      return sealedArchive(plain, keys).get(file, range);
    },
    [Symbol.dispose]: () => s3?.[Symbol.dispose](),
  };
}

/** Where a recording is encoded before it is archived: beside it, so that no other disk must have the space. */
export function encodedPath(dataDir: string, recordingPath: string, sound: SoundFormat): string {
  return `${join(dataDir, recordingPath)}.${sound}`;
}
