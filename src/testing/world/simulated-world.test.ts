// The simulated World keeps its promises: order, bounds, endings, the same course for the same seed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from './simulated-world.ts';

test('timers fire in order of time, then in the order in which they were set', async () => {
  const world = simulatedWorld();
  const fired: string[] = [];
  world.timers.after(20, () => fired.push('c'));
  world.timers.after(10, () => fired.push('a'));
  world.timers.after(10, () => fired.push('b'));
  world.timers.after(15, () => fired.push('never')).stop();
  await world.advance(15);
  assert.deepEqual(fired, ['a', 'b']);
  await world.advance(5);
  assert.deepEqual(fired, ['a', 'b', 'c']);
  assert.equal(world.timersPending, 0);
  assert.equal(world.clock.now(), 20_000);
});

test('promises that a timer woke run before the next timer', async () => {
  const world = simulatedWorld();
  const seen: string[] = [];
  world.timers.after(1, () => void Promise.resolve().then(() => seen.push('promise')));
  world.timers.after(2, () => seen.push('timer'));
  await world.advance(2);
  assert.deepEqual(seen, ['promise', 'timer']);
});

test('a promise that is ready sets its timer before time passes', async () => {
  for (const pass of ['advance', 'until'] as const) {
    const world = simulatedWorld();
    let firedAt = 0;
    void Promise.resolve().then(() => world.timers.after(5, () => void (firedAt = world.clock.now() / 1000)));
    if (pass === 'advance') await world.advance(100);
    else await world.until(() => firedAt > 0);
    assert.equal(firedAt, 5, pass);
  }
});

test('a dialled socket opens, carries messages in order after the latency, and both ends learn of the close', async () => {
  const world = simulatedWorld({ latencyMs: 30 });
  const seen: string[] = [];
  world.listen('ws://peer/', (socket) =>
    socket.listen({
      text: (text) => socket.send(`echo ${text}`),
      closed: (code) => seen.push(`far ${code}`),
    }),
  );
  const socket = world.dial({ url: 'ws://peer/x', headers: {}, openMsMax: 1000 });
  socket.listen({
    open: () => (seen.push('open'), socket.send('1'), socket.send('2')),
    text: (text) => seen.push(text),
    closed: (code) => seen.push(`near ${code}`),
  });
  await world.advance(119);
  assert.deepEqual(seen, ['open']);
  await world.advance(1);
  assert.deepEqual(seen, ['open', 'echo 1', 'echo 2']);
  socket.close(1000, 'done');
  await world.advance(60);
  assert.deepEqual(seen.slice(3), ['far 1000', 'near 1000']);
  assert.equal(world.socketsOpen, 0);
});

test('a dial that nobody answers closes with 1006, and HTTP to nowhere rejects', async () => {
  const world = simulatedWorld();
  let code = 0;
  world
    .dial({ url: 'ws://nobody/', headers: {}, openMsMax: 1000 })
    .listen({ text() {}, closed: (c) => void (code = c) });
  await world.advance(0);
  assert.equal(code, 1006);
  await assert.rejects(
    world.http({ method: 'GET', url: 'http://nobody/', timeMsMax: 10 }),
    /nothing listens/,
  );
});

test('the same seed gives the same numbers, another seed others', () => {
  const numbers = (seed: number) =>
    Array.from({ length: 5 }, () => simulatedWorld({ seed }).random.fraction());
  assert.deepEqual(numbers(7), numbers(7));
  assert.notDeepEqual(numbers(7), numbers(8));
});
