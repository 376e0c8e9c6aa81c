// The documentation holds: its links lead somewhere, and its examples compile.
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { compile } from './compiler.ts';
import { anchorsOf, examplesOf, linksOf, PAGES, pathsOf, type Page } from './pages.ts';
import { ROOT } from './source-files.ts';

/** What is wrong with a link of a page; null when it leads somewhere, or out of the repository. */
function linkFault(page: Page, address: string): string | null {
  if (/^[a-z]+:/i.test(address)) return null;
  const [file = '', anchor] = address.split('#', 2);
  const path = file === '' ? page.path : join(dirname(page.path), file);
  if (!existsSync(ROOT + path)) return `${page.path}: ${address} leads nowhere`;
  const target = PAGES.find((one) => one.path === path.replaceAll('\\', '/'));
  if (anchor === undefined || target === undefined || anchorsOf(target).includes(anchor)) return null;
  return `${page.path}: ${address} has no such heading`;
}

test('every link within the documentation leads to a file, and to a heading of it', () => {
  const faults = PAGES.flatMap((page) => linksOf(page).map((address) => linkFault(page, address)));
  assert.deepEqual(
    faults.filter((fault) => fault !== null),
    [],
  );
});

test('every path that the documentation names is there', () => {
  const faults = PAGES.flatMap((page) =>
    pathsOf(page)
      .filter((path) => !existsSync(ROOT + path))
      .map((path) => `${page.path}: there is no ${path}`),
  );
  assert.deepEqual(faults, []);
});

test('ARCHITECTURE.md names each part of a conversation', () => {
  const parts = readFileSync(`${ROOT}src/call/conversation-parts.ts`, 'utf8');
  const [, listed = ''] = /interface ConversationParts \{([^]*?)\n\}/.exec(parts) ?? [];
  const page = readFileSync(`${ROOT}ARCHITECTURE.md`, 'utf8');
  assert.deepEqual(
    [...page.matchAll(/^\| `([a-zA-Z]+)` +\| `src\//gm)]
      .map(([, name = '']) => name)
      .toSorted((one, other) => one.localeCompare(other)),
    [...listed.matchAll(/readonly (\w+):/g)]
      .map(([, name = '']) => name)
      .toSorted((one, other) => one.localeCompare(other)),
  );
});

test('a link that leads nowhere is found', () => {
  const page: Page = {
    path: 'docs/a.md',
    text: '# One, two\n[a](b.md) [c](../package.json) [d](#one-two) [e](#no)',
  };
  const faults = linksOf(page).map((address) => address.startsWith('#') || linkFault(page, address));
  assert.deepEqual(faults, ['docs/a.md: b.md leads nowhere', null, true, true]);
  assert.deepEqual(anchorsOf(page), ['one-two']);
});

test('every example that imports offhook compiles', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-examples-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const where = new Map<string, string>();
  for (const page of PAGES) {
    for (const { language, code, line } of examplesOf(page)) {
      if (language !== 'ts' || !/from 'offhook(?:\/[\w-]+)?'/.test(code)) continue;
      const name = `example-${where.size + 1}.ts`;
      where.set(name, `${page.path}:${line}`);
      writeFileSync(join(folder, name), code);
    }
  }
  assert.ok(where.size > 0);
  const config = {
    extends: `${ROOT}tsconfig.json`,
    compilerOptions: {
      paths: {
        offhook: [`${ROOT}src/index.ts`],
        'offhook/testing': [`${ROOT}src/testing/index.ts`],
        'offhook/openai-agents': [`${ROOT}src/openai-agents/index.ts`],
      },
      typeRoots: [`${ROOT}node_modules/@types`],
      // Examples show one thing at a time.
      noUnusedLocals: false,
      noUnusedParameters: false,
    },
    include: ['*.ts'],
  };
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  symlinkSync(`${ROOT}node_modules`, join(folder, 'node_modules'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
  const faults = compile('-p', folder)
    .split('\n')
    .filter((line) => /example-\d+\.ts\(/.test(line))
    .map((line) => line.replace(/^.*?(example-\d+\.ts)/, (_, name: string) => `${where.get(name)} `));
  assert.deepEqual(faults, []);
});
