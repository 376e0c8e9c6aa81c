// Installs what package-lock.json names when it is not installed yet. Plain JavaScript: it runs on any Node from 18 on.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const stamp = `${root}node_modules/.offhook-installed`;
const wanted = createHash('sha256')
  .update(readFileSync(`${root}package-lock.json`))
  .digest('hex');
const installed = existsSync(stamp) ? readFileSync(stamp, 'utf8') : '';

if (installed !== wanted || !existsSync(`${root}node_modules/.bin/node`)) {
  console.log('Installing what is missing (once, and again when package-lock.json changes) …');
  // The pinned Node comes with the packages: that this npm runs on an older one is expected, not worth a page of warnings.
  const npm = spawnSync('npm', ['ci', '--loglevel=error', '--no-progress'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) {
    console.error('npm ci failed. Offhook needs npm 10 or newer and the npm registry; see the lines above.');
    process.exit(npm.status ?? 1);
  }
  writeFileSync(stamp, wanted);
}
