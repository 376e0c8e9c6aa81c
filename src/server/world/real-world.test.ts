// The real World: its tokens, its HTTP, its log.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { HttpFault } from '../../base/world.ts';
import { memoryLog } from '../../testing/world/memory-log.ts';
import { HTTP_BODY_BYTES_MAX } from './http.ts';
import { pinoLog } from './pino-log.ts';
import { realWorld } from './real-world.ts';

const world = realWorld(memoryLog().log);

async function serving<Result>(answer: RequestListener, use: (url: string) => Promise<Result>) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

test('tokens have the length asked for, the digits promised, and never repeat', () => {
  const tokens = Array.from({ length: 200 }, () => world.random.token(24));
  for (const token of tokens) assert.match(token, /^[0-9a-z]{24}$/);
  assert.equal(new Set(tokens).size, 200);
  const fraction = world.random.fraction();
  assert.ok(fraction >= 0 && fraction < 1);
});

test('the clock counts microseconds forwards, and a stopped timer does not fire', async () => {
  const before = world.clock.now();
  let fired = false;
  world.timers.after(1, () => (fired = true)).stop();
  await new Promise<void>((resolve) => world.timers.after(5, resolve));
  assert.equal(fired, false);
  assert.ok(world.clock.now() - before >= 4000);
});

test('a delay longer than setTimeout can hold does not fire at once', async () => {
  let fired = false;
  const timer = world.timers.after(2 ** 31 + 5, () => (fired = true));
  await new Promise<void>((resolve) => world.timers.after(5, resolve));
  timer.stop();
  assert.equal(fired, false);
});

test('any HTTP status is an answer, with its headers and body', async () => {
  await serving(
    (request, response) => {
      response.writeHead(418, { 'x-method': String(request.method) });
      request.pipe(response);
    },
    async (url) => {
      const answer = await world.http({ method: 'POST', url, body: 'tea', timeMsMax: 2000 });
      assert.equal(answer.status, 418);
      assert.equal(answer.headers['x-method'], 'POST');
      assert.equal(answer.body, 'tea');
    },
  );
});

test('no answer, a late one, an aborted one and one too big are HTTP faults', async () => {
  const get = (url: string, more = {}) => world.http({ method: 'GET', url, timeMsMax: 2000, ...more });
  await assert.rejects(get('http://127.0.0.1:1/'), HttpFault);
  await serving(
    () => {},
    async (url) => {
      await assert.rejects(get(url, { timeMsMax: 20 }), /no answer within 20 ms/);
      await assert.rejects(get(url, { signal: AbortSignal.abort() }), /aborted/);
    },
  );
  await serving(
    (_, response) => response.end(Buffer.alloc(HTTP_BODY_BYTES_MAX + 1)),
    async (url) => {
      await assert.rejects(get(url), /over 1048576 bytes/);
    },
  );
});

test('log lines are JSON with a level and an event; numbers, keys and private fields stay out', () => {
  const lines: string[] = [];
  const log = pinoLog('info', { write: (line) => void lines.push(line) }).with({ callId: 'call_1' });
  log.debug('not.written');
  log.warn('model.fault', {
    detail: 'no such number +4915112345678, key sk-abcdefghijk',
    text: 'my name is',
    code: 7,
  });
  assert.equal(lines.length, 1);
  const { time, ...line } = JSON.parse(lines[0] ?? '') as Record<string, unknown>;
  assert.match(String(time), /^\d{4}-\d\d-\d\dT/);
  assert.deepEqual(line, {
    level: 'warn',
    event: 'model.fault',
    callId: 'call_1',
    detail: 'no such number [withheld], key [withheld]',
    text: '[withheld]',
    code: 7,
  });
});
