// Golden files: what must not change unseen. `OFFHOOK_RECORD_GOLDEN=1 npm test -- <test file>` records them anew.
import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** Fails unless `test/golden/<name>` holds `text`; with `OFFHOOK_RECORD_GOLDEN=1` writes it there. */
export async function matchesGolden(name: string, text: string): Promise<void> {
  const path = fileURLToPath(new URL(name, import.meta.url));
  if (process.env['OFFHOOK_RECORD_GOLDEN'] === '1') await writeFile(path, text);
  assert.equal(text, await readFile(path, 'utf8').catch(() => 'nothing recorded yet'));
}
