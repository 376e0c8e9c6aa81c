// The API tells how fast turns were since an instant or a span, and refuses what is neither.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { serverStage } from '../../../test/fakes/server-stage.ts';
import { turn, view } from '../../testing/contracts/store-samples.ts';
import type { LatencyReport } from '../api.ts';

async function stage() {
  const server = await serverStage();
  const now = server.world.clock.wall();
  const startedAt = new Date(now - 60_000).toISOString();
  const turns = [turn(0, { latencyMs: 700 }), turn(59_000, { latencyMs: 900 })];
  await server.store.project(view('call_a', 'CA', { startedAt, turns }));
  const ask = async (query: string) => {
    const { statusCode, body } = await server.app.inject(`/api/latency${query}`);
    return { statusCode, body, report: JSON.parse(body) as LatencyReport };
  };
  return { ask, now };
}

const counts = ({ latency }: LatencyReport) =>
  latency.map(({ by, name, measures }) => [by, name, measures.latencyMs?.count]);

test('turns of the last day are told, of all and by agent, model and carrier', async () => {
  const { ask, now } = await stage();
  const { statusCode, report } = await ask('');
  assert.equal(statusCode, 200);
  assert.equal(report.since, new Date(now - 86_400_000).toISOString());
  assert.deepEqual(counts(report), [
    ['all', '', 2],
    ['agent', 'front-desk', 2],
    ['model', 'rehearsal', 2],
    ['carrier', 'twilio', 2],
  ]);
  assert.deepEqual(report.latency[0]?.measures.latencyMs, { count: 2, p50: 700, p95: 900, p99: 900 });
  assert.deepEqual(report.objectives, []);
});

test('since and until are spans back from now, or instants', async () => {
  const { ask, now } = await stage();
  const instant = encodeURIComponent(new Date(now - 30_000).toISOString());
  assert.equal(counts((await ask(`?since=${instant}`)).report)[0]?.[2], 1);
  assert.equal(counts((await ask(`?since=2m&until=${instant}`)).report)[0]?.[2], 1);
  assert.deepEqual((await ask('?since=0m')).report.latency, []);
  const refused = await ask('?since=yesterday');
  assert.equal(refused.statusCode, 400);
  assert.match(refused.body, /30m, 24h or 7d/);
});
