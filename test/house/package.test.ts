// What is published holds together: its pages lead nowhere but to what goes with them, and no map leads to absent sources.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, matchesGlob } from 'node:path/posix';
import { test } from 'node:test';
import { linksOf, PAGES } from './pages.ts';
import { ROOT } from './source-files.ts';

const { files } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8')) as { readonly files: string[] };
/** What npm takes along whatever `files` says. */
const ALWAYS = ['README.md', 'LICENSE', 'package.json'];

/** Whether npm packs this file or folder, by its path from the root. */
function goesAlong(path: string): boolean {
  const isBelow = (pattern: string): boolean => path === pattern || path.startsWith(`${pattern}/`);
  const left = files.filter((one) => one.startsWith('!')).map((one) => one.slice(1));
  if (left.some((pattern) => matchesGlob(path, pattern))) return false;
  return [...files, ...ALWAYS].some((one) => isBelow(one) || matchesGlob(path, one));
}

test('every link of a published page leads to something that is published with it', () => {
  const published = PAGES.filter(({ path }) => goesAlong(path));
  assert.ok(published.length > 10);
  const faults = published.flatMap((page) =>
    linksOf(page)
      .filter((address) => !/^(?:[a-z]+:|#)/i.test(address))
      .map((address) => join(dirname(page.path), address.split('#', 1)[0] ?? ''))
      .filter((path) => !goesAlong(path.replace(/\/$/, '')))
      .map((path) => `${page.path} leads to ${path}`),
  );
  assert.deepEqual(faults, []);
});

test('every file and folder that is to be published is there, but for what the build makes', () => {
  const plain = files.filter((one) => !/[!*]/.test(one) && one !== 'dist');
  assert.deepEqual(
    plain.filter((path) => !existsSync(ROOT + path)),
    [],
  );
});

test('the build makes no source maps, for the sources are not published', () => {
  const config = readFileSync(`${ROOT}tsconfig.build.json`, 'utf8');
  assert.doesNotMatch(config, /[sS]ourceMap|declarationMap/);
  assert.ok(!goesAlong('src/index.ts'));
});
