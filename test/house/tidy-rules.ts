// Tidy rules: what every source of the house keeps to, each with an example of a file that breaks it.
import { importsOf, lineOf } from './imports.ts';
import { isTest, type SourceFile } from './source-files.ts';

/** One rule. */
export interface TidyRule {
  /** A sentence that is true of a tidy house. */
  readonly title: string;
  /** A file that breaks the rule, at its last line that is not empty. */
  readonly broken: { readonly path: string; readonly text: string };
  /** The lines that break it. */
  readonly find: (file: SourceFile) => readonly number[];
}

const LINES_MAX = 300;

/** Names that say nothing of what a thing is for. */
const EMPTY_WORDS = ['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'service', 'impl', 'misc'];

/** Names of exports, where they are declared. */
const DECLARED =
  /^export (?:declare )?(?:abstract )?(?:async )?(?:function\*?|class|interface|type|const) (\w+)/gm;

function matches(text: string, pattern: RegExp, file: SourceFile): readonly number[] {
  return [...text.matchAll(pattern)].map((found) => lineOf(file.text, found.index));
}

function words(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z\d])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
}

export const TIDY_RULES: readonly TidyRule[] = [
  {
    title: 'each file begins with a line that says what it is for',
    broken: { path: 'src/a.ts', text: 'export {};' },
    find: ({ text }) => (/^(?:#!.*\n)?\/\/ \S+ \S/.test(text) ? [] : [1]),
  },
  {
    title: 'file names are kebab-case',
    broken: { path: 'src/liveCall.ts', text: '// A file.' },
    find: ({ path }) => (/^(?:[a-z\d-]+\/)+[a-z\d]+(?:[-.][a-z\d]+)*\.ts$/.test(path) ? [] : [1]),
  },
  {
    title: 'no file, and no export, has a name that says nothing',
    broken: { path: 'src/a.ts', text: '// A file.\nexport class CallManager {}' },
    find: (file) => {
      const empty = (name: string): boolean =>
        words(name).some((word) => EMPTY_WORDS.includes(word)) ||
        (words(name)[0] === 'base' && words(name).length > 1);
      const name = file.path.slice(file.path.lastIndexOf('/') + 1);
      const exports = [...file.code.matchAll(DECLARED)].filter(([, exported = '']) => empty(exported));
      return [...(empty(name) ? [1] : []), ...exports.map(({ index }) => lineOf(file.text, index))];
    },
  },
  {
    title: 'nothing is exported by default, but a config',
    broken: { path: 'src/a.ts', text: '// A file.\nexport default 1;' },
    find: (file) =>
      file.path.endsWith('.config.ts') ? [] : matches(file.code, /\bexport default\b|\bas default\b/g, file),
  },
  {
    title: 'nothing has the type any',
    broken: { path: 'src/a.ts', text: '// A file.\nconst a: any = 1;' },
    find: (file) => matches(file.code, /(?<![.\w$])any\b(?!\s*[:(.])/g, file),
  },
  {
    title: 'nothing is left for later',
    broken: { path: 'src/a.ts', text: '// A file.\n// TO\u0044O: the rest' },
    find: (file) => matches(file.text, /\b(?:TO[D]O|FIX[M]E|XX[X])\b/g, file),
  },
  {
    title: 'no test is left out, but by skipUnless',
    broken: { path: 'src/a.test.ts', text: "// A test.\ntest.skip('it works', () => {});" },
    find: (file) =>
      // The test of skipUnless has to write down what it returns.
      file.path === 'src/testing/skip.test.ts' || !/\.test\.ts$|-contract\.ts$/.test(file.path)
        ? []
        : matches(
            file.code,
            /\b(?:test|it|describe|suite|context|t)\.(?:only|skip|todo)\b|[{,]\s*(?:only|skip|todo):/g,
            file,
          ),
  },
  {
    title: 'no test sleeps',
    broken: { path: 'src/a.test.ts', text: "// A test.\nimport { setTimeout } from 'node:timers/promises';" },
    find: (file) =>
      // On real sockets there is a real time to wait for.
      !isTest(file.path) || file.path.startsWith('test/e2e/')
        ? []
        : [
            ...matches(file.code, /(?<![.\w$])setTimeout\s*\(|\bAtomics\.wait\b/g, file),
            ...importsOf(file)
              .filter(({ from }) => /^(?:node:)?timers/.test(from))
              .map(({ line }) => line),
          ],
  },
  {
    title: `no file has more than ${LINES_MAX} lines`,
    broken: { path: 'src/a.ts', text: `// A file.${'\n'.repeat(LINES_MAX)}1` },
    find: ({ text }) => (text.trimEnd().split('\n').length > LINES_MAX ? [LINES_MAX + 1] : []),
  },
  {
    title: 'test names are sentences in the present tense',
    broken: { path: 'src/a.test.ts', text: "// A test.\ntest('should work', () => {});" },
    find: (file) =>
      [...file.code.matchAll(/(?<![.\w$])(?:test|it)\(\s*(['"`])/g)]
        .filter((found) => {
          const begin = found.index + found[0].length;
          const title = file.text.slice(begin, file.text.indexOf(found[1] ?? '', begin));
          return (
            /\b(?:should|shall|works)\b/i.test(title) ||
            (!title.includes('${') && title.trim().split(/\s+/).length < 3)
          );
        })
        .map(({ index }) => lineOf(file.text, index)),
  },
  {
    title: 'each export of src says what it promises',
    broken: { path: 'src/a.ts', text: '// A file.\nexport const a = 1;' },
    find: (file) =>
      !file.path.startsWith('src/') || isTest(file.path)
        ? []
        : [...file.code.matchAll(DECLARED)]
            .filter(({ index }) => !/\*\/\s*$/.test(withoutLintNotes(file.text.slice(0, index))))
            .map(({ index }) => lineOf(file.text, index)),
  },
];

/** What stands before a declaration, without the lines between it and its comment that only lint reads. */
function withoutLintNotes(before: string): string {
  return before.replace(/(?:^\/\/.*\n)+$/m, '');
}
