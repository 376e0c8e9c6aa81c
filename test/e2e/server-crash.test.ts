// A server is killed in the middle of a call: another one takes the call over, and no word is lost.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { localToken } from '../../src/server/local-token.ts';
import { pinoLog } from '../../src/server/world/pino-log.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { openStore } from '../../src/store/open-store.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';

/** A server of its own process, on a free port. */
async function startServer(
  dataDir: string,
  publicUrl: string,
): Promise<{ child: ChildProcess; port: number }> {
  const child = spawn(
    process.execPath,
    ['--conditions=offhook-source', 'src/cli/main.ts', 'start', '--config', 'examples/front-desk'],
    {
      env: {
        ...process.env,
        PORT: '0',
        DATA_DIR: dataDir,
        PUBLIC_URL: publicUrl,
        OPENAI_API_KEY: '',
        LOG_LEVEL: 'error',
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text;
    const port = /Listens\s+http:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1];
    if (port !== undefined) return { child, port: Number(port) };
  }
  throw new Error(`the server did not start: ${said}`);
}

/** The address that stays while servers come and go, as a load balancer is. */
async function doorway() {
  let target = 0;
  const open = new Set<Socket>();
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1');
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy());
      one.on('close', () => (open.delete(one), other.destroy()));
    }
    near.pipe(far).pipe(near);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    url: `http://127.0.0.1:${port}`,
    leadTo: (to: number) => void (target = to),
    close() {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

test('a call whose server is killed goes on at another one', { timeout: 60_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'offhook-crash-'));
  const door = await doorway();
  const first = await startServer(dataDir, door.url);
  door.leadTo(first.port);
  const second = await startServer(dataDir, door.url);
  try {
    const world = realWorld(pinoLog('error'));
    const twilio = twilioEmulator(world, { accountSid: 'AC0001', authToken: localToken(dataDir) });
    const call = twilio.call({
      webhookUrl: `${door.url}/twilio/incoming`,
      statusCallbackUrl: `${door.url}/twilio/status`,
      from: '+12125550100',
      to: '+14155550199',
      fromState: 'TX',
    });
    assert.ok(await call.until(() => call.heardBytes > 8 * 1500), 'the agent speaks');
    door.leadTo(second.port);
    const before = call.heardBytes;
    first.child.kill('SIGKILL');
    assert.ok(await call.until(() => call.record.streams.length === 2), 'the carrier comes back');
    assert.ok(await call.until(() => call.heardBytes > before + 8 * 1000), 'the agent is back');
    call.hangUp();
    await call.ended;
    await using store = await openStore({ databaseUrl: null, dataDir });
    let view = await store.call(call.carrierCallId);
    while (view?.status !== 'ended') view = await store.call(call.carrierCallId);
    assert.equal(view.outcome?.reason, 'caller-hangup');
    const kinds = (await store.journal(view.id)).map(({ event }) => event.kind);
    assert.equal(kinds.filter((kind) => kind === 'stream.started').length, 2);
    assert.ok(
      view.transcript.some(({ text }) => text.includes('lost you')),
      JSON.stringify(view.transcript),
    );
  } finally {
    for (const { child } of [first, second]) child.kill('SIGKILL');
    door.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
