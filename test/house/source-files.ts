// Source files: every TypeScript file of the house, read once, for the tests that hold it to its rules.
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { blanked, type Blanked } from './blanked.ts';

/** One file as the rules see it. */
export interface SourceFile extends Blanked {
  /** From the root of the repository, e.g. `src/base/time.ts`. */
  readonly path: string;
  readonly text: string;
}

/** The root of the repository, with a slash at its end. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const TREES = ['src', 'test', 'examples', 'scripts', 'bench'];

/** A file that need not exist, for a rule to be tried on. */
export function sourceFile(path: string, text: string): SourceFile {
  return { path, text, ...blanked(text) };
}

/** Files below `folder` of the root whose names end with `ending`, sorted. None where there is no such folder. */
export function filesBelow(folder: string, ending: string): readonly string[] {
  let entries: readonly string[];
  try {
    entries = readdirSync(ROOT + folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return [];
  }
  return entries
    .filter((entry) => entry.endsWith(ending) && !entry.includes('node_modules'))
    .map((entry) => `${folder}/${entry.replaceAll('\\', '/')}`)
    .toSorted();
}

/** The sources, all of them. */
export const SOURCES: readonly SourceFile[] = TREES.flatMap((tree) => filesBelow(tree, '.ts')).map((path) =>
  sourceFile(path, readFileSync(ROOT + path, 'utf8')),
);

/** True for tests and for what only tests need. */
export function isTest(path: string): boolean {
  return path.endsWith('.test.ts') || path.startsWith('test/');
}
