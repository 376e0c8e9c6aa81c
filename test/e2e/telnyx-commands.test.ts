// Call Control over real sockets: events come in, commands go out, and a transfer finds its way back.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { telnyxPublicKey } from '../../src/carriers/telnyx/signature.ts';
import { startRehearsal } from '../../src/cli/rehearsal.ts';
import { createServer } from '../../src/server/create-server.ts';
import { readSettings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { telnyxEmulator } from '../../src/testing/telnyx/telnyx-emulator.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

const SEED = Buffer.alloc(32, 5).toString('base64');
const AGENT = defineAgent({
  name: 'front-desk',
  instructions: 'You answer for a clinic.',
  greeting: 'Hello.',
  phrases: { transferring: 'One moment.', transferFailed: 'Nobody is there.' },
});

test('a Call Control call is picked up, sent to a human who is busy, taken back and hung up', async () => {
  const { log, lines } = memoryLog();
  const world = realWorld(log);
  const dataDir = await mkdtemp(join(tmpdir(), 'offhook-telnyx-'));
  const emulator = telnyxEmulator(world, { apiKey: 'KEY1', seed: SEED });
  const rest = createHttpServer((request, response) => {
    const pieces: Buffer[] = [];
    request.on('data', (piece: Buffer) => pieces.push(piece));
    request.on('end', () => {
      const answer = emulator.restAnswer({
        method: 'POST',
        url: `http://rest${request.url}`,
        headers: { authorization: request.headers.authorization ?? '' },
        body: Buffer.concat(pieces).toString('utf8'),
        timeMsMax: 1000,
      });
      response.writeHead(answer.status, answer.headers).end(answer.body);
    });
  });
  await new Promise<void>((listening) => rest.listen(0, '127.0.0.1', listening));
  const settings = readSettings({
    PORT: '0',
    DATA_DIR: dataDir,
    TELNYX_API_KEY: 'KEY1',
    TELNYX_PUBLIC_KEY: telnyxPublicKey(SEED),
    TELNYX_BASE_URL: `http://127.0.0.1:${(rest.address() as AddressInfo).port}`,
  });
  const rehearsal = await startRehearsal(world);
  const server = await createServer({ agent: AGENT, settings, world, model: rehearsal.model, drainMsMax: 0 });
  try {
    const { url } = await server.listen();
    await server.rendered;
    const call = emulator.call({
      webhookUrl: `${url.replace('localhost', '127.0.0.1')}/telnyx/call-control`,
      from: '+14155550100',
      to: '+14155550199',
      application: 'call-control',
      human: () => ({ status: 'busy', afterMs: 300 }),
    });
    assert.ok(await call.until(() => call.heardBytes > 0 && call.quietMs > 300));
    server.switchboard.transfer(call.carrierCallId, { to: '+14155550123' });
    assert.ok(await call.until(() => call.record.streams.length === 2 && call.playing));
    server.switchboard.hangUp(call.carrierCallId);
    const ending = await call.ended;
    assert.equal(ending.by, 'document');
    assert.deepEqual(emulator.desks.get(call.carrierCallId)?.commands, [
      'answer',
      'transfer',
      'streaming_start',
      'hangup',
    ]);
    assert.deepEqual(
      lines.filter(({ event }) => event === 'carrier.command-failed' || event === 'webhook.refused'),
      [],
    );
    const view = await server.store.call(call.carrierCallId);
    assert.equal(view?.outcome?.reason, 'operator-hangup');
  } finally {
    await server.close();
    await rehearsal[Symbol.asyncDispose]();
    await new Promise((closed) => rest.close(closed));
    await rm(dataDir, { recursive: true });
  }
});
