// The job runner in virtual time: what fails is tried again, what dies with its process is another's, and nobody waits.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EpochMs } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import type { Jobs, NewJob } from '../../store/jobs.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { JobFault } from './job-fault.ts';
import { jobRunner, LEASE_MS, RETRY_AFTER_MS, TRIES_MAX, type DoJob } from './job-runner.ts';

const HOUR_MS = 3_600_000;

function stage() {
  const world = simulatedWorld();
  const { jobs } = memoryStore();
  const done: string[] = [];
  const start = (work: DoJob) =>
    jobRunner({
      world,
      jobs,
      place: 'here',
      kinds: {
        work: async (job, signal) => {
          await work(job, signal);
          done.push(job.id);
        },
      },
    });
  const job = (id: string, changes: Partial<NewJob> = {}): NewJob => ({
    id,
    kind: 'work',
    place: null,
    payload: null,
    dueAt: world.clock.wall(),
    ...changes,
  });
  return { world, jobs, done, start, job };
}

/** A process takes what is due and is never heard of again; its lease is over at once. */
async function takeAndDie({ clock }: World, jobs: Jobs): Promise<void> {
  const now = clock.wall();
  await jobs.take({ kinds: ['work'], place: 'here', now, until: now, lease: 'dead', limit: 1 });
}

test('a job that was added is done within seconds, at once when told to look, and is gone then', async () => {
  const { world, jobs, done, start, job } = stage();
  const runner = start(async () => {});
  await jobs.add([job('a')]);
  await world.advance(5000);
  assert.deepEqual(done, ['a']);
  await jobs.add([job('b')]);
  runner.look();
  await world.advance(0);
  assert.deepEqual(done, ['a', 'b']);
  assert.deepEqual(await jobs.list({ limit: 10 }), []);
  await runner.close();
  assert.equal(world.timersPending, 0);
});

test('a job that fails is tried again ever later', async () => {
  const { world, jobs, start, job } = stage();
  const tries: number[] = [];
  const runner = start(() => {
    tries.push(world.clock.wall());
    return Promise.reject(new JobFault('HTTP 503'));
  });
  await jobs.add([job('a')]);
  await world.advance(3 * HOUR_MS);
  assert.equal(tries.length, 6);
  for (const [index, waitMs] of RETRY_AFTER_MS.slice(0, 5).entries()) {
    const waited = (tries[index + 1] ?? 0) - (tries[index] ?? 0);
    assert.ok(waited >= waitMs && waited <= waitMs * 1.1 + 5000, `${waitMs}: ${waited}`);
  }
  await runner.close();
});

test('a job whose last try fails is given up with its reason, and begun anew when it is revived', async () => {
  const { world, jobs, done, start, job } = stage();
  await jobs.add([job('a')]);
  for (let tries = 1; tries < TRIES_MAX; tries += 1) await takeAndDie(world, jobs);
  let broken = true;
  const runner = start(() => (broken ? Promise.reject(new JobFault('HTTP 503')) : Promise.resolve()));
  await world.advance(5000);
  const [dead] = await jobs.list({ dead: true, limit: 10 });
  assert.equal(dead?.fault, 'HTTP 503');
  assert.equal(dead.attempts, TRIES_MAX);
  broken = false;
  assert.equal(await jobs.revive('a', world.clock.wall()), true);
  await world.advance(5000);
  assert.deepEqual(done, ['a']);
  await runner.close();
});

test('a fault that no further try can mend is given up at once', async () => {
  const { world, jobs, start, job } = stage();
  const runner = start(() => Promise.reject(new JobFault('HTTP 410', true)));
  await jobs.add([job('a')]);
  await world.advance(5000);
  assert.equal((await jobs.list({ dead: true, limit: 10 }))[0]?.attempts, 1);
  await runner.close();
});

test('an error that is not ours leaves only its name behind, for it could quote a caller', async () => {
  const { world, jobs, start, job } = stage();
  const runner = start(() => Promise.reject(new TypeError('my number is +1 555')));
  await jobs.add([job('a')]);
  await world.advance(5000);
  assert.equal((await jobs.list({ limit: 10 }))[0]?.fault, 'TypeError');
  assert.doesNotMatch(JSON.stringify(world.logLines), /555/);
  await runner.close();
});

test('what a dead process had is done by another one, and what a slow one has is left to it', async () => {
  const { world, jobs, done, start, job } = stage();
  await jobs.add([job('orphan')]);
  const now = world.clock.wall();
  // Taken by a process that is never heard of again.
  const until = (now + LEASE_MS) as EpochMs;
  await jobs.take({ kinds: ['work'], place: 'here', now, until, lease: 'dead', limit: 1 });
  const slow = Promise.withResolvers<void>();
  const first = start(({ id }) => (id === 'slow' ? slow.promise : Promise.resolve()));
  const second = start(async () => {});
  await jobs.add([job('slow')]);
  first.look();
  await world.advance(LEASE_MS - 1000);
  assert.deepEqual(done, []);
  await world.advance(3 * LEASE_MS);
  assert.deepEqual(done, ['orphan']);
  slow.resolve();
  await world.advance(0);
  assert.deepEqual(done, ['orphan', 'slow']);
  await Promise.all([first.close(), second.close()]);
  assert.equal(world.timersPending, 0);
});

test('a job that ends its process each time is given up and does not do so for ever', async () => {
  const { world, jobs, done, start, job } = stage();
  await jobs.add([job('poison')]);
  for (let tries = 0; tries < TRIES_MAX; tries += 1) await takeAndDie(world, jobs);
  const runner = start(async () => {});
  await world.advance(5000);
  assert.deepEqual(done, []);
  assert.match((await jobs.list({ dead: true, limit: 10 }))[0]?.fault ?? '', /too often/);
  await runner.close();
});

test('closing does what is due, waits for it no longer than its bound, and tells what is left to stop', async () => {
  const { world, jobs, done, start, job } = stage();
  let told = false;
  const runner = start(({ id }, signal) => {
    if (id !== 'stuck') return Promise.resolve();
    return new Promise((_, reject) => {
      signal.addEventListener('abort', () => ((told = true), reject(new JobFault('aborted'))));
    });
  });
  await jobs.add([...Array.from({ length: 9 }, (_, index) => job(`job_${index}`)), job('stuck')]);
  let closed = false;
  void runner.close().then(() => (closed = true));
  await world.advance(4999);
  assert.equal(done.length, 9);
  assert.equal(closed, false);
  await world.advance(1);
  assert.equal(closed && told, true);
  assert.equal((await jobs.list({ limit: 10 }))[0]?.fault, 'aborted');
  await jobs.add([job('late')]);
  runner.look();
  await world.advance(60_000);
  assert.equal(done.includes('late'), false);
  assert.equal(world.timersPending, 0);
});

test('what is added while one looks is not passed over', async () => {
  const { world, jobs, done, start, job } = stage();
  const runner = start(async () => {});
  for (let turn = 0; turn < 12; turn += 1) {
    await jobs.add([job(`job_${turn}`)]);
    runner.look();
    for (let waits = 0; waits < turn; waits += 1) await Promise.resolve();
  }
  await world.advance(0);
  assert.equal(done.length, 12);
  await runner.close();
});

test('jobs of another place and of other kinds are left to others', async () => {
  const { world, jobs, done, start, job } = stage();
  const runner = start(async () => {});
  await jobs.add([job('a', { place: 'there' }), job('b', { kind: 'other' }), job('c', { place: 'here' })]);
  await world.advance(60_000);
  assert.deepEqual(done, ['c']);
  await runner.close();
});
