// The public names and their types are what they were: who imports them must not be surprised.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { compile } from '../house/compiler.ts';
import { matchesGolden } from './golden-file.ts';

const REEXPORT = /^export (?:type )?\{([^}]*)\} from '([^']+)';$/gm;

/** Each public name of a module of the library with its declaration, in the order of the names. */
function publicNames(index: string): string {
  const text = readFileSync(index, 'utf8');
  assert.equal(
    text
      .replaceAll(REEXPORT, '')
      .replace(/^import '[./]+base\/node-version\.ts';$/m, '')
      .replaceAll(/^\/\/.*$/gm, '')
      .trim(),
    '',
    'names are listed one by one',
  );
  return namesIn(text)
    .toSorted((one, other) => one.as.localeCompare(other.as, 'en'))
    .map(({ name, as, from }) => (name === as ? '' : `// as ${as}\n`) + declaration(index, name, from))
    .join('\n');
}

interface PassedOn {
  readonly name: string;
  /** Its public name. */
  readonly as: string;
  readonly from: string;
}

/** The names that a module passes on, and where it has them from. */
function namesIn(text: string): readonly PassedOn[] {
  return [...text.matchAll(REEXPORT)].flatMap(([, names = '', from = '']) =>
    names
      .split(',')
      .map((one) => one.trim().replace(/^type /, ''))
      .filter((name) => name !== '')
      .map((one) => {
        const [name = '', as = name] = one.split(' as ');
        return { name, as, from };
      }),
  );
}

/** The declaration of a name, without comments, wherever it comes from. */
function declaration(importer: string, name: string, from: string): string {
  if (!from.startsWith('.')) return `export { ${name} } from '${from}';`;
  const path = join(dirname(importer), from.replace(/\.ts$/, '.d.ts'));
  const text = readFileSync(path, 'utf8')
    .replaceAll(/\/\*[^]*?\*\//g, '')
    .replaceAll(/^\s*\n/gm, '');
  // In declaration files a declaration ends where a line begins the next.
  const declared = String.raw`^export (?:declare )?(?:abstract )?\w+ ${name}\b[^]*?(?=^\w|$(?![^]))`;
  const found = new RegExp(declared, 'm').exec(text)?.[0];
  if (found !== undefined) return found.trimEnd();
  const passedOn = namesIn(text).find((one) => one.name === name);
  assert.ok(passedOn !== undefined, `${from} declares ${name}, or passes it on`);
  return declaration(path, name, passedOn.from);
}

test('the public API is as recorded; OFFHOOK_RECORD_GOLDEN=1 records it anew', async (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'offhook-declarations-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  compile('-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', folder);
  const text = ['index.d.ts', 'testing/index.d.ts', 'openai-agents/index.d.ts']
    .map((module) => `// ${module.replace('.d.ts', '.ts')}\n${publicNames(join(folder, module))}\n`)
    .join('\n');
  await matchesGolden('api.golden.txt', text);
});
