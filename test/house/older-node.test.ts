// An older Node comes as far as the sentence that says which one is needed: nothing it lacks is imported before.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { importsOf } from './imports.ts';
import { isTest, SOURCES } from './source-files.ts';

/** Builtins that came after Node 20. All imports of a module are looked up before any of it runs. */
const NEWER_BUILTIN = /^import (?!type )[^;]*from 'node:sqlite';$/m;

test('a builtin that an older Node lacks is imported nowhere but for its types', () => {
  const faults = SOURCES.filter((file) => file.path.startsWith('src/') && !isTest(file.path))
    .filter(({ uncommented }) => NEWER_BUILTIN.test(uncommented))
    .map(({ path }) => path);
  assert.deepEqual(faults, []);
  assert.match("import { DatabaseSync } from 'node:sqlite';", NEWER_BUILTIN);
});

test("the library, the kit and the command line look at Node's version first", () => {
  for (const [path, first] of [
    ['src/index.ts', './base/node-version.ts'],
    ['src/testing/index.ts', '../base/node-version.ts'],
  ]) {
    const file = SOURCES.find((one) => one.path === path);
    assert.equal(file && importsOf(file)[0]?.from, first, path);
  }
  const main = SOURCES.find((one) => one.path === 'src/cli/main.ts');
  assert.deepEqual(main && importsOf(main).map(({ from }) => from), [
    '../base/errors.ts',
    '../base/node-version.ts',
    './program.ts',
  ]);
});
