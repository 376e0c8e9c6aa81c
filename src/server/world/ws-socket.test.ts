// The real sockets keep the promises of `Socket`: order, bounds, one end.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createNetServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import { test } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { SOCKET_MESSAGE_BYTES_MAX, type Socket } from '../../base/socket.ts';
import { memoryLog } from '../../testing/world/memory-log.ts';
import { dial } from './dial.ts';
import { realWorld } from './real-world.ts';
import { wsSocket } from './ws-socket.ts';

const world = realWorld(memoryLog().log);

/** A `ws` server on loopback whose accepted sockets come wrapped. */
async function served(accept: (socket: Socket, ws: WebSocket) => void) {
  const server = new WebSocketServer({
    port: 0,
    host: '127.0.0.1',
    maxPayload: SOCKET_MESSAGE_BYTES_MAX,
    perMessageDeflate: false,
  });
  server.on('connection', (ws) => accept(wsSocket(ws, world), ws));
  await once(server, 'listening');
  return { url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() };
}

/** Resolves with what a dialled socket was told, once it is closed. */
function heard(url: string, opened: (socket: Socket) => void = () => {}, openMsMax = 2000) {
  return new Promise<string[]>((resolve) => {
    const told: string[] = [];
    const socket = world.dial({ url, headers: { 'x-test': 'yes' }, openMsMax });
    socket.listen({
      open: () => (told.push('open'), opened(socket)),
      text: (text) => void told.push(text),
      closed: (code, reason) => (told.push(`closed ${code} ${reason}`.trim()), resolve(told)),
    });
  });
}

test('messages that came before the listener are delivered to it in order, however many', async () => {
  const got: string[] = [];
  const enough = Promise.withResolvers<void>();
  const server = await served((socket) => {
    world.timers.after(30, () =>
      socket.listen({
        text: (text) => {
          got.push(text);
          if (got.length === 500) enough.resolve();
        },
        closed() {},
      }),
    );
  });
  let far: Socket | null = null;
  const done = heard(server.url, (socket) => {
    far = socket;
    for (let n = 0; n < 500; n += 1) socket.send(String(n));
  });
  await enough.promise;
  assert.deepEqual(
    got,
    Array.from({ length: 500 }, (_, n) => String(n)),
  );
  (far as Socket | null)?.close(1000, 'done');
  assert.deepEqual(await done, ['open', 'closed 1000 done']);
  server.close();
});

test('a message over the limit closes with 1009 on both sides', async () => {
  const end = Promise.withResolvers<number>();
  const server = await served((socket) => socket.listen({ text() {}, closed: (code) => end.resolve(code) }));
  const told = await heard(server.url, (socket) => socket.send('x'.repeat(SOCKET_MESSAGE_BYTES_MAX + 1)));
  assert.equal(told.at(-1), 'closed 1009');
  assert.equal(await end.promise, 1009);
  server.close();
});

test('binary messages come as bytes, text as text', async () => {
  const got = Promise.withResolvers<unknown[]>();
  const server = await served((socket) => {
    const seen: unknown[] = [];
    socket.listen({
      text: (text) => (seen.push(text), got.resolve(seen)),
      binary: (bytes) => void seen.push([...bytes]),
      closed() {},
    });
  });
  const client = new WebSocket(server.url);
  await once(client, 'open');
  client.send(Buffer.from([1, 2]));
  client.send('text');
  assert.deepEqual(await got.promise, [[1, 2], 'text']);
  client.terminate();
  server.close();
});

test('a peer that never answers the close is torn down, and the end is told once', async () => {
  const server = createHttpServer();
  server.on('upgrade', (request, socket) => {
    const accept = createHash('sha1')
      .update(`${request.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`)
      .digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    socket.on('error', () => {});
    // Read and ignored: this peer has crashed with its socket open.
    socket.resume();
  });
  const url = await listening(server);
  const hasty = { after: (_: number, fire: () => void) => world.timers.after(20, fire) };
  const socket = dial({ url, headers: {}, openMsMax: 2000 }, { timers: hasty, log: world.log });
  const told: string[] = [];
  await new Promise<void>((resolve) =>
    socket.listen({
      open() {
        socket.close(1000, 'bye');
        socket.close(1001, 'twice');
      },
      text() {},
      closed: (code) => (told.push(`closed ${code}`), resolve()),
    }),
  );
  assert.deepEqual(told, ['closed 1006']);
  server.close();
});

test('a listener that throws costs its socket, not the process', async () => {
  const server = await served((socket) =>
    socket.listen({
      text() {
        throw new Error('a bug');
      },
      closed() {},
    }),
  );
  assert.deepEqual(await heard(server.url, (socket) => socket.send('hello')), ['open', 'closed 1011']);
  server.close();
});

test('a dial that is refused, answered by no WebSocket, too slow or to no address closes with 1006', async () => {
  const silent = createNetServer();
  const plain = createHttpServer((_, response) => response.writeHead(401).end());
  const silentUrl = await listening(silent);
  const plainUrl = await listening(plain);
  plain.on('upgrade', (_, socket) => socket.end('HTTP/1.1 401 Unauthorized\r\n\r\n'));
  assert.match((await heard(silentUrl, () => {}, 50)).join(), /closed 1006 .*timed out/);
  assert.match((await heard(plainUrl)).join(), /closed 1006 .*401/);
  silent.close();
  plain.close();
  assert.match((await heard('ws://127.0.0.1:1/')).join(), /closed 1006 .*ECONNREFUSED/);
  assert.match((await heard('nonsense')).join(), /closed 1006 Invalid URL/);
});

test('a close reason of any length and alphabet is cut to what fits a frame', async () => {
  const server = await served((socket) => socket.close(1000, 'ä€'.repeat(100)));
  const told = await heard(server.url);
  assert.match(told.join(), /closed 1000 (ä€)+/);
  server.close();
});

async function listening(server: Server): Promise<string> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return `ws://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}
