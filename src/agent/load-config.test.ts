// A config file is found, loaded and checked, and what is wrong names the file and the field.
import assert from 'node:assert/strict';
import { mkdtemp, mkdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { OffhookError, type ErrorCode } from '../base/errors.ts';
import { loadConfig } from './load-config.ts';

const IMPORT = `import { defineAgent } from ${JSON.stringify(new URL('define-agent.ts', import.meta.url).href)};`;

/** A directory with these files, gone after the test. */
async function directory(context: TestContext, files: Readonly<Record<string, string>>): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), 'offhook-config-'));
  context.after(() => rm(root, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    const file = join(root, name);
    await mkdir(join(file, '..'), { recursive: true });
    await writeFile(file, text);
  }
  return root;
}

async function refused(path: string, code: ErrorCode, message: RegExp): Promise<void> {
  await assert.rejects(loadConfig(path), (error) => {
    assert.ok(error instanceof OffhookError);
    assert.equal(error.code, code);
    assert.ok(error.message.startsWith(path), error.message);
    assert.match(error.message, message);
    return true;
  });
}

test('a TypeScript config is loaded with its instructions read, by its file or its directory', async (context) => {
  const root = await directory(context, {
    'offhook.config.ts': `${IMPORT}
      const name: string = 'desk';
      export default defineAgent({ name, instructions: { file: 'prompts/system.md' } });`,
    'prompts/system.md': '\nBe kind to {{name}}.\n',
  });
  const agent = await loadConfig(join(root, 'offhook.config.ts'));
  assert.equal(agent.name, 'desk');
  assert.equal(agent.instructions, 'Be kind to {{name}}.');
  assert.equal((await loadConfig(root)).name, 'desk');
});

test('a JavaScript config may export its agent by name', async (context) => {
  const root = await directory(context, {
    'my.config.mjs': `${IMPORT} export const agent = defineAgent({ name: 'js', instructions: 'x' });`,
  });
  assert.equal((await loadConfig(join(root, 'my.config.mjs'))).name, 'js');
});

test('a file that is not there is CONFIG_NOT_FOUND', async (context) => {
  const root = await directory(context, {});
  await refused(join(root, 'offhook.config.ts'), 'CONFIG_NOT_FOUND', /there is no such file/);
  await refused(root, 'CONFIG_NOT_FOUND', /nor a directory with an offhook\.config\.ts/);
});

test('a file that does not load is CONFIG_NOT_FOUND with the reason', async (context) => {
  const root = await directory(context, {
    'syntax.mjs': 'export default {',
    'throws.mjs': 'throw new Error("my mistake");',
    'import.mjs': 'import "no-such-package-anywhere";',
  });
  await refused(join(root, 'syntax.mjs'), 'CONFIG_NOT_FOUND', /can not be loaded: /);
  await refused(join(root, 'throws.mjs'), 'CONFIG_NOT_FOUND', /can not be loaded: my mistake/);
  await refused(join(root, 'import.mjs'), 'CONFIG_NOT_FOUND', /no-such-package-anywhere/);
});

test('a config in a package of CommonJS is told how to be a module', async (context) => {
  const root = await directory(context, {
    'package.json': '{ "type": "commonjs" }',
    'offhook.config.ts': `${IMPORT} export default defineAgent({ name: 'x', instructions: 'x' });`,
    'exports.js': 'export default 1;',
  });
  await refused(root, 'CONFIG_NOT_FOUND', /offhook\.config\.ts: can not be loaded.*"type": "module".*\.mts/);
  await refused(join(root, 'exports.js'), 'CONFIG_NOT_FOUND', /"type": "module"/);
});

test('a field that does not fit is CONFIG_INVALID with the file and the field', async (context) => {
  const root = await directory(context, {
    'field.mjs': `${IMPORT} export default defineAgent({ name: 'x', instructions: 'x', bargeIn: 'loud' });`,
    'nothing.mjs': 'export const other = 1;',
    'plain.mjs': 'export default { name: "x" };',
    'prompt.mjs': `${IMPORT} export default defineAgent({ name: 'x', instructions: { file: 'gone.md' } });`,
    'blank.mjs': `${IMPORT} export default defineAgent({ name: 'x', instructions: { file: 'blank.md' } });`,
    'blank.md': ' \n',
  });
  await refused(join(root, 'field.mjs'), 'CONFIG_INVALID', /bargeIn: must be one of/);
  await refused(join(root, 'nothing.mjs'), 'CONFIG_INVALID', /must export what defineAgent/);
  await refused(join(root, 'plain.mjs'), 'CONFIG_INVALID', /must export what defineAgent/);
  await refused(join(root, 'prompt.mjs'), 'CONFIG_INVALID', /instructions\.file: can not be read.*gone\.md/);
  await refused(join(root, 'blank.mjs'), 'CONFIG_INVALID', /instructions\.file: is empty/);
});
