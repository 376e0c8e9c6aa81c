// Archive a call: its sound, transcript, journal and outcome go to the archive, and are read back before they count as kept.
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import type { ArchiveEntry } from '../../archive/archive.ts';
import { callFiles, callFolder } from '../../archive/call-files.ts';
import { SOUND_TYPES } from '../../archive/encode-sound.ts';
import type { CallId } from '../../base/brand.ts';
import type { World } from '../../base/world.ts';
import type { CallView } from '../../call/call-view.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { settledLines } from '../../call/redaction/settled-lines.ts';
import { viewOf, type PriceOf } from '../../call/view-of.ts';
import type { ArchivedFile } from '../../store/archived-files.ts';
import type { Store } from '../../store/store.ts';
import { fileGoes } from '../forgetting/kept-kinds.ts';
import { FRAME_SPANS } from '../../store/workflow-spans.ts';
import { spansOf } from '../../telemetry/spans-of.ts';
import { JobFault } from '../jobs/job-fault.ts';
import { recordingFile } from '../recording-file.ts';
import { archiveTapes, TAPE_NAME } from './archive-tapes.ts';
import { encodedPath, type Archives } from './archives.ts';

/** From where, and to where. */
export interface ArchiveCallOptions {
  readonly world: World;
  readonly store: Pick<Store, 'journal' | 'archived' | 'forgetting' | 'spans'>;
  readonly archives: Archives;
  readonly dataDir: string;
  /** Names the data directory. Default: it is not known. */
  readonly place?: string;
  readonly price: PriceOf;
}

/**
 * Archives an ended call; doing it again does no harm. Null: there is no such call any more. Rejects with `JobFault`,
 * `ARCHIVE_UNAVAILABLE` or `STORE_UNAVAILABLE`; what was archived by then stays.
 */
export async function archiveCall(
  options: ArchiveCallOptions,
  callId: CallId,
  signal: AbortSignal,
): Promise<readonly ArchivedFile[] | null> {
  const { store, archives, price } = options;
  const records = await settledRecords(store, callId);
  if (records.length === 0) return null;
  const view = viewOf(records, price);
  if (view.status !== 'ended') throw new JobFault('the call has not ended');
  const folder = callFolder(view);
  const files: ArchivedFile[] = [];
  const gone = await store.forgetting.forgotten(callId);
  const frames = (await store.spans.of(callId, true)).filter(({ name }) => name.startsWith(FRAME_SPANS));
  const spans = [...spansOf(records), ...frames];
  for (const { name, contentType, text } of callFiles(view, records, spans)) {
    if (fileGoes(name, gone)) continue;
    const bytes = Buffer.from(text);
    const key = archives.keyOf(folder, name);
    files.push(await put(options, name, { key, contentType, bytes: bytes.length, read: () => once(bytes) }));
  }
  await store.archived.keep(callId, files, options.place);
  if (view.recording !== null && !gone.includes('recording'))
    files.push(await archiveRecording(options, view, view.recording.path, signal));
  // The last: a disk that has no room for it must not keep the rest from being archived.
  if (!fileGoes(TAPE_NAME, gone)) files.push(...(await keepTapes(options, callId, folder)));
  return files;
}

/** Archives the tapes of a call that lie on this disk, behind those that are archived, and removes them here. Rejects as `archiveCall` does. */
export async function keepTapes(
  options: Pick<ArchiveCallOptions, 'world' | 'archives' | 'dataDir' | 'place'> & {
    readonly store: Pick<Store, 'archived'>;
  },
  callId: CallId,
  folder: string,
): Promise<readonly ArchivedFile[]> {
  const { store, archives, place } = options;
  const listed = (await store.archived.of(callId)).filter(({ name }) => name.startsWith('tape'));
  const { kept, remove } = await archiveTapes(options, callId, listed.length, (name, file) =>
    put(options, name, { ...file, key: archives.keyOf(folder, name) }),
  );
  if (kept.length > 0) await store.archived.keep(callId, kept, place);
  // Only now are they anywhere else.
  await remove();
  return kept;
}

/** The journal, in which lines that were written again with something taken out stand so in every place; the store has it so from here on. */
async function settledRecords(
  store: ArchiveCallOptions['store'],
  callId: CallId,
): Promise<readonly JournalRecord[]> {
  const records = await store.journal(callId);
  const settled = settledLines(records);
  await store.forgetting.rewrite(settled.filter((record, index) => record !== records[index]));
  return settled;
}

async function archiveRecording(
  options: ArchiveCallOptions,
  { id, startedAt }: CallView,
  path: string,
  signal: AbortSignal,
): Promise<ArchivedFile> {
  const { store, archives, dataDir } = options;
  const { sound, encode } = archives;
  const recorded = await recordingFile(dataDir, path);
  if (recorded === null) {
    // An earlier try may have come as far as to remove it.
    const earlier = (await store.archived.of(id)).find(({ name }) => name.startsWith('recording.'));
    if (earlier !== undefined) return earlier;
    throw new JobFault('the recording is not below DATA_DIR any more');
  }
  const name = `recording.${sound}`;
  const encoded = encode === null ? null : encodedPath(dataDir, path, sound);
  try {
    if (encode !== null && encoded !== null)
      await encodeTo(encoded, () => encode(recorded.path, encoded, signal));
    const from = encoded ?? recorded.path;
    const { size } = await stat(from);
    const entry: ArchiveEntry = {
      key: archives.keepsRecordings ? path : archives.keyOf(callFolder({ id, startedAt }), name),
      contentType: SOUND_TYPES[sound],
      bytes: size,
      read: () => createReadStream(from),
    };
    const file = archives.keepsRecordings
      ? await hashed(options, name, entry)
      : await put(options, name, entry);
    await store.archived.keep(id, [file], options.place);
    // Only now is it anywhere else.
    if (!archives.keepsRecordings) await rm(recorded.path, { force: true });
    return file;
  } finally {
    if (encoded !== null) await rm(encoded, { force: true });
  }
}

async function encodeTo(path: string, encode: () => Promise<void>): Promise<void> {
  try {
    await encode();
  } catch (error) {
    throw new JobFault(
      `the recording could not be encoded to ${path.slice(path.lastIndexOf('.') + 1)}: ${error instanceof Error ? error.message : 'it failed'}`,
    );
  }
}

/** Puts a file and reads it back: what a disk or a service keeps is not always what it was given. */
async function put(
  options: Pick<ArchiveCallOptions, 'world' | 'archives'>,
  name: string,
  entry: ArchiveEntry,
): Promise<ArchivedFile> {
  const { current } = options.archives;
  const file = await hashed(options, name, entry);
  await current.put(entry);
  const kept = await current.get(entry);
  if (kept === null) throw new JobFault(`${name} is not in the archive after it was written`);
  if ((await hashOf(kept)).sha256 !== file.sha256)
    throw new JobFault(`${name} is not in the archive as it was written`);
  return file;
}

async function hashed(
  { world, archives }: Pick<ArchiveCallOptions, 'world' | 'archives'>,
  name: string,
  { key, contentType, read }: ArchiveEntry,
): Promise<ArchivedFile> {
  const { where } = archives.current;
  const archivedAt = new Date(world.clock.wall()).toISOString();
  return { name, contentType, ...(await hashOf(read())), where, key, archivedAt };
}

async function hashOf(source: AsyncIterable<Uint8Array>): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const chunk of source) {
    hash.update(chunk);
    bytes += chunk.length;
  }
  return { bytes, sha256: hash.digest('hex') };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
