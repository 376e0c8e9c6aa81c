// Every door of a server, held to what holds for all: no request breaks it, none without proof gets in, and no paths clash.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import * as fc from 'fast-check';
import { defineAgent } from '../agent/define-agent.ts';
import { readyAgent } from '../agent/ready-agent.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { carrierDoors } from './carrier-doors.ts';
import { localToken } from './local-token.ts';
import { readSettings } from './settings.ts';

const dataDir = mkdtempSync(join(tmpdir(), 'offhook-doors-'));
after(() => rmSync(dataDir, { recursive: true }));
const agent = await readyAgent(defineAgent({ name: 'desk', instructions: 'You answer.' }), '.');
const doors = carrierDoors(simulatedWorld(), agent, readSettings({ DATA_DIR: dataDir }));
const proofs = ['', `Basic ${Buffer.from(`u:${localToken(dataDir)}`).toString('base64')}`];

test('names, webhooks and media paths of all doors differ', () => {
  const names = doors.map(({ name }) => name);
  assert.equal(new Set(names).size, names.length);
  const paths = doors.flatMap(({ webhooks, mediaPath }) => [mediaPath, ...webhooks.map(({ path }) => path)]);
  assert.equal(new Set(paths).size, paths.length);
  for (const path of paths) assert.match(path, /^(\/[a-z-]+)+$/);
});

test('no request whatever breaks a door, and none without proof gets in', () => {
  const text = fc.oneof(
    fc.string(),
    fc.json(),
    fc.webQueryParameters(),
    fc.constantFrom('callId=c', 'CallSid=c', '{"call_sid":"c"}', '{"callId":1}', 'CallUUID=c'),
  );
  const header = fc.constantFrom('', 'application/json', 'application/x-www-form-urlencoded');
  fc.assert(
    fc.property(
      fc.constantFrom(...doors),
      text,
      text,
      header,
      fc.constantFrom(...proofs),
      (door, body, query, type, authorization) => {
        for (const webhook of door.webhooks) {
          const headers = { authorization, 'content-type': type };
          const request = {
            method: webhook.method ?? 'POST',
            origins: ['https://voice.example.com'],
            body,
            headers,
          };
          const reading = webhook.read({ ...request, target: `${webhook.path}?${query}` });
          if (authorization === '') assert.equal(reading.ok, false);
          door.upgradeFault({ ...request, target: `${door.mediaPath}?${query}` });
        }
      },
    ),
    { numRuns: 300 },
  );
});
