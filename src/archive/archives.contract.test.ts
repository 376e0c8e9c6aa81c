// The disk archive, plain and sealed, keeps to the archive contract; a sealed file gives nothing away and cannot be changed.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync, copyFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { archiveContract } from '../testing/contracts/archive-contract.ts';
import type { Archive } from './archive.ts';
import { diskArchive } from './disk-archive.ts';
import { sealedArchive } from './sealed-archive.ts';

const folders: string[] = [];
after(() => folders.forEach((folder) => rmSync(folder, { recursive: true })));

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'offhook-archive-'));
  folders.push(made);
  return made;
}

const KEY = new Uint8Array(32).fill(7);
const OTHER = new Uint8Array(32).fill(8);

archiveContract('disk', () => Promise.resolve(diskArchive(folder())));
archiveContract('sealed disk', () => Promise.resolve(sealedArchive(diskArchive(folder()), [KEY])));

const SAID = 'my card is 4111 1111 1111 1111'.repeat(5000);

async function sealedFile() {
  const root = folder();
  const archive = sealedArchive(diskArchive(root), [KEY]);
  const bytes = Buffer.from(SAID);
  const entry = { key: 'a/b', contentType: 'text/plain', bytes: bytes.length, read: () => once(bytes) };
  await archive.put(entry);
  await archive.put({ ...entry, key: 'a/c' });
  return { root, archive, path: join(root, 'a/b'), bytes: bytes.length };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

async function textOf(archive: Archive, key: string, bytes: number): Promise<string> {
  let text = '';
  for await (const chunk of (await archive.get({ key, bytes })) ?? []) text += Buffer.from(chunk).toString();
  return text;
}

test('a sealed file holds nothing that can be read, and no two are alike', async () => {
  const { root, path } = await sealedFile();
  const sealed = readFileSync(path);
  assert.ok(!sealed.includes('4111'));
  assert.notDeepEqual(sealed.subarray(32), readFileSync(join(root, 'a/c')).subarray(32));
});

test('a sealed file that was changed, cut off, or put in the place of another is refused', async () => {
  const { root, archive, path, bytes } = await sealedFile();
  const sealed = readFileSync(path);
  const refused = { code: 'ARCHIVE_UNAVAILABLE' };
  for (const at of [20, 40, 70_000, sealed.length - 1]) {
    const changed = Buffer.from(sealed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    writeFileSync(path, changed);
    await assert.rejects(textOf(archive, 'a/b', bytes), refused, `byte ${at}`);
  }
  for (const length of [10, 32, 32 + 65_552, sealed.length - 16]) {
    writeFileSync(path, sealed.subarray(0, length));
    await assert.rejects(textOf(archive, 'a/b', bytes), refused, `${length} bytes`);
  }
  copyFileSync(join(root, 'a/c'), path);
  await assert.rejects(textOf(archive, 'a/b', bytes), refused);
});

test('an older key still opens what it has sealed, and a stranger opens nothing', async () => {
  const { root, bytes } = await sealedFile();
  assert.equal(await textOf(sealedArchive(diskArchive(root), [OTHER, KEY]), 'a/b', bytes), SAID);
  await assert.rejects(textOf(sealedArchive(diskArchive(root), [OTHER]), 'a/b', bytes), {
    code: 'ARCHIVE_UNAVAILABLE',
    message: /ARCHIVE_KEY/,
  });
});
