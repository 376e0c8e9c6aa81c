// Runs every test in one process: `npm test`, or `npm test -- src/nodes` for the tests below a path.
import { spawnSync } from 'node:child_process';

const paths = process.argv.slice(2);
const globs =
  paths.length > 0
    ? paths.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`))
    : ['src/**/*.test.ts', 'test/**/*.test.ts', 'examples/**/*.test.ts'];
const run = spawnSync(
  process.execPath,
  [
    '--conditions=offhook-source',
    '--disable-warning=ExperimentalWarning',
    '--test',
    '--test-isolation=none',
    ...globs,
  ],
  { stdio: 'inherit' },
);
process.exit(run.status ?? 1);
