// A server for one call: it rehearses a pipeline on this machine, answers, and leaves nothing behind.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { loadConfig } from '../../src/agent/load-config.ts';
import { rehearsed, startOwnServer } from '../../src/cli/call/own-server.ts';
import { HUMAN_NUMBER } from '../../src/cli/rehearsal/phones.ts';
import { startRehearsal } from '../../src/cli/rehearsal.ts';
import { sameFormat } from '../../src/media/audio.ts';
import { readSettings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

test('a server of its own is ready to be called, with all that it needs, and is gone afterwards', async () => {
  const given = readSettings({ PORT: '5050', OFFHOOK_API_KEY: 'secret' });
  const server = await startOwnServer({
    agent: rehearsed(await loadConfig('examples/front-desk'), 'cascading'),
    given,
    rehearses: 'cascading',
  });
  const health = await fetch(`${server.url}/healthz`);
  assert.equal(health.status, 200);
  const { dataDir, humanTransferNumber } = server.settings;
  assert.ok(existsSync(dataDir));
  assert.equal(
    humanTransferNumber,
    HUMAN_NUMBER,
    'as in every rehearsal, somebody is there who takes the caller',
  );
  await server[Symbol.asyncDispose]();
  assert.ok(!existsSync(dataDir));
  await assert.rejects(fetch(`${server.url}/healthz`));
});

test('a rehearsed cascade is given what a phone carries, for its ear knows nothing else', async () => {
  const rehearsal = await startRehearsal(realWorld(memoryLog().log), 'cascading');
  assert.ok(rehearsal.model.formats.every((format) => sameFormat(format, { encoding: 'pcmu' })));
  await rehearsal[Symbol.asyncDispose]();
});
