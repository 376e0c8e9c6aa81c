// What the dashboard and the alerts name is in `/metrics` after a rehearsal call, and is documented.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { METRICS } from '../../src/server/metric-table.ts';
import { wholeStage } from './whole-stage.ts';

const ROOT = new URL('../../', import.meta.url);
const WATCHING = ['deploy/grafana/offhook.json', 'deploy/prometheus/alerts.yaml'];
const read = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8');

/** Names of metrics, as queries have them: with what a histogram adds to its own. */
function namesIn(text: string): Set<string> {
  return new Set([...text.matchAll(/\b(?:offhook|nodejs|process)_[a-z0-9_]+/g)].map(([name]) => name));
}

/** A call in which the caller asks, waits and hangs up. */
async function counted(): Promise<string> {
  const stage = await wholeStage();
  const call = stage.ring();
  await stage.agentQuiet(call);
  await stage.say(call, 'opening-hours');
  await stage.agentQuiet(call);
  await stage.world.advance(3000);
  call.hangUp();
  await stage.outcome(call);
  return stage.metrics();
}

test('every metric that the dashboard and the alerts name is there after a rehearsal call', async () => {
  const text = await counted();
  const types = new Map([...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]));
  for (const path of WATCHING)
    for (const name of namesIn(read(path))) {
      const histogram = name.replace(/_(?:bucket|sum|count)$/, '');
      const known = types.has(name) || types.get(histogram) === 'histogram';
      assert.ok(known, `${path}: ${name}`);
    }
  const samples = new Set(
    text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#') && !line.endsWith(' 0'))
      .map((line) => /^\w+/.exec(line)?.[0]),
  );
  for (const name of [
    'offhook_calls_opened_total',
    'offhook_calls_ended_total',
    'offhook_call_duration_seconds_count',
    'offhook_first_audio_seconds_count',
    'offhook_turn_seconds_count',
    'offhook_turn_part_seconds_count',
    'offhook_turn_complete_seconds_count',
    'offhook_model_ready_seconds_count',
    'offhook_heard_position_error_seconds_count',
    'offhook_responses_total',
    'offhook_tokens_total',
    'offhook_streams_ended_total',
  ])
    assert.ok(samples.has(name), name);
});

test('every metric of ours is in the reference, and on the dashboard or in an alert', () => {
  const reference = read('docs/reference/metrics.md');
  const watched = namesIn(WATCHING.map(read).join('\n'));
  for (const name of Object.keys(METRICS)) {
    assert.ok(reference.includes(`## \`${name}\``), name);
    assert.ok(
      [name, `${name}_bucket`, `${name}_sum`].some((one) => watched.has(one)),
      `${name} is watched by nobody`,
    );
  }
});

test('queries ask only for labels that a metric has', () => {
  for (const path of WATCHING)
    for (const [, name, selector] of read(path).matchAll(
      /\b(offhook_[a-z0-9_]+?)(?:_bucket|_sum|_count)?\{([^}]*)\}/g,
    )) {
      const doc = METRICS[name as keyof typeof METRICS];
      const labels = new Set(['instance', ...('labels' in doc ? Object.keys(doc.labels) : [])]);
      for (const [, label = ''] of (selector ?? '').matchAll(/(\w+)\s*(?:=~|!=|=)/g))
        assert.ok(labels.has(label), `${path}: ${name} has no label ${label}`);
    }
});

test('alerts have names of their own, a summary and a severity', () => {
  const text = read('deploy/prometheus/alerts.yaml');
  const alerts = [...text.matchAll(/- alert: (\w+)/g)].map(([, name]) => name);
  assert.ok(alerts.length > 10);
  assert.equal(new Set(alerts).size, alerts.length);
  for (const key of ['expr:', 'summary:', 'severity:'])
    assert.equal(text.split(key).length - 1, alerts.length, key);
});
