// Carriers that a user brings: taken from a config or given, and refused by the path of what does not fit.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { OffhookError } from '../base/errors.ts';
import { sipBridgeSpec } from '../carriers/envelope/specs/sip-bridge.ts';
import type { StraightCarrier } from '../carriers/envelope/straight-door.ts';
import { loadCarriers, ownDoors } from './own-carriers.ts';

const spec = { ...sipBridgeSpec(), name: 'our-gateway' };
const secrets = ['a-secret'];

function faultOf(...carriers: readonly unknown[]): string {
  try {
    ownDoors(carriers as readonly StraightCarrier[], ownDoors([{ spec: sipBridgeSpec(), secrets }], []));
  } catch (error) {
    assert.ok(error instanceof OffhookError);
    return `${error.code} ${error.message}`;
  }
  return '';
}

test('a carrier of one’s own has a door by its name', () => {
  const [door] = ownDoors([{ spec, secrets }], []);
  assert.equal(door?.name, 'our-gateway');
  assert.equal(door.mediaPath, '/our-gateway/media');
  assert.deepEqual(
    door.webhooks.map(({ path }) => path),
    ['incoming', 'after-stream', 'after-dial', 'status'].map((what) => `/our-gateway/${what}`),
  );
});

test('what does not fit is named by its path', () => {
  for (const [carrier, expected] of [
    [null, /^CONFIG_INVALID carriers\[0\]: must be an object/],
    [{ secrets }, /^CONFIG_INVALID carriers\[0\]\.spec: is missing/],
    [{ spec }, /^CONFIG_INVALID carriers\[0\]\.secrets: must be a list/],
    [{ spec, secrets: [] }, /^CONFIG_INVALID carriers\[0\]\.secrets: must be a list/],
    [{ spec, secrets: ['a', undefined] }, /^CONFIG_INVALID carriers\[0\]\.secrets\[1\]: must be text/],
    [{ spec: sipBridgeSpec(), secrets }, /^CONFIG_INVALID carriers\[0\]\.spec\.name: there is another/],
    [{ spec: { ...spec, name: 'Our' }, secrets }, /^ENVELOPE_INVALID [^]*name: must be kebab-case/],
    [{ spec: 7, secrets }, /^ENVELOPE_INVALID /],
  ] as const)
    assert.match(faultOf(carrier), expected);
  assert.match(faultOf({ spec, secrets }, { spec, secrets }), /carriers\[1\]\.spec\.name: there is another/);
});

test('a config’s carriers are read by their name, and its file stands before what is wrong', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'offhook-carriers-'));
  try {
    const write = async (name: string, text: string) => {
      const path = join(folder, name);
      await writeFile(path, text);
      return path;
    };
    const none = await write('none.mjs', 'export default 1;');
    assert.deepEqual(await loadCarriers(none), []);
    const carriers = JSON.stringify([{ spec, secrets }]);
    const one = await write('one.mjs', `export const carriers = ${carriers};`);
    assert.equal((await loadCarriers(one))[0]?.spec.name, 'our-gateway');
    const wrong = await write('wrong.mjs', 'export const carriers = [{}];');
    await assert.rejects(loadCarriers(wrong), /wrong\.mjs: carriers\[0\]\.spec: is missing/);
    const list = await write('list.mjs', 'export const carriers = {};');
    await assert.rejects(loadCarriers(list), /list\.mjs: carriers: must be a list/);
  } finally {
    await rm(folder, { recursive: true });
  }
});
