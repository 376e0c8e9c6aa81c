// The part of the store contract that is about turns and alarms.
import assert from 'node:assert/strict';
import type { EpochMs } from '../../base/time.ts';
import type { Store } from '../../store/store.ts';
import { turn, view } from './store-samples.ts';

const START = Date.UTC(2026, 0, 1);
const at = (ms: number): EpochMs => (START + ms) as EpochMs;

/** Declares its tests by `holds`. */
export function turnsContract(
  holds: (sentence: string, check: (store: Store) => Promise<void>) => void,
): void {
  /** Calls of two models and carriers, with a hundred turns of 10, 20 … 1000 ms between them. */
  async function kept(store: Store): Promise<void> {
    const turns = Array.from({ length: 100 }, (_, index) =>
      turn(index * 100, { latencyMs: (index + 1) * 10, completeMs: index < 50 ? null : index * 100 }),
    );
    // In no order.
    const mixed = [
      ...turns.filter((_, index) => index % 2 === 1),
      ...turns.filter((_, index) => index % 2 === 0),
    ];
    const own = { transcript: [], recording: null };
    await store.project(view('call_a', 'CA', { ...own, turns: mixed.slice(0, 60) }));
    const other = { model: 'gpt-realtime', carrier: 'plivo', turns: mixed.slice(60) };
    await store.project(view('call_b', 'CB', { ...own, ...other }));
  }

  holds('tells percentiles of turns by rank, of all and by agent, model and carrier', async (store) => {
    assert.deepEqual(await store.turns.latency(at(0), at(1e9)), []);
    await kept(store);
    const latency = await store.turns.latency(at(0), at(1e9));
    assert.deepEqual(
      latency.map(({ by, name }) => [by, name]),
      [
        ['all', ''],
        ['agent', 'front-desk'],
        ['model', 'gpt-realtime'],
        ['model', 'rehearsal'],
        ['carrier', 'plivo'],
        ['carrier', 'twilio'],
      ],
    );
    assert.deepEqual(latency[0]?.measures.latencyMs, { count: 100, p50: 500, p95: 950, p99: 990 });
    assert.deepEqual(latency[0]?.measures.completeMs, { count: 50, p50: 7400, p95: 9700, p99: 9900 });
    assert.deepEqual(latency[0]?.measures.modelMs, { count: 100, p50: 400.5, p95: 400.5, p99: 400.5 });
    assert.equal(latency[2]?.measures.latencyMs?.count, 40);
    assert.equal(latency[3]?.measures.latencyMs?.count, 60);
  });

  holds('counts turns by when the caller spoke, from then on and before then', async (store) => {
    await kept(store);
    // The turns at 9000, 9100 … 9400.
    const [all] = await store.turns.latency(at(9000), at(9500));
    assert.deepEqual(all?.measures.latencyMs, { count: 5, p50: 930, p95: 950, p99: 950 });
    const since = at(9000);
    assert.deepEqual(
      await store.turns.slow([
        { since, measure: 'latencyMs', overMs: 950 },
        { since: at(0), measure: 'completeMs', overMs: 9000 },
        { since: at(1e9), measure: 'latencyMs', overMs: 0 },
      ]),
      [
        { turns: 10, slow: 5 },
        { turns: 50, slow: 9 },
        { turns: 0, slow: 0 },
      ],
    );
  });

  holds(
    'sets an alarm off and ends it once, whoever does so at once, and adds its job with it',
    async (store) => {
      const job = (id: string) => ({ id, kind: 'webhook', place: null, payload: {}, dueAt: at(0) });
      const ids = async () => (await store.jobs.list({ limit: 10 })).map(({ id }) => id).toSorted();
      assert.equal(await store.alarms.set('slow', false, at(0), [job('never')]), false);
      const set = await Promise.all(
        ['a', 'b', 'c'].map((id) => store.alarms.set('slow', true, at(1), [job(id)])),
      );
      assert.deepEqual(
        set.filter((one) => one),
        [true],
      );
      assert.equal((await ids()).length, 1);
      assert.deepEqual(await store.alarms.on(), ['slow']);
      assert.equal(await store.alarms.set('slow', false, at(2), [job('d')]), true);
      assert.deepEqual(await store.alarms.on(), []);
      assert.equal((await ids()).length, 2);
    },
  );
}
