// Find tapes: the tapes of a call, where they still lie or where they were archived, or those of a file.
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { tapeFiles } from '../archive/disk-tapes.ts';
import { OffhookError } from '../base/errors.ts';
import type { Archives } from '../server/archiving/archives.ts';
import type { Store } from '../store/store.ts';
import { headerOf } from './read-tape.ts';

/** Where a server keeps its calls. */
export interface TapePlaces {
  readonly store: Pick<Store, 'call' | 'archived'>;
  readonly archives: Pick<Archives, 'read'>;
  readonly dataDir: string;
}

const GZIP = 0x1f;

/**
 * The texts of a call's tapes, by its id or its carrier's, in the order in which they began; or of the file of that
 * name. Rejects with `TAPE_UNREADABLE`, `STORE_UNAVAILABLE` or `ARCHIVE_UNAVAILABLE`.
 */
export async function findTapes(name: string, places: TapePlaces): Promise<readonly string[]> {
  const { store, archives, dataDir } = places;
  if (await isFile(name)) return [await tapeText(await readFile(name))];
  const call = await store.call(name);
  if (call === null) throw missing(`${name} is neither a call in this store nor a file`);
  if (call.status !== 'ended') throw missing(`the call ${call.id} is not over`);
  const fresh = await tapeFiles(dataDir, call.id);
  const texts = await Promise.all(fresh.map(async (path) => tapeText(await readFile(path))));
  const kept = (await store.archived.of(call.id)).filter((file) => file.name.startsWith('tape'));
  for (const file of kept) {
    const bytes = await archives.read(file);
    // Of one on another disk, the others tell that it is missing.
    if (bytes === null) continue;
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    texts.push(await tapeText(Buffer.concat(pieces)));
  }
  if (texts.length === 0 && kept.length > 0)
    throw missing(
      `the tape of the call ${call.id} is in the archive on another server's disk, or was taken out of it by somebody else`,
    );
  if (texts.length === 0)
    throw missing(
      `the call ${call.id} has none: TAPES was off, its agent redacts, or it was made or deleted before`,
    );
  return inOrder(texts);
}

/** By the time at which they began, each once: one may lie on this disk still and be archived already. */
function inOrder(texts: readonly string[]): readonly string[] {
  const began = new Map<number, string>();
  // Of one that broke off in its first line there is nothing to run; alone, its reader says so.
  const begun = texts.filter((text) => text.includes('\n'));
  if (begun.length === 0) return texts.slice(0, 1);
  for (const text of begun) {
    const { wall } = headerOf(text.slice(0, text.indexOf('\n')));
    const other = began.get(wall);
    if (other === undefined || text.length > other.length) began.set(wall, text);
  }
  return [...began].toSorted(([one], [other]) => one - other).map(([, text]) => text);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

/** A tape's file as text, packed or not. Rejects with `TAPE_UNREADABLE`. */
export async function tapeText(bytes: Buffer): Promise<string> {
  if (bytes[0] !== GZIP) return bytes.toString('utf8');
  try {
    return (await promisify(gunzip)(bytes)).toString('utf8');
  } catch {
    throw missing('it is a gzip file that is broken');
  }
}

function missing(why: string): OffhookError {
  return new OffhookError('TAPE_UNREADABLE', `No tape to replay: ${why}.`);
}
