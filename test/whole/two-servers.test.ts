// Two servers on one data directory: neither ends a call of the other, and what a dead one left is closed by the one that lives.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { defineAgent } from '../../src/agent/define-agent.ts';
import type { CallId } from '../../src/base/brand.ts';
import { viewOf } from '../../src/call/view-of.ts';
import { openaiModel } from '../../src/models/openai/openai-model.ts';
import { createServer } from '../../src/server/create-server.ts';
import { readSettings } from '../../src/server/settings.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';

const ID = 'call_1' as CallId;

test('a server leaves the calls of another alone, and closes them when that one is gone', async (t) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'offhook-two-'));
  t.after(() => rmSync(dataDir, { recursive: true }));
  const start = async () => {
    const world = simulatedWorld();
    const server = await createServer({
      agent: defineAgent({ name: 'shop', instructions: 'Be brief.' }),
      settings: readSettings({ DATA_DIR: dataDir }, ''),
      model: openaiModel({ name: 'gpt-realtime', apiKey: null, baseUrl: 'http://model.test' }),
      world,
    });
    return { world, server };
  };
  const first = await start();
  const record = {
    callId: ID,
    sequence: 1,
    atMs: 0,
    wall: first.world.clock.wall(),
    event: {
      kind: 'call.opened',
      carrier: 'twilio',
      carrierCallId: 'CA1',
      direction: 'inbound',
      from: '+14155550123',
      to: '+14155550100',
      agent: 'shop',
      model: 'gpt-realtime',
      variables: {},
    },
  } as const;
  await first.server.store.append([record]);
  await first.server.store.project(viewOf([record], () => null));

  const second = await start();
  t.after(() => second.server.close());
  await second.world.advance(3600_000);
  assert.equal((await second.server.store.call(ID))?.status, 'ringing');
  await first.server.close();
  await second.world.advance(600_000);
  assert.equal((await second.server.store.call(ID))?.outcome?.reason, 'internal-fault');
});
