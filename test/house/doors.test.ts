// The outside comes in through doors only, and each door that is listed is used.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  EFFECT_DOORS,
  ENVIRONMENT_DOORS,
  isBelow,
  MODULE_DOORS,
  opens,
  PURE_BUILTINS,
  type Door,
} from './doors.ts';
import { importsOf, lineOf } from './imports.ts';
import { sourceFile, SOURCES, type SourceFile } from './source-files.ts';

interface Use {
  readonly what: string;
  readonly line: number;
}

const EFFECTS =
  /(?<![\w$.#])(Date\.now|performance\.now|performance\.timeOrigin|process\.hrtime|Math\.random|AbortSignal\.timeout)\b|(?<![\w$.#])(setTimeout|setInterval|setImmediate|clearTimeout|randomUUID|randomBytes|randomInt|getRandomValues|fetch|WebSocket|EventSource)(?=\s*\()|(new Date\(\))/g;

/** The command line and everything that is no part of the library may do what it likes; tests may too. */
const HELD = SOURCES.filter(
  ({ path }) => path.startsWith('src/') && !path.startsWith('src/cli/') && !path.endsWith('.test.ts'),
);

function effects(file: SourceFile): readonly Use[] {
  return [...file.code.matchAll(EFFECTS)]
    .filter((found) => !isDefined(file.code, found.index))
    .map((found) => ({
      what: found[1] ?? found[2] ?? found[3] ?? '',
      line: lineOf(file.text, found.index),
    }));
}

/** A method of the same name that is being defined, not called. */
function isDefined(code: string, index: number): boolean {
  return /(?:async|function)\s+$/.test(code.slice(0, index));
}

function environment(file: SourceFile): readonly Use[] {
  return [...file.code.matchAll(/\bprocess\s*\.\s*env\b|\{[^{}]*\benv\b[^{}]*\}\s*=\s*process\b/g)].map(
    ({ index }) => ({ what: 'process.env', line: lineOf(file.text, index) }),
  );
}

function modules(file: SourceFile): readonly Use[] {
  return importsOf(file)
    .filter(({ from }) => !from.startsWith('.') && !PURE_BUILTINS.includes(from))
    .map(({ from, line }) => ({ what: from, line }));
}

const CHECKS: readonly (readonly [string, readonly Door[], (file: SourceFile) => readonly Use[]])[] = [
  ['modules that reach outside', MODULE_DOORS, modules],
  ['clock, timers, chance and sockets', EFFECT_DOORS, effects],
  ['the environment', ENVIRONMENT_DOORS, environment],
];

for (const [what, doors, usesOf] of CHECKS) {
  test(`${what}: used where a door says so, and nowhere else`, () => {
    const faults = HELD.flatMap((file) =>
      usesOf(file)
        .filter((use) => !opens(doors, file.path, use.what))
        .map((use) => `${file.path}:${use.line} uses ${use.what}`),
    );
    assert.deepEqual(faults, []);
  });

  test(`${what}: each door is used`, () => {
    const idle = doors.flatMap((door) =>
      door.uses
        .filter(
          (what) =>
            !HELD.some((file) => isBelow(file.path, door) && usesOf(file).some((use) => use.what === what)),
        )
        .map((use) => `${door.below} ${use}`),
    );
    assert.deepEqual(idle, []);
  });
}

test('each way to the outside is found in a file', () => {
  const whats = (text: string) => effects(sourceFile('src/a.ts', text)).map(({ what }) => what);
  assert.deepEqual(whats('const a = Date.now() + Math.random(); new Date();'), [
    'Date.now',
    'Math.random',
    'new Date()',
  ]);
  assert.deepEqual(whats('await fetch(url, { signal: AbortSignal.timeout(5) })'), [
    'fetch',
    'AbortSignal.timeout',
  ]);
  assert.deepEqual(whats('setTimeout(f, 5); new WebSocket(url); randomUUID();'), [
    'setTimeout',
    'WebSocket',
    'randomUUID',
  ]);
  assert.deepEqual(whats('// Date.now()\nthis.#webhooks.fetch(); new Date(wall); async fetch() {}'), []);
  assert.equal(environment(sourceFile('src/a.ts', 'process.env')).length, 1);
  assert.equal(environment(sourceFile('src/a.ts', 'const { env } = process;')).length, 1);
  assert.deepEqual(modules(sourceFile('src/a.ts', "import { x } from 'node:fs';\nawait import('pg');")), [
    { what: 'node:fs', line: 1 },
    { what: 'pg', line: 2 },
  ]);
});
