// Forget a call: deletes kinds of what is kept of it, or all of it, from archive, disks and store.
import { relative } from 'node:path';
import { callFolder } from '../../archive/call-files.ts';
import { tapeFiles } from '../../archive/disk-tapes.ts';
import { recordingPaths } from '../../archive/disk-recordings.ts';
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import type { ForgetKind, ForgottenRows } from '../../store/forgetting.ts';
import type { Store } from '../../store/store.ts';
import { tapeName } from '../archiving/archive-tapes.ts';
import type { Archives } from '../archiving/archives.ts';
import { recordingFile } from '../recording-file.ts';
import { fileGoes, withTheirLike } from './kept-kinds.ts';

/** From where things are deleted. */
export interface ForgetCallOptions {
  readonly world: Pick<World, 'clock' | 'log'>;
  readonly store: Pick<Store, 'forgetting' | 'jobs' | 'archived'>;
  readonly archives: Pick<Archives, 'current' | 'keyOf' | 'remove' | 'removeFromDisk'>;
  readonly dataDir: string;
  /** Names the data directory. */
  readonly place: string;
}

/** What was deleted, or would be. */
export interface ForgottenCall {
  readonly kind: 'forgotten';
  readonly rows: ForgottenRows;
  readonly files: number;
}

/** `gone`: there is no such call. `under-way`: other work for it is being done now, and would write what is deleted here. */
export type ForgetAnswer = ForgottenCall | { readonly kind: 'gone' | 'held' | 'live' | 'under-way' };

/** What a call's archived files are called. */
const NAMES: readonly string[] = [
  'transcript.json',
  'transcript.vtt',
  'transcript.txt',
  'journal.jsonl',
  'outcome.json',
  'spans.json',
  'recording.wav',
  'recording.flac',
  'recording.opus',
  ...Array.from({ length: 8 }, (_, index) => tapeName(index)),
];

/** Job kinds of our own: they are not work that a call called for. */
const OWN_JOBS = ['erase', 'remove-files'];

/**
 * Deletes these kinds, and with each those that hold the same again. Files go first, so that what breaks off can be done
 * again; those on the disk of another server go by a job there. Rejects with `ARCHIVE_UNAVAILABLE` or `STORE_UNAVAILABLE`.
 */
export async function forgetCall(
  options: ForgetCallOptions,
  callId: CallId,
  asked: readonly ForgetKind[],
): Promise<ForgetAnswer> {
  const { world, store, archives, dataDir, place } = options;
  const { forgetting, jobs } = store;
  const kinds = withTheirLike(asked);
  const call = await forgetting.find(callId);
  if (call === null) return { kind: 'gone' };
  if (call.held) return { kind: 'held' };
  if (call.status !== 'ended') return { kind: 'live' };
  const dropped = kinds.includes('call') ? await jobs.drop(callId, OWN_JOBS, world.clock.wall()) : null;
  if (dropped !== null && dropped.underWay > 0) return { kind: 'under-way' };

  const elsewhere = new Map<string, string[]>();
  const files = (await forgetting.files(callId)).filter(({ name }) => fileGoes(name, kinds));
  for (const file of files) {
    if (file.where === 'disk' && file.place !== null && file.place !== place)
      elsewhere.set(file.place, [...(elsewhere.get(file.place) ?? []), file.key]);
    else await archives.remove(file);
  }
  if (dropped !== null && dropped.dropped > 0) {
    // Who archived it may have died between a file and its entry in the list.
    const where = archives.current.where;
    for (const name of NAMES)
      await archives.remove({
        where,
        key: archives.keyOf(callFolder({ id: callId, startedAt: call.startedAt }), name),
      });
  }
  let removed = files.length;
  if (kinds.includes('recording') || kinds.includes('call')) {
    const paths = recordingPaths(callId, Date.parse(call.startedAt) as EpochMs);
    if (!files.some(({ name }) => name.startsWith('recording.'))) removed += await found(dataDir, paths);
    for (const path of paths) await archives.removeFromDisk(path);
    // What was never archived lies where its job was to be done.
    for (const other of dropped?.places ?? [])
      if (other !== place) elsewhere.set(other, [...(elsewhere.get(other) ?? []), ...paths]);
  }
  if (kinds.includes('tape') || kinds.includes('call')) removed += await removeTapes(options, callId);
  await jobs.add(
    [...elsewhere].map(([other, keys]) => ({
      id: `remove-files:${callId}:${other}`,
      kind: 'remove-files',
      place: other,
      payload: { callId, keys },
      dueAt: world.clock.wall(),
    })),
  );
  await forgetting.forgetFiles(
    callId,
    files.map(({ name }) => name),
  );
  const rows = await forgetting.forget(callId, kinds);
  if (rows === null) return { kind: 'held' };
  const count = Object.values(rows).reduce((sum, one) => sum + one, 0);
  world.log.info('call.forgotten', { callId, kinds: kinds.join(' '), rows: count, files: removed });
  return { kind: 'forgotten', rows, files: removed };
}

/** Deletes the tapes of a call that lie on this disk; returns how many there were. */
export async function removeTapes(
  { archives, dataDir }: Pick<ForgetCallOptions, 'archives' | 'dataDir'>,
  callId: CallId,
): Promise<number> {
  const tapes = await tapeFiles(dataDir, callId);
  for (const tape of tapes) await archives.removeFromDisk(relative(dataDir, tape));
  return tapes.length;
}

/** What `forgetCall` would delete of a whole call; nothing is. */
export async function wouldForget(
  { store, dataDir }: Pick<ForgetCallOptions, 'store' | 'dataDir'>,
  callId: CallId,
): Promise<ForgetAnswer> {
  const { forgetting } = store;
  const call = await forgetting.find(callId);
  if (call === null) return { kind: 'gone' };
  if (call.held) return { kind: 'held' };
  if (call.status !== 'ended') return { kind: 'live' };
  const archived = await forgetting.files(callId);
  const paths = recordingPaths(callId, Date.parse(call.startedAt) as EpochMs);
  const listed = archived.some(({ name }) => name.startsWith('recording.'));
  const tapes = await tapeFiles(dataDir, callId);
  const files = archived.length + tapes.length + (listed ? 0 : await found(dataDir, paths));
  return { kind: 'forgotten', rows: await forgetting.rows(callId, ['call']), files };
}

async function found(dataDir: string, paths: readonly string[]): Promise<number> {
  const files = await Promise.all(paths.map((path) => recordingFile(dataDir, path)));
  return files.filter((file) => file !== null).length;
}
