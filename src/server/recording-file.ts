// Recording file: finds a call's recording below the data directory, and nothing else.
import { realpath, stat } from 'node:fs/promises';
import { resolve, sep } from 'node:path';

/** A recording's file, found. */
export interface RecordingFile {
  readonly path: string;
  readonly bytes: number;
}

/** The file of a recording's `path`; null when it is gone, or does not lie below `dataDir`, links followed. */
export async function recordingFile(dataDir: string, path: string): Promise<RecordingFile | null> {
  try {
    const root = await realpath(dataDir);
    const file = await realpath(resolve(root, path));
    if (!file.startsWith(root + sep)) return null;
    const found = await stat(file);
    return found.isFile() ? { path: file, bytes: found.size } : null;
  } catch {
    return null;
  }
}

/** Which bytes are asked for. `none`: a range that the file does not have, HTTP status 416. */
export type ByteRange =
  | { readonly kind: 'all' }
  | { readonly kind: 'part'; readonly start: number; readonly end: number }
  | { readonly kind: 'none' };

/** One range of a `Range` header (RFC 9110 section 14.2), `end` included; several at once count as all, as they may. */
export function byteRange(header: string | undefined, bytes: number): ByteRange {
  const match = /^bytes=(\d*)-(\d*)$/.exec(header ?? '');
  if (match === null) return { kind: 'all' };
  const [, from = '', to = ''] = match;
  if (from === '' && to === '') return { kind: 'all' };
  if (from === '') {
    const length = Math.min(Number(to), bytes);
    return length === 0 ? { kind: 'none' } : { kind: 'part', start: bytes - length, end: bytes - 1 };
  }
  const start = Number(from);
  const end = to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (to !== '' && Number(to) < start) return { kind: 'all' };
  return start >= bytes ? { kind: 'none' } : { kind: 'part', start, end };
}
