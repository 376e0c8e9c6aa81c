// Runs every test: `npm test`, or `npm test -- src/nodes` for the tests below a path.
import { spawnSync } from 'node:child_process';

/** Everything in virtual time, in one process: it only computes. */
const COMPUTED = ['src/**/*.test.ts', 'test/!(e2e)/**/*.test.ts', 'examples/**/*.test.ts'];
/** Real sockets and real time, a process a file: they mostly wait, so they wait side by side. */
const WAITING = ['test/e2e/*.test.ts'];

const paths = process.argv.slice(2);
const globs = paths.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.test.ts`));
const runs =
  globs.length > 0
    ? [run(['--test-isolation=none'], globs)]
    : [run(['--test-isolation=none'], COMPUTED), run(['--test-concurrency=4'], WAITING)];
process.exit(runs.find((status) => status !== 0) ?? 0);

function run(options, files) {
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=offhook-source', '--disable-warning=ExperimentalWarning', '--test', ...options, ...files],
    { stdio: 'inherit' },
  );
  return status ?? 1;
}
