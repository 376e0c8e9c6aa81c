// What turns took is told as tables that line up, and what is not known as a dash.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { LatencyReport, Percentiles, TurnLatency } from '../../server/api.ts';
import { latencyLines } from './latency-lines.ts';

const SPAN = { since: '2026-01-01T00:00:00.000Z', until: '2026-01-02T00:00:00.000Z' };
const FAST: Percentiles = { count: 120, p50: 640.4, p95: 1210, p99: 1890 };

function group(by: TurnLatency['by'], name: string): TurnLatency {
  const measures = {
    latencyMs: FAST,
    endpointingMs: FAST,
    modelMs: FAST,
    toolsMs: FAST,
    relayMs: FAST,
    carrierMs: FAST,
    completeMs: null,
  };
  return { by, name, measures };
}

test('without a turn there is nothing to tell', () => {
  assert.deepEqual(latencyLines({ ...SPAN, latency: [], objectives: [] }), [
    `No turn was answered from ${SPAN.since} to ${SPAN.until}.`,
  ]);
});

test('all turns are told by their parts, the rest by name, and objectives by how fast they burn', () => {
  const report: LatencyReport = {
    ...SPAN,
    latency: [
      group('all', ''),
      group('agent', 'front-desk'),
      group('model', 'm'),
      group('carrier', 'twilio'),
    ],
    objectives: [
      {
        name: 'first-audio',
        measure: 'latencyMs',
        withinMs: 1000,
        share: 0.95,
        burning: true,
        rates: [
          { window: '5m', turns: 0, slow: 0, rate: 0 },
          { window: '1h', turns: 120, slow: 90, rate: 15 },
        ],
      },
    ],
  };
  const lines = latencyLines(report);
  const column = (text: string) => lines.find((line) => line.startsWith(text));
  assert.equal(column('ear to ear'), 'ear to ear                           120     640    1210    1890');
  assert.equal(column('reply'), 'reply, first sound to last             0       –       –       –');
  assert.equal(column('front-desk'), 'front-desk                           120     640    1210    1890');
  assert.equal(lines.at(-1), '✖ first-audio: 95% within 1000 ms; burns 15.0 in 1h');
});
