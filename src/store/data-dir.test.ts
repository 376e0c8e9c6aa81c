// The data directory is private where we make it, left as it is where it was, and refused in words.
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { skipUnless } from '../testing/skip.ts';
import { makeDataDir } from './data-dir.ts';

const mode = (path: string): number => statSync(path).mode & 0o777;

test('a directory that was not there is made for its owner alone, one that was keeps its rights', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'offhook-data-'));
  t.after(() => rmSync(root, { recursive: true }));
  const made = join(root, 'a', 'b');
  makeDataDir(made);
  assert.equal(mode(made), 0o700);
  chmodSync(made, 0o750);
  makeDataDir(made);
  assert.equal(mode(made), 0o750);
});

test('what is no directory is refused by the name of the setting', (t) => {
  const root = mkdtempSync(join(tmpdir(), 'offhook-data-'));
  t.after(() => rmSync(root, { recursive: true }));
  const file = join(root, 'file');
  writeFileSync(file, '');
  for (const path of [file, join(file, 'below')])
    assert.throws(() => makeDataDir(path), {
      code: 'ENVIRONMENT_INVALID',
      message: /^DATA_DIR is ".*EEXIST|ENOTDIR/,
    });
});

test(
  'where a file system makes no folders, the directory is refused and not tried for ever',
  skipUnless(existsSync('/proc/self'), 'there is no /proc'),
  () => {
    assert.throws(() => makeDataDir('/proc/offhook/data'), {
      code: 'ENVIRONMENT_INVALID',
      message: /^DATA_DIR is "\/proc\/offhook\/data".*ENOENT/,
    });
  },
);
