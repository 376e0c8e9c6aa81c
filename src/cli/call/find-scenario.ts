// Find scenario: by the name of a shipped one, or by a file.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { assert } from '../../base/assert.ts';
import { readScenario, type ScenarioRead } from './scenario.ts';

/** How many folders up the package's root is looked for, from `src/` as from `dist/`. */
const PARENTS_MAX = 8;

/** The names of the scenarios that come with Offhook. */
export function scenarioNames(): readonly string[] {
  return namesIn(folder());
}

/** The names of those that are played on the phones of a rehearsal, e.g. `phones/person`. */
function phoneScenarioNames(): readonly string[] {
  return namesIn(new URL('phones/', folder())).map((name) => `phones/${name}`);
}

function namesIn(directory: URL): readonly string[] {
  return readdirSync(directory)
    .filter((file) => file.endsWith('.txt'))
    .map((file) => file.slice(0, -'.txt'.length))
    .toSorted();
}

/** The steps of the shipped scenario of this name, else of the file of this path. */
export function findScenario(nameOrPath: string): ScenarioRead {
  const shipped = [...scenarioNames(), ...phoneScenarioNames()].includes(nameOrPath);
  const path = shipped ? fileURLToPath(new URL(`${nameOrPath}.txt`, folder())) : nameOrPath;
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    const names = scenarioNames().join(', ');
    return {
      ok: false,
      problem: `There is no scenario "${nameOrPath}", nor a file of that path. There are: ${names}.`,
    };
  }
  const read = readScenario(text);
  return read.ok ? read : { ok: false, problem: `Scenario ${nameOrPath}: ${read.problem}` };
}

function folder(): URL {
  const candidates = Array.from(
    { length: PARENTS_MAX },
    (_, up) => new URL(`${'../'.repeat(up)}assets/scenarios/`, import.meta.url),
  );
  const found = candidates.find((candidate) => existsSync(new URL('hours.txt', candidate)));
  assert(found !== undefined, 'the package has its assets/scenarios');
  return found;
}
