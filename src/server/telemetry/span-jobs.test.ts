// Behind the end of a call its spans are kept, and exported where a collector takes them.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ENDED_ID, endedCall } from '../../../test/fakes/ended-call.ts';
import type { HttpRequest } from '../../base/world.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { jobRunner } from '../jobs/job-runner.ts';
import { spanJobs } from './span-jobs.ts';

const COLLECTOR = 'http://collector.example/v1/traces';

async function stage(ratio = 1, exported = true) {
  const world = simulatedWorld();
  const store = memoryStore();
  const got: HttpRequest[] = [];
  const answers: number[] = [];
  world.serve(COLLECTOR, (request) => {
    got.push(request);
    return { status: answers.shift() ?? 200, headers: {}, body: '{}' };
  });
  const work = spanJobs({
    world,
    store,
    sampling: { ratio, parentBased: true, slowMs: 3000 },
    export: exported
      ? { url: COLLECTOR, headers: { 'x-key': 'k' }, timeMsMax: 1000, resource: { 'service.name': 's' } }
      : null,
  });
  const runner = jobRunner({ world, jobs: store.jobs, place: 'here', kinds: work.kinds });
  return {
    world,
    store,
    got,
    answers,
    end: async () => {
      const records = endedCall();
      await store.append(
        records,
        records.flatMap((record) => work.of(record)),
      );
      runner.look();
      await world.advance(6000);
    },
  };
}

test('an ended call has its spans in the store, and at the collector with the head that was set', async () => {
  const { store, got, end } = await stage();
  await end();
  const kept = await store.spans.of(ENDED_ID);
  assert.ok(kept.some(({ name }) => name === 'call') && kept.some(({ name }) => name === 'playout'));
  assert.deepEqual(
    got.map(({ method, headers }) => [method, headers?.['x-key'], headers?.['content-type']]),
    [['POST', 'k', 'application/json']],
  );
  for (const { spanId } of kept) assert.ok(got[0]?.body?.includes(spanId));
  assert.deepEqual(await store.jobs.list({ limit: 10 }), []);
});

test('nothing is exported where no collector is named, or the call is not sampled', async () => {
  for (const { store, got, end } of [await stage(1, false), await stage(0)]) {
    await end();
    assert.ok((await store.spans.of(ENDED_ID)).length > 0);
    assert.equal(got.length, 0);
  }
});

test('a collector that is busy is asked again, and one that refuses is not', async () => {
  const busy = await stage();
  busy.answers.push(503, 429);
  await busy.end();
  await busy.world.advance(60_000);
  assert.equal(busy.got.length, 3);
  assert.deepEqual(await busy.store.jobs.list({ limit: 10 }), []);
  const refusing = await stage();
  refusing.answers.push(400);
  await refusing.end();
  await refusing.world.advance(600_000);
  assert.equal(refusing.got.length, 1);
  const [dead] = await refusing.store.jobs.list({ limit: 10 });
  assert.equal(dead?.fault, 'the collector answers HTTP 400');
  assert.ok(dead.deadAt !== null);
});

test('a collector that is never there is given up after five tries', async () => {
  const { world, store, got, answers, end } = await stage();
  answers.push(...Array.from({ length: 20 }, () => 503));
  await end();
  await world.advance(4 * 3_600_000);
  assert.equal(got.length, 5);
  assert.ok((await store.jobs.list({ limit: 10 }))[0]?.deadAt !== null);
});
