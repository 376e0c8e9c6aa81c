// Find tapes: the tapes of a call, where they still lie or where they were archived, or those of a file.
import { readFile, stat } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { tapeFiles } from '../archive/disk-tapes.ts';
import { OffhookError } from '../base/errors.ts';
import type { Archives } from '../server/archiving/archives.ts';
import type { Store } from '../store/store.ts';

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
  if (await isFile(name)) return [await textOf(await readFile(name))];
  const call = await store.call(name);
  if (call === null) throw missing(`${name} is neither a call in this store nor a file`);
  if (call.status !== 'ended') throw missing(`the call ${call.id} is not over`);
  const fresh = await tapeFiles(dataDir, call.id);
  if (fresh.length > 0) return Promise.all(fresh.map(async (path) => textOf(await readFile(path))));
  const kept = (await store.archived.of(call.id)).filter((file) => file.name.startsWith('tape'));
  const texts: string[] = [];
  for (const file of kept.toSorted((one, other) => order(one.name) - order(other.name))) {
    const bytes = await archives.read(file);
    if (bytes === null) throw missing(`the tape of the call ${call.id} is not in the archive any more`);
    const pieces: Uint8Array[] = [];
    for await (const piece of bytes) pieces.push(piece);
    texts.push(await textOf(Buffer.concat(pieces)));
  }
  if (texts.length === 0)
    throw missing(
      `the call ${call.id} has none: TAPES was off, its agent redacts, or it was made or deleted before`,
    );
  return texts;
}

/** `tape.jsonl.gz` is the first, `tape-2.jsonl.gz` the second. */
function order(name: string): number {
  return Number(/^tape-(\d+)\./.exec(name)?.[1] ?? 1);
}

async function isFile(path: string): Promise<boolean> {
  return (await stat(path).catch(() => null))?.isFile() === true;
}

async function textOf(bytes: Buffer): Promise<string> {
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
