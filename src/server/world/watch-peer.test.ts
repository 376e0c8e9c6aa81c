// A peer that gives no sign of life is taken for gone; one that answers pings, or sends, is not.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { test, type TestContext } from 'node:test';
import { WebSocket, WebSocketServer } from 'ws';
import { memoryLog } from '../../testing/world/memory-log.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { PING_EVERY_MS, watchPeer } from './watch-peer.ts';

/** A real connection whose waits are virtual. */
async function connected(t: TestContext, autoPong: boolean) {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', autoPong });
  await once(server, 'listening');
  const world = simulatedWorld();
  const { log, lines } = memoryLog();
  const ws = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/`);
  watchPeer(ws, { timers: world.timers, log });
  const [[peer]] = (await Promise.all([once(server, 'connection'), once(ws, 'open')])) as [
    [WebSocket],
    unknown[],
  ];
  t.after(() => {
    ws.terminate();
    server.close();
  });
  return { world, ws, peer, lines };
}

test('a peer that answers no ping is torn down within two intervals', async (t) => {
  const { world, ws, peer, lines } = await connected(t, false);
  const pinged = once(peer, 'ping');
  await world.advance(PING_EVERY_MS);
  await pinged;
  const closed = once(ws, 'close');
  await world.advance(PING_EVERY_MS);
  assert.equal((await closed)[0], 1006);
  assert.deepEqual(
    lines.map(({ event }) => event),
    ['socket.peer-gone'],
  );
  assert.equal(world.timersPending, 0);
});

test('a peer that answers pings stays', async (t) => {
  const { world, ws, lines } = await connected(t, true);
  for (let pings = 0; pings < 4; pings += 1) {
    const ponged = once(ws, 'pong');
    await world.advance(PING_EVERY_MS);
    await ponged;
  }
  assert.equal(ws.readyState, WebSocket.OPEN);
  assert.deepEqual(lines, []);
});

test('a peer that answers no ping and sends stays, and nothing waits behind its end', async (t) => {
  const { world, ws, peer, lines } = await connected(t, false);
  for (let pings = 0; pings < 4; pings += 1) {
    await world.advance(PING_EVERY_MS);
    peer.send('x');
    await once(ws, 'message');
  }
  assert.deepEqual(lines, []);
  ws.close();
  await once(ws, 'close');
  assert.equal(world.timersPending, 0);
});
