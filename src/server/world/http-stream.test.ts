// Streamed HTTP over a real server: told while it comes, given up at once, and no failure throws.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { httpStream } from './http-stream.ts';

/** Everything that a stream tells, until it has ended or `enough` says so. */
async function read(answer: RequestListener, enough: (told: readonly string[]) => boolean = () => false) {
  const server = createServer(answer);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const told: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  const tell = (what: string): void => {
    told.push(what);
    if (!enough(told)) return;
    stream.stop();
    resolve();
  };
  const stream = httpStream(
    { method: 'POST', url, body: 'question', beginMsMax: 300 },
    {
      head: (status, headers) => tell(`head ${status} ${headers['x-test'] ?? ''}`.trim()),
      bytes: (chunk) => tell(Buffer.from(chunk).toString()),
      ended(fault) {
        tell(`ended ${fault}`);
        resolve();
      },
    },
  );
  await promise;
  return {
    told,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}

test('an answer is told piece by piece, before it is whole', async () => {
  let finish: () => void = () => {};
  const { told, close } = await read(
    (request, response) => {
      request.resume();
      response.writeHead(201, { 'x-test': 'yes' });
      response.write('one');
      finish = () => response.end('two');
    },
    (all) => {
      if (all.at(-1) === 'one') finish();
      return false;
    },
  );
  assert.deepEqual(told, ['head 201 yes', 'one', 'two', 'ended null']);
  close();
});

test('an answer that is given up is closed, and nothing more is told of it', async () => {
  const gone = Promise.withResolvers<void>();
  const { told, close } = await read(
    (_, response) => {
      response.on('close', () => gone.resolve());
      response.write('one');
    },
    (all) => all.includes('one'),
  );
  await gone.promise;
  assert.deepEqual(told, ['head 200', 'one']);
  close();
});

test('an answer that breaks off, or never begins, ends with a fault', async () => {
  const broken = await read((_, response) => {
    response.write('one', () => response.destroy());
  });
  assert.match(broken.told.at(-1) ?? '', /^ended \w/);
  assert.notEqual(broken.told.at(-1), 'ended null');
  broken.close();
  const silent = await read(() => {});
  assert.deepEqual(silent.told, ['ended no answer within 300 ms']);
  silent.close();
});
