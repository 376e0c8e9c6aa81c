// The house is tidy: each rule holds for every source, and finds the example that breaks it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { sourceFile, SOURCES } from './source-files.ts';
import { TIDY_RULES } from './tidy-rules.ts';

for (const { title, broken, find } of TIDY_RULES) {
  test(title, () => {
    const faults = SOURCES.flatMap((file) => find(file).map((line) => `${file.path}:${line}`));
    assert.deepEqual(faults, []);
  });

  test(`${title}: what breaks it is found`, () => {
    const file = sourceFile(broken.path, broken.text);
    assert.notDeepEqual(find(file), []);
  });
}
