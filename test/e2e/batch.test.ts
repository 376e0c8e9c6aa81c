// A whole batch over real sockets: the command as a process that is killed, interrupted and run again, a real server, an
// emulated Twilio with a phone for each number.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { test } from 'node:test';
import { defineAgent } from '../../src/agent/define-agent.ts';
import { startRehearsal } from '../../src/cli/rehearsal.ts';
import { createServer } from '../../src/server/create-server.ts';
import { readSettings } from '../../src/server/settings.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { callerLine } from '../../src/testing/rehearsal/voice/caller-line.ts';
import { person, type Callee } from '../../src/testing/telephone/callee.ts';
import { twilioEmulator } from '../../src/testing/twilio/twilio-emulator.ts';
import type { CarrierEmulator } from '../../src/testing/telephone/carrier-emulator.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';

const ACCOUNT = { accountSid: `AC${'0'.repeat(32)}`, authToken: 'a-token' };
const AGENT = defineAgent({ name: 'front-desk', instructions: 'You call for a clinic.' });

const [ADA, BUSY, NOBODY, GRACE, LISTED, ALAN] = [101, 102, 103, 104, 105, 106].map((n) => `+14155550${n}`);

/** Who says goodbye as soon as there is a line, and is bidden goodbye. */
const SAYS_GOODBYE = person(300, callerLine('goodbye') ?? undefined);

function calleeAt(to: string): Callee {
  if (to === BUSY) return { status: 'busy', afterMs: 200 };
  return to === NOBODY ? { status: 'failed', afterMs: 200, code: '404' } : SAYS_GOODBYE;
}

/** A server that calls by an emulated Twilio. */
async function startServer(directory: string) {
  const { log, lines } = memoryLog();
  const world = realWorld(log);
  let emulator: CarrierEmulator | null = null;
  const rest = createHttpServer((request, response) => {
    void text(request).then((body) => {
      const answer = emulator?.restAnswer({
        method: 'POST',
        url: `http://rest${request.url}`,
        headers: { authorization: request.headers.authorization ?? '' },
        body,
        timeMsMax: 1000,
      });
      response.writeHead(answer?.status ?? 500, answer?.headers).end(answer?.body);
    });
  });
  rest.listen(0, '127.0.0.1');
  await once(rest, 'listening');
  const settings = readSettings({
    PORT: '0',
    DATA_DIR: join(directory, 'data'),
    PUBLIC_URL: 'https://voice.example.com',
    OFFHOOK_API_KEY: 'a-key',
    TWILIO_ACCOUNT_SID: ACCOUNT.accountSid,
    TWILIO_AUTH_TOKEN: ACCOUNT.authToken,
    TWILIO_PHONE_NUMBER: '+14155550100',
    TWILIO_BASE_URL: `http://127.0.0.1:${(rest.address() as AddressInfo).port}`,
  });
  const rehearsal = await startRehearsal(world);
  const server = await createServer({ agent: AGENT, settings, world, model: rehearsal.model, drainMsMax: 0 });
  const { url } = await server.listen();
  emulator = twilioEmulator(world, { ...ACCOUNT, baseUrl: url, call: { callee: calleeAt } });
  return {
    url,
    lines,
    calls: emulator.calls,
    async close() {
      await server.close();
      await rehearsal[Symbol.asyncDispose]();
      rest.close();
    },
  };
}

test('a batch that is killed and interrupted calls everybody once', { timeout: 240_000 }, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'offhook-batch-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const server = await startServer(directory);
  t.after(() => server.close());
  const path = join(directory, 'calls.csv');
  const people = [ADA, BUSY, NOBODY, GRACE, LISTED, ALAN];
  writeFileSync(path, `to,name\n${people.map((to, index) => `${to},Person ${index}\n`).join('')}`);
  writeFileSync(join(directory, 'never.txt'), `# asked in May\n${LISTED}\n`);

  function batch(...more: readonly string[]) {
    const options = ['--url', server.url, '--hours', '00:00-24:00', '--concurrency', '1', '--cps', '20'];
    const policy = ['--attempts', '2', '--retry-after', '1s', '--do-not-call', join(directory, 'never.txt')];
    const child = spawn(
      process.execPath,
      [
        '--conditions=offhook-source',
        'src/cli/main.ts',
        'dial',
        '--batch',
        path,
        ...options,
        ...policy,
        ...more,
      ],
      { env: { ...process.env, OFFHOOK_API_KEY: 'a-key' }, stdio: ['ignore', 'pipe', 'pipe'] },
    );
    const said = Promise.all([text(child.stdout), text(child.stderr)]).then((both) => both.join(''));
    return { child, said, exit: once(child, 'exit') };
  }
  const called = (to: string | undefined): number =>
    [...server.calls.values()].filter((call) => call.to === to).length;
  const until = async (done: () => boolean): Promise<void> => {
    while (!done()) await new Promise((resolve) => setTimeout(resolve, 20));
  };

  const plan = batch('--dry-run');
  assert.deepEqual((await plan.exit)[0], 0);
  assert.match(await plan.said, /line 2: \+14155550101 at .* \(America\/Los_Angeles\)/);
  assert.match(await plan.said, /5 of 6 would be called; on the do-not-call list: 1/);
  assert.equal(server.calls.size, 0);

  const killed = batch();
  await until(() => server.calls.size === 1);
  killed.child.kill('SIGKILL');
  await killed.exit;

  const interrupted = batch();
  await until(() => called(GRACE) === 1);
  interrupted.child.kill('SIGINT');
  assert.deepEqual((await interrupted.exit)[0], 3, await interrupted.said);
  assert.match(await interrupted.said, /line 2: reached/);
  assert.match(await interrupted.said, /line 4: failed \[call-failed: .*404/);
  assert.match(await interrupted.said, /Stopping: no new calls/);
  assert.match(await interrupted.said, /line 5: reached/);
  assert.match(await interrupted.said, /Not done: . of 6 are left/);

  const last = batch();
  assert.deepEqual((await last.exit)[0], 2, await last.said);
  assert.match(await last.said, /Done: all 6 have their outcome\./);
  assert.deepEqual(
    people.map((to) => called(to)),
    [1, 2, 1, 1, 0, 1],
  );
  const results = join(directory, 'calls.results.csv');
  const rows = readFileSync(results, 'utf8')
    .trim()
    .split('\r\n')
    .map((line) => line.split(','));
  assert.deepEqual(
    rows.map(([to, outcome, callId, attempts]) => [to, outcome, /^call_\w+$/.test(callId ?? ''), attempts]),
    [
      ['to', 'outcome', true, 'attempts'],
      [ADA, 'reached', true, '1'],
      [BUSY, 'busy', true, '2'],
      [NOBODY, 'failed', true, '1'],
      [GRACE, 'reached', true, '1'],
      [LISTED, 'do-not-call', false, '0'],
      [ALAN, 'reached', true, '1'],
    ],
  );
  for (const file of [results, `${path}.ledger`]) assert.equal(statSync(file).mode & 0o777, 0o600, file);

  const again = batch();
  assert.deepEqual((await again.exit)[0], 2);
  assert.equal(server.calls.size, 6);
  // Numbers stand in files that are somebody's own, and not in the log of the server.
  assert.doesNotMatch(JSON.stringify(server.lines), /4155550|Person/);
  assert.doesNotMatch(`${await interrupted.said}${await last.said}`, /4155550/);
});

test(
  'a batch that cannot be called says everything that is wrong, and calls nobody',
  { timeout: 180_000 },
  async (t) => {
    const directory = mkdtempSync(join(tmpdir(), 'offhook-batch-'));
    t.after(() => rmSync(directory, { recursive: true }));
    const path = join(directory, 'calls.csv');
    async function run(...args: readonly string[]): Promise<string> {
      const child = spawn(
        process.execPath,
        ['--conditions=offhook-source', 'src/cli/main.ts', 'dial', ...args],
        {
          stdio: ['ignore', 'ignore', 'pipe'],
        },
      );
      const said = text(child.stderr);
      assert.deepEqual((await once(child, 'exit'))[0], 1);
      return said;
    }
    writeFileSync(path, 'to,name\n020 7946 0000,Ada\n,Grace\n');
    const [bad, options, both, dry, none, away] = await Promise.all([
      run('--batch', path),
      run('--batch', path, '--cps', '0', '--hours', '21-8', '--attempts', 'x'),
      run('+14155550123', '--batch', path),
      run('+14155550123', '--dry-run'),
      run('--batch', join(directory, 'none.csv')),
      (writeFileSync(`${path}2`, 'to\n+14155550123\n'),
      run('--batch', `${path}2`, '--url', 'http://127.0.0.1:9')),
    ]);
    assert.match(bad ?? '', /nobody was called:\n {2}line 2: to: .*\n {2}line 3: to: is empty/);
    assert.match(options ?? '', /--cps 0: give .*\n--attempts x: give .*\n--hours 21-8: give/);
    assert.match(both ?? '', /give a number, .* or --batch/);
    assert.match(dry ?? '', /--dry-run and --do-not-call are for --batch/);
    assert.match(none ?? '', /none\.csv cannot be read/);
    assert.match(away ?? '', /127\.0\.0\.1:9 gives no answer .* Start it with `npm start`/);
  },
);
