// Slow work beside quick work: neither waits for the other, and what the one adds the other does, also at the end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NewJob } from '../../store/jobs.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { jobRunners } from './job-runners.ts';

function stage(conclude: (signal: AbortSignal) => Promise<void>) {
  const world = simulatedWorld();
  const { jobs } = memoryStore();
  const done: string[] = [];
  const job = (kind: string, id: string): NewJob => {
    return { id, kind, place: null, payload: null, dueAt: world.clock.wall() };
  };
  const runner = jobRunners({
    world,
    jobs,
    place: 'here',
    kinds: {
      conclude: async ({ id }, signal) => {
        await conclude(signal);
        await jobs.add([job('archive', `archive:${id}`)]);
      },
      archive: ({ id }) => Promise.resolve(void done.push(id)),
    },
  });
  return { world, jobs, done, job, runner };
}

test('however many models say nothing, other work is done at once', async () => {
  const { world, jobs, done, job, runner } = stage(
    (signal) =>
      new Promise((_, reject) => signal.addEventListener('abort', () => reject(new Error('stopped')))),
  );
  await jobs.add(Array.from({ length: 9 }, (_, index) => job('conclude', `call_${index}`)));
  await jobs.add([job('archive', 'archive:other')]);
  runner.look();
  await world.advance(0);
  assert.deepEqual(done, ['archive:other']);
  const closed = runner.close();
  await world.advance(20_000);
  await closed;
  assert.equal(world.timersPending, 0);
});

test('what slow work adds is done behind it, without waiting to be found', async () => {
  const { world, jobs, done, job, runner } = stage(() => Promise.resolve());
  await jobs.add([job('conclude', 'call_1')]);
  runner.look();
  await world.advance(0);
  assert.deepEqual(done, ['archive:call_1']);
  await jobs.add([job('conclude', 'call_2')]);
  const closed = runner.close();
  await world.advance(0);
  await closed;
  assert.deepEqual(done, ['archive:call_1', 'archive:call_2']);
});

test('tries that failed are told of both', async () => {
  const { world, jobs, job, runner } = stage(() => Promise.reject(new Error('no')));
  await jobs.add([job('conclude', 'call_1')]);
  runner.look();
  await world.advance(0);
  assert.deepEqual(
    runner.failures().filter(({ count }) => count > 0),
    [{ kind: 'conclude', final: false, count: 1 }],
  );
  const closed = runner.close();
  await world.advance(20_000);
  await closed;
});
