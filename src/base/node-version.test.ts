// Node's version: what is too old is refused in words that say where to get another.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { checkNode, NODE_VERSION_MIN } from './node-version.ts';

test('a Node older than is needed is refused, and told which one is and how to get it', () => {
  for (const version of ['18.20.4', '20.20.2', '22.9.0', '22.17.1'])
    assert.throws(() => checkNode(version), {
      code: 'NODE_TOO_OLD',
      message: new RegExp(`^Offhook needs Node 22\\.18\\.0 or newer, and this is ${version}: .*nodejs\\.org`),
    });
});

test('the Node that is needed and every later one is taken', () => {
  for (const version of [
    NODE_VERSION_MIN,
    '22.18.1',
    '22.20.0',
    '24.0.0',
    '24.21.0',
    '26.0.0-nightly20261121',
  ])
    assert.doesNotThrow(() => checkNode(version));
});

test('package.json asks for the same Node', () => {
  const { engines } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as {
    engines: { node: string };
  };
  assert.equal(`${engines.node}.0`, `>=${NODE_VERSION_MIN}`);
});
