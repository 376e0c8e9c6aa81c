// The reference pages say what the code says.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { ERRORS, MENDS } from '../../src/base/errors.ts';
import { referencePages } from '../../scripts/reference-pages.ts';

for (const [path, text] of Object.entries(await referencePages())) {
  test(`${path} is up to date`, () => {
    const written = readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
    assert.equal(written, text, 'run `node scripts/write-reference.ts`');
  });
}

test('each error code is documented, with what it means and how to mend it', async () => {
  const page = (await referencePages())['docs/reference/errors.md'] ?? '';
  for (const [code, means] of Object.entries(ERRORS))
    assert.ok(page.includes(`## \`${code}\`\n\n${means}\n`));
  for (const mend of Object.values(MENDS)) assert.ok(mend.length > 10 && page.includes(mend));
});
