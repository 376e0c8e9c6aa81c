// A model sends a message of megabytes in the middle of a call: its socket is closed for it, and nothing else is.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { openaiModel } from '../../src/models/openai/openai-model.ts';
import { createServer } from '../../src/server/create-server.ts';
import { localToken } from '../../src/server/local-token.ts';
import { readSettings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { startRehearsalServer } from '../../src/testing/live/rehearsal-server.ts';
import { callerLine } from '../../src/testing/rehearsal/voice/caller-line.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

const MESSAGE_BYTES = 3 * 1024 * 1024;

/** The rehearsal model behind a wire that a test can put something onto. `sessions` are those of calls, in order. */
async function wire(target: string) {
  const sessions: { readonly near: WebSocket; closed: number | null }[] = [];
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0 });
  server.on('connection', (near, request) => {
    const session = { near, closed: null as number | null };
    sessions.push(session);
    const far = new WebSocket(`${target}${(request.url ?? '').replace(/^\/v1/, '')}`);
    const early: Buffer[] = [];
    near.on('message', (data) => {
      if (far.readyState === far.OPEN) far.send((data as Buffer).toString('utf8'));
      else early.push(data as Buffer);
    });
    far.on('open', () => {
      for (const data of early) far.send(data.toString('utf8'));
    });
    far.on('message', (data) => near.send((data as Buffer).toString('utf8')));
    near.on('error', () => {});
    far.on('error', () => {});
    near.on('close', (code) => {
      session.closed = code;
      far.close();
    });
    far.on('close', () => near.close());
  });
  await once(server, 'listening');
  const address = server.address();
  assert.ok(typeof address === 'object' && address !== null);
  return { url: `ws://127.0.0.1:${address.port}/v1`, sessions, close: () => server.close() };
}

test(
  "a model's message beyond the bound costs its session, and neither its call nor another",
  { timeout: 60_000 },
  async (t) => {
    const dataDir = mkdtempSync(join(tmpdir(), 'offhook-oversized-'));
    t.after(() => rmSync(dataDir, { recursive: true }));
    const { log, lines } = memoryLog();
    const world = realWorld(log);
    await using rehearsal = await startRehearsalServer({ world });
    const between = await wire(rehearsal.url);
    t.after(() => between.close());
    await using server = await createServer({
      agent: defineAgent({ name: 'desk', instructions: 'Be brief.', greeting: 'Hello.' }),
      settings: readSettings({ PORT: '0', DATA_DIR: dataDir }),
      model: openaiModel({ name: 'rehearsal', apiKey: null, baseUrl: between.url }),
      world,
      drainMsMax: 0,
    });
    const { url } = await server.listen();
    await server.rendered;
    const before = between.sessions.length;
    const twilio = twilioEmulator(world, { accountSid: 'AC0001', authToken: localToken(dataDir) });
    const ring = (from: string) =>
      twilio.call({
        webhookUrl: `${url}/twilio/incoming`,
        statusCallbackUrl: `${url}/twilio/status`,
        from,
        to: '+14155550199',
        fromState: 'TX',
      });
    const one = ring('+12125550101');
    assert.ok(await one.until(() => one.streamId !== null), 'the first call has its session first');
    const other = ring('+12125550102');
    const greeted = await Promise.all(
      [one, other].map((call) => call.until(() => call.heardBytes > 8 * 500 && call.quietMs > 300)),
    );
    assert.deepEqual(greeted, [true, true]);
    const [first, second] = between.sessions.slice(before);
    assert.ok(first !== undefined && second !== undefined);

    first.near.send(JSON.stringify({ type: 'unheard.of', padding: 'x'.repeat(MESSAGE_BYTES) }));
    assert.ok(await one.until(() => first.closed !== null && between.sessions.length === before + 3));
    assert.equal(first.closed, 1009);

    const answered = [one, other].map(async (call) => {
      const heard = call.heardBytes;
      await call.speak(callerLine('Hello.') ?? new Uint8Array());
      return await call.until(() => call.heardBytes > heard + 8 * 300);
    });
    assert.deepEqual(await Promise.all(answered), [true, true], 'the agent answers in both');
    assert.equal(second.closed, null);
    for (const call of [one, other]) {
      call.hangUp();
      await call.ended;
    }
    assert.deepEqual(
      lines.filter(({ level }) => level === 'error'),
      [],
    );
  },
);
