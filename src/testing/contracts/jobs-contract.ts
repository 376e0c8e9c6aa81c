// The part of the store contract that is about jobs and archived files.
import assert from 'node:assert/strict';
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { ArchivedFile } from '../../store/archived-files.ts';
import type { JobTaking, NewJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import { opened, record } from './store-samples.ts';

const NOW = Date.UTC(2026, 0, 1);
const at = (ms: number): EpochMs => (NOW + ms) as EpochMs;

function job(id: string, changes: Partial<NewJob> = {}): NewJob {
  return { id, kind: 'archive', place: null, payload: { callId: 'call_a' }, dueAt: at(0), ...changes };
}

/** A minute's lease, taken at `ms`. */
function taking(ms: number, lease: string, changes: Partial<JobTaking> = {}): JobTaking {
  const now = at(ms);
  return {
    kinds: ['archive'],
    place: 'here',
    now,
    until: (now + 60_000) as EpochMs,
    lease,
    limit: 10,
    ...changes,
  };
}

const FILE: ArchivedFile = {
  name: 'journal.jsonl',
  contentType: 'application/jsonl',
  bytes: 5_000_000_000,
  sha256: 'ab'.repeat(32),
  where: 's3',
  key: '2026/01/01/call_a/journal.jsonl',
  archivedAt: '2026-01-01T00:00:00.000Z',
};

/** Declares the tests; `holds` gives each a migrated store of its own. */
export function jobsContract(
  holds: (sentence: string, check: (store: Store) => Promise<void>) => void,
): void {
  const ids = (jobs: readonly { readonly id: string }[]): string[] => jobs.map(({ id }) => id);

  holds('gives out a job once it is due, and to nobody else while the lease lasts', async ({ jobs }) => {
    await jobs.add([job('late', { dueAt: at(10) }), job('b'), job('a', { payload: { deep: [1, 'ü'] } })]);
    await jobs.add([job('b', { payload: 'another' })]);
    const first = await jobs.take(taking(0, 'one'));
    assert.deepEqual(first, [
      { ...job('a', { payload: { deep: [1, 'ü'] } }), lease: 'one', attempts: 1 },
      { ...job('b'), lease: 'one', attempts: 1 },
    ]);
    assert.deepEqual(ids(await jobs.take(taking(10, 'two'))), ['late']);
    assert.deepEqual(await jobs.take(taking(59_999, 'three')), []);
  });

  holds('gives out a job again whose taker died with it', async ({ jobs }) => {
    await jobs.add([job('a')]);
    const [dead] = await jobs.take(taking(0, 'one'));
    const [taken] = await jobs.take(taking(60_000, 'two'));
    assert.equal(taken?.attempts, 2);
    assert.ok(dead !== undefined);
    // Who was thought dead and was not has it no more.
    assert.equal(await jobs.hold(dead, at(999_999)), false);
    await jobs.done(dead);
    await jobs.failed(dead, 'late', null, at(60_001));
    assert.equal(await jobs.hold(taken, at(300_000)), true);
    assert.deepEqual(await jobs.take(taking(120_001, 'three')), []);
    await jobs.done(taken);
    assert.deepEqual(await jobs.list({ limit: 10 }), []);
  });

  holds('gives each job to one of many who ask at once', async ({ jobs }) => {
    await jobs.add(Array.from({ length: 20 }, (_, index) => job(`job_${index}`)));
    const takers = Array.from({ length: 8 }, (_, index) => jobs.take(taking(0, `t${index}`, { limit: 5 })));
    const taken = (await Promise.all(takers)).flat();
    assert.equal(new Set(ids(taken)).size, taken.length);
    const rest = await jobs.take(taking(0, 'rest', { limit: 20 }));
    assert.equal(new Set(ids([...taken, ...rest])).size, 20);
  });

  holds('gives a job only to its place, and only the kinds that are asked for', async ({ jobs }) => {
    await jobs.add([
      job('a', { place: 'there' }),
      job('b', { place: 'here' }),
      job('c', { kind: 'webhook' }),
    ]);
    assert.deepEqual(ids(await jobs.take(taking(0, 'one'))), ['b']);
    assert.deepEqual(ids(await jobs.take(taking(0, 'two', { kinds: ['webhook'] }))), ['c']);
    assert.deepEqual(await jobs.take(taking(0, 'three', { kinds: [] })), []);
    assert.deepEqual(ids(await jobs.take(taking(0, 'four', { place: 'there' }))), ['a']);
  });

  holds(
    'tries a job that failed again when it is due, and one that was given up when told to',
    async ({ jobs }) => {
      await jobs.add([job('a')]);
      const [first] = await jobs.take(taking(0, 'one'));
      assert.ok(first !== undefined);
      await jobs.failed(first, 'HTTP 503', at(5000), at(1));
      assert.deepEqual(await jobs.take(taking(4999, 'two')), []);
      const [second] = await jobs.take(taking(5000, 'two'));
      assert.equal(second?.attempts, 2);
      assert.equal(await jobs.revive('a', at(5001)), false);
      await jobs.failed(second, 'HTTP 410', null, at(5002));
      assert.deepEqual(await jobs.take(taking(999_999, 'three')), []);
      const [dead] = await jobs.list({ dead: true, limit: 10 });
      assert.deepEqual(
        { ...dead, dueAt: '' },
        {
          id: 'a',
          kind: 'archive',
          payload: { callId: 'call_a' },
          attempts: 2,
          createdAt: '2026-01-01T00:00:00.000Z',
          dueAt: '',
          fault: 'HTTP 410',
          deadAt: '2026-01-01T00:00:05.002Z',
        },
      );
      assert.equal(await jobs.revive('a', at(6000)), true);
      assert.deepEqual(ids(await jobs.list({ dead: false, limit: 10 })), ['a']);
      assert.equal((await jobs.take(taking(6000, 'four')))[0]?.attempts, 1);
      assert.equal(await jobs.revive('none', at(6000)), false);
    },
  );

  holds('lists jobs newest first, page by page and by kind', async ({ jobs }) => {
    await jobs.add([job('a'), job('b'), job('c', { kind: 'webhook', dueAt: at(1) })]);
    assert.deepEqual(ids(await jobs.list({ limit: 2 })), ['c', 'b']);
    assert.deepEqual(ids(await jobs.list({ limit: 2, before: 'b' })), ['a']);
    assert.deepEqual(await jobs.list({ limit: 2, before: 'none' }), []);
    assert.deepEqual(ids(await jobs.list({ kind: 'webhook', limit: 2 })), ['c']);
    assert.deepEqual(ids(await jobs.list({ dead: true, limit: 2 })), []);
  });

  holds('counts jobs by kind: those to be done, under way or not, and those given up', async ({ jobs }) => {
    assert.deepEqual(await jobs.counts(), []);
    await jobs.add([job('a'), job('b'), job('c', { kind: 'webhook' })]);
    const [taken] = await jobs.take(taking(0, 'one', { limit: 1 }));
    assert.ok(taken !== undefined);
    assert.deepEqual(await jobs.counts(), [
      { kind: 'archive', waiting: 2, dead: 0 },
      { kind: 'webhook', waiting: 1, dead: 0 },
    ]);
    await jobs.failed(taken, 'gone', null, at(1));
    assert.deepEqual((await jobs.counts())[0], { kind: 'archive', waiting: 1, dead: 1 });
  });

  holds('adds the jobs that records call for with the records, and once', async (store) => {
    const records = [record('call_a', 1, opened('CA'))];
    await store.append(records, [job('archive:call_a')]);
    await store.append(records, [job('archive:call_a')]);
    assert.deepEqual(ids(await store.jobs.list({ limit: 10 })), ['archive:call_a']);
    assert.equal((await store.journal('call_a' as CallId)).length, 1);
  });

  holds('knows the archived files of a call, the latest of each name', async ({ archived }) => {
    const call = 'call_a' as CallId;
    const audio: ArchivedFile = { ...FILE, name: 'recording.wav', where: 'disk' };
    await archived.keep(call, [audio, FILE]);
    await archived.keep(call, [{ ...FILE, bytes: 7 }]);
    assert.deepEqual(await archived.of(call), [{ ...FILE, bytes: 7 }, audio]);
    assert.deepEqual(await archived.of('call_b' as CallId), []);
  });
}
