// Metrics count what journals tell and what is kept elsewhere, with labels that cannot grow without bound.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakeSwitchboard, someCall } from '../../test/fakes/fake-switchboard.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { LABEL_VALUES_MAX } from './metric-registry.ts';
import { METRICS } from './metric-table.ts';
import { metrics, type MetricSources } from './metrics.ts';

const JOURNAL = { waiting: 0, lost: 0 };
const TURN: JournalEvent = {
  kind: 'turn.measured',
  saidMs: 10,
  endpointingMs: 300,
  modelMs: 400,
  toolsMs: 1000,
  relayMs: 0,
  carrierMs: 50,
  completeMs: 2500,
  marked: true,
  tool: 'find_order',
};

async function counted(
  events: readonly JournalEvent[],
  changes: Partial<MetricSources> = {},
): Promise<string> {
  const switchboard = fakeSwitchboard();
  const counts = metrics({ switchboard, journal: JOURNAL, timers: simulatedWorld().timers, ...changes });
  for (const event of events) switchboard.tell(someCall({ carrier: 'plivo', model: 'm' }), event);
  return counts.text();
}

function has(text: string, ...lines: readonly string[]): void {
  for (const line of lines) assert.ok(text.includes(`\n${line}\n`), line);
}

test('a turn is counted ear to ear, and by its parts', async () => {
  const text = await counted([TURN]);
  has(
    text,
    'offhook_turn_seconds_sum{carrier="plivo",model="m"} 1.75',
    'offhook_turn_part_seconds_sum{part="tools"} 1',
    'offhook_turn_part_seconds_count{part="relay"} 1',
    'offhook_turn_complete_seconds_sum 2.5',
  );
  assert.doesNotMatch(text, /find_order/);
});

test('what a line lost, how exact marks were, tools, answers and tokens are counted', async () => {
  const usage = {
    inputTextTokens: 1,
    inputAudioTokens: 20,
    cachedTextTokens: 0,
    cachedAudioTokens: 5,
    outputTextTokens: 3,
    outputAudioTokens: 40,
  };
  const text = await counted([
    { kind: 'line.measured', gaps: 2, gapMs: 260, late: 1 },
    { kind: 'playout.measured', marks: 9, errorMsMean: 5, errorMsMax: 30 },
    { kind: 'response.done', status: 'completed', reason: null, usage },
    { kind: 'response.done', status: 'cancelled', reason: null, usage: null },
    { kind: 'stream.stopped', cause: 'lost', detail: 'gone' },
    { kind: 'model.ready', tookMs: 400 },
  ]);
  has(
    text,
    'offhook_line_gaps_total{carrier="plivo"} 2',
    'offhook_line_gap_seconds_total{carrier="plivo"} 0.26',
    'offhook_line_late_total{carrier="plivo"} 1',
    'offhook_heard_position_error_seconds_bucket{le="0.04",carrier="plivo"} 1',
    'offhook_responses_total{status="completed"} 1',
    'offhook_tokens_total{kind="output_audio"} 40',
    'offhook_streams_ended_total{cause="lost"} 1',
    'offhook_model_ready_seconds_sum 0.4',
  );
});

test('what is kept elsewhere is asked as it is read, and counts up from read to read', async () => {
  const switchboard = fakeSwitchboard();
  const admission = { turnedAway: { busy: 2, draining: 0, budget: 4 } };
  let failed = 1;
  const counts = metrics({
    switchboard: { ...switchboard, admission },
    journal: JOURNAL,
    timers: simulatedWorld().timers,
    jobs: {
      counts: () => Promise.resolve([{ kind: 'webhook', waiting: 3, dead: 1 }]),
      failures: () => [{ kind: 'webhook', final: false, count: failed }],
    },
    sockets: () => ({ media: 4, feed: 1 }),
    slos: () => [
      {
        name: 'first-audio',
        measure: 'latencyMs',
        withinMs: 1000,
        share: 0.95,
        burning: true,
        rates: [{ window: '1h', turns: 20, slow: 20, rate: 20 }],
      },
    ],
  });
  await counts.text();
  admission.turnedAway.busy = 5;
  failed = 2;
  has(
    await counts.text(),
    'offhook_calls_turned_away_total{reason="busy"} 5',
    'offhook_jobs{kind="webhook",status="waiting"} 3',
    'offhook_jobs{kind="webhook",status="dead"} 1',
    'offhook_job_failures_total{kind="webhook",final="false"} 2',
    'offhook_sockets{kind="media"} 4',
    'offhook_slo_burning{slo="first-audio"} 1',
    'offhook_slo_burn_rate{slo="first-audio",window="1h"} 20',
  );
});

test('a store that gives no answer leaves its gauges out, and all else is told', async () => {
  const world = simulatedWorld();
  const counts = metrics({
    switchboard: fakeSwitchboard(),
    journal: { waiting: 7, lost: 0 },
    timers: world.timers,
    jobs: { counts: () => new Promise(() => {}), failures: () => [] },
  });
  const read = counts.text();
  await world.advance(1000);
  const text = await read;
  has(text, 'offhook_journal_waiting 7');
  assert.doesNotMatch(text, /\noffhook_jobs\{/);
});

test('more models than a bound are counted as others, whatever comes', async () => {
  const switchboard = fakeSwitchboard();
  const counts = metrics({ switchboard, journal: JOURNAL });
  for (let index = 0; index < 200; index += 1) switchboard.tell(someCall({ model: `model-${index}` }), TURN);
  const models = new Set([...(await counts.text()).matchAll(/model="([^"]+)"/g)].map(([, name]) => name));
  assert.equal(models.size, LABEL_VALUES_MAX + 1);
  assert.ok(models.has('other'));
});

test('no label is of a call, a caller or a word', () => {
  const labels = new Set(
    Object.values(METRICS).flatMap((doc) => ('labels' in doc ? Object.keys(doc.labels) : [])),
  );
  assert.deepEqual([...labels].toSorted(), [
    'carrier',
    'cause',
    'fatal',
    'final',
    'kind',
    'model',
    'name',
    'part',
    'reason',
    'slo',
    'status',
    'window',
  ]);
});
