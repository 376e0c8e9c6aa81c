// A server is killed while it still owes something to the call that has ended: the next one archives it and tells the business.
import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { WebhookBody } from '../../src/server/webhooks/deliver-webhook.ts';
import { localToken } from '../../src/server/local-token.ts';
import { signWebhook } from '../../src/server/webhooks/sign-webhook.ts';
import { pinoLog } from '../../src/server/world/pino-log.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { openStore } from '../../src/store/open-store.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';

const SECRET = Buffer.alloc(32, 9);

/** A server of its own process, on a free port. */
async function startServer(
  dataDir: string,
  webhookUrl: string,
): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(
    process.execPath,
    ['--conditions=offhook-source', 'src/cli/main.ts', 'start', '--config', 'examples/front-desk'],
    {
      env: {
        ...process.env,
        PORT: '0',
        DATA_DIR: dataDir,
        OPENAI_API_KEY: '',
        LOG_LEVEL: 'error',
        WEBHOOK_URL: webhookUrl,
        WEBHOOK_SECRET: `whsec_${SECRET.toString('base64')}`,
        ARCHIVE_KEY: SECRET.toString('base64'),
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  let said = '';
  for await (const text of child.stdout.setEncoding('utf8')) {
    said += text;
    const url = /Listens\s+(http:\/\/127\.0\.0\.1:\d+)/.exec(said)?.[1];
    if (url !== undefined) return { child, url };
  }
  throw new Error(`the server did not start: ${said}`);
}

/** The business: refuses everything until it is told to take it, and then only what is signed. */
async function business() {
  const got: WebhookBody[] = [];
  let refused = 0;
  let takes = false;
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      const { 'webhook-id': id, 'webhook-timestamp': timestamp } = request.headers;
      const proof = signWebhook([SECRET], String(id), Number(timestamp), body);
      assert.equal(request.headers['webhook-signature'], proof['webhook-signature']);
      if (takes) got.push(JSON.parse(body) as WebhookBody);
      else refused += 1;
      response.writeHead(takes ? 204 : 503).end();
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hooks`,
    got,
    refused: () => refused,
    open: () => void (takes = true),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function eventually(done: () => boolean | Promise<boolean>, what: string): Promise<void> {
  for (let tries = 0; tries < 400; tries += 1) {
    if (await done()) return;
    await wait(100);
  }
  assert.fail(`it did not come to pass: ${what}`);
}

test('what a killed server owed to an ended call is done by the next one', { timeout: 120_000 }, async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'offhook-owed-'));
  const hooks = await business();
  const first = await startServer(dataDir, hooks.url);
  let second: ChildProcess | null = null;
  try {
    const world = realWorld(pinoLog('error'));
    const twilio = twilioEmulator(world, { accountSid: 'AC0001', authToken: localToken(dataDir) });
    const call = twilio.call({
      webhookUrl: `${first.url}/twilio/incoming`,
      statusCallbackUrl: `${first.url}/twilio/status`,
      from: '+12125550100',
      to: '+14155550199',
      fromState: 'TX',
    });
    assert.ok(await call.until(() => call.heardBytes > 8 * 3000), 'the agent speaks');
    call.hangUp();
    await call.ended;
    await eventually(() => hooks.refused() >= 3, 'ringing, started and ended are told, and refused');
    first.child.kill('SIGKILL');
    await once(first.child, 'exit');
    hooks.open();
    const next = await startServer(dataDir, hooks.url);
    second = next.child;
    const types = (): string[] => hooks.got.map(({ type }) => type).toSorted();
    await eventually(() => types().includes('call.ended') && types().includes('call.started'), 'it is told');
    const data = hooks.got.find(({ type }) => type === 'call.ended')?.data;
    const ended = data !== undefined && 'call' in data ? data.call : null;
    assert.ok(ended !== null);
    assert.equal(ended.outcome?.reason, 'caller-hangup');
    const list = async () =>
      (await (await fetch(`${next.url}/api/calls/${ended.id}/archive`)).json()) as {
        files: { name: string }[];
      };
    await eventually(async () => (await list()).files.length >= 5, 'it is archived');
    const text = await (await fetch(`${next.url}/api/calls/${ended.id}/archive/transcript.txt`)).text();
    assert.match(text, /Agent: /);
    if (ended.recording !== null) {
      await eventually(
        () => !existsSync(join(dataDir, ended.recording?.path ?? '')),
        'no plain copy is left',
      );
      const sound = await (await fetch(`${next.url}/api/calls/${ended.id}/recording`)).arrayBuffer();
      assert.equal(sound.byteLength, ended.recording.bytes);
    }
    await using store = await openStore({ databaseUrl: null, dataDir });
    await eventually(async () => (await store.jobs.list({ limit: 10 })).length === 0, 'nothing is owed');
  } finally {
    first.child.kill('SIGKILL');
    second?.kill('SIGKILL');
    hooks.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
});
