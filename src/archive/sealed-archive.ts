// The sealed archive: encrypts what is archived with a key of ours, so that who has the disk or the bucket has nothing.
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { OffhookError } from '../base/errors.ts';
import type { Archive } from './archive.ts';

/*
 * A sealed file: a head of 32 bytes (`OFFHOOK1`, 8 bytes that tell which key, 16 bytes of salt), then pieces of 64 KiB, the
 * last one shorter or empty, each sealed with AES-256-GCM and followed by its tag of 16 bytes. Each file has a key of its
 * own, made of ours and the salt (HKDF-SHA-256). A piece's nonce is its number and whether it is the last one, so that
 * pieces can be read alone and none can be moved, left out or cut off (the STREAM construction, Hoang et al. 2015,
 * https://eprint.iacr.org/2015/189). The name in the archive is authenticated with each piece: no file passes for another.
 */
const MAGIC = Buffer.from(new TextEncoder().encode('OFFHOOK1'));
const KEY_ID_BYTES = 8;
const SALT_BYTES = 16;
const HEAD_BYTES = MAGIC.length + KEY_ID_BYTES + SALT_BYTES;
const PIECE_BYTES = 64 * 1024;
const TAG_BYTES = 16;
const SEALED_PIECE_BYTES = PIECE_BYTES + TAG_BYTES;

/** The length of a key. */
export const ARCHIVE_KEY_BYTES = 32;

/** Keys of `ARCHIVE_KEY_BYTES` each: the first one seals, any of them opens. */
export type ArchiveKeys = readonly [Uint8Array, ...(readonly Uint8Array[])];

/** Seals what goes into `inner`, and opens what comes out of it. Reading what was changed, or sealed with another key, rejects or breaks off with `ARCHIVE_UNAVAILABLE`. */
export function sealedArchive(inner: Archive, keys: ArchiveKeys): Archive {
  return {
    where: inner.where,
    put: (entry) =>
      inner.put({
        key: entry.key,
        contentType: 'application/octet-stream',
        bytes: sealedBytes(entry.bytes),
        read: () => seal(entry.read(), entry.key, keys[0]),
      }),
    async get({ key, bytes }, range) {
      const sealed = { key, bytes: sealedBytes(bytes) };
      const head = await inner.get(sealed, { start: 0, end: HEAD_BYTES - 1 });
      if (head === null) return null;
      const fileKey = fileKeyOf(await collected(head), keys);
      const wanted = range ?? { start: 0, end: bytes - 1 };
      const first = Math.floor(wanted.start / PIECE_BYTES);
      const last = Math.max(first, Math.floor(wanted.end / PIECE_BYTES));
      const source = await inner.get(sealed, {
        start: HEAD_BYTES + first * SEALED_PIECE_BYTES,
        end: Math.min(HEAD_BYTES + (last + 1) * SEALED_PIECE_BYTES, sealed.bytes) - 1,
      });
      if (source === null) return null;
      return opened(source, { name: key, fileKey, first, last, bytes, wanted });
    },
    remove: (key) => inner.remove(key),
  };
}

/** Every file ends with a piece that is not full. */
function sealedBytes(bytes: number): number {
  return HEAD_BYTES + bytes + (Math.floor(bytes / PIECE_BYTES) + 1) * TAG_BYTES;
}

async function* seal(
  source: AsyncIterable<Uint8Array>,
  name: string,
  key: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const salt = randomBytes(SALT_BYTES);
  const fileKey = derived(key, salt);
  yield Buffer.concat([MAGIC, keyId(key), salt]);
  let number = 0;
  for await (const piece of pieces(source, PIECE_BYTES)) {
    const cipher = createCipheriv('aes-256-gcm', fileKey, nonce(number, piece.length < PIECE_BYTES));
    cipher.setAAD(Buffer.from(name));
    yield Buffer.concat([cipher.update(piece), cipher.final(), cipher.getAuthTag()]);
    number += 1;
  }
}

interface Opening {
  readonly name: string;
  readonly fileKey: Uint8Array;
  readonly first: number;
  readonly last: number;
  /** Of the whole file, open. */
  readonly bytes: number;
  readonly wanted: { readonly start: number; readonly end: number };
}

async function* opened(source: AsyncIterable<Uint8Array>, opening: Opening): AsyncGenerator<Uint8Array> {
  const { name, fileKey, first, last, bytes, wanted } = opening;
  const finalPiece = Math.floor(bytes / PIECE_BYTES);
  let number = first;
  for await (const sealed of pieces(source, SEALED_PIECE_BYTES)) {
    if (number > last) break;
    const piece = openPiece(sealed, fileKey, nonce(number, number === finalPiece), name);
    const from = number * PIECE_BYTES;
    const part = piece.subarray(Math.max(0, wanted.start - from), Math.max(0, wanted.end + 1 - from));
    if (part.length > 0) yield part;
    number += 1;
  }
  if (number <= last) throw unreadable('it is cut off');
}

function openPiece(sealed: Uint8Array, key: Uint8Array, iv: Uint8Array, name: string): Uint8Array {
  if (sealed.length < TAG_BYTES) throw unreadable('it is cut off');
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAAD(Buffer.from(name));
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG_BYTES)), decipher.final()]);
  } catch {
    throw unreadable('it was changed since it was archived');
  }
}

function fileKeyOf(head: Uint8Array, keys: ArchiveKeys): Uint8Array {
  const buffer = Buffer.from(head);
  if (buffer.length < HEAD_BYTES || !buffer.subarray(0, MAGIC.length).equals(MAGIC))
    throw unreadable('it was not archived with a key');
  const id = buffer.subarray(MAGIC.length, MAGIC.length + KEY_ID_BYTES);
  const key = keys.find((one) => keyId(one).equals(id));
  if (key === undefined) throw unreadable('its key is not among those of ARCHIVE_KEY');
  return derived(key, buffer.subarray(MAGIC.length + KEY_ID_BYTES));
}

function unreadable(why: string): OffhookError {
  return new OffhookError('ARCHIVE_UNAVAILABLE', `An archived file cannot be decrypted: ${why}.`);
}

function derived(key: Uint8Array, salt: Uint8Array): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', key, salt, 'offhook archive file', 32));
}

/** Tells keys apart and nothing about them. */
function keyId(key: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', key, new Uint8Array(), 'offhook archive key id', KEY_ID_BYTES));
}

function nonce(number: number, isFinal: boolean): Uint8Array {
  const bytes = Buffer.alloc(12);
  bytes.writeUInt32BE(number, 7);
  bytes[11] = isFinal ? 1 : 0;
  return bytes;
}

/** `source` cut into pieces of `size`; the last one is shorter, and empty where nothing is left. */
async function* pieces(source: AsyncIterable<Uint8Array>, size: number): AsyncGenerator<Uint8Array> {
  let waiting: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of source) {
    waiting.push(chunk);
    length += chunk.length;
    if (length < size) continue;
    const all = Buffer.concat(waiting);
    let from = 0;
    for (; all.length - from >= size; from += size) yield all.subarray(from, from + size);
    waiting = [all.subarray(from)];
    length = all.length - from;
  }
  yield Buffer.concat(waiting);
}

async function collected(source: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}
