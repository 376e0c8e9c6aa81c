// The reference pages that are made of the code: settings, errors, the API's document.
import { ERRORS, MENDS, type ErrorCode } from '../src/base/errors.ts';
import { buildApp } from '../src/server/app.ts';
import { ERROR_STATUS } from '../src/server/error-answer.ts';
import { ENVIRONMENT } from '../src/server/settings-schema.ts';
import { variableDocs, type VariableDoc } from '../src/server/variable.ts';
import { liveFeed } from '../src/server/live-feed.ts';
import { METRICS, type MetricDoc } from '../src/server/metric-table.ts';
import { metrics } from '../src/server/metrics.ts';
import type { Switchboard } from '../src/server/switchboard.ts';
import { memoryStore } from '../src/testing/memory-store.ts';
import { simulatedWorld } from '../src/testing/world/simulated-world.ts';

const MADE = '<!-- Made by `node scripts/write-reference.ts`; change the source it names instead. -->';

/** Path below the repository's root → what stands there. */
export async function referencePages(): Promise<Readonly<Record<string, string>>> {
  return {
    'docs/reference/configuration.md': configurationPage(),
    'docs/reference/errors.md': errorsPage(),
    'docs/reference/metrics.md': metricsPage(),
    'docs/reference/openapi.json': await openApiDocument(),
  };
}

function configurationPage(): string {
  const lines = [
    MADE,
    '',
    '# Configuration',
    '',
    'Where Offhook runs, and with whose keys, stands in the environment or in a file `.env` beside it; the environment wins, and an empty value counts as unset. What the agent is stands in `offhook.config.ts`. Everything is checked once at start: what does not fit is named, with what it must be, before anything listens.',
    '',
    'Source: `src/server/settings-schema.ts`.',
  ];
  let group = '';
  for (const [name, schema] of Object.entries(ENVIRONMENT.shape)) {
    const doc: VariableDoc | undefined = variableDocs.get(schema);
    if (doc === undefined) throw new Error(`${name} has no documentation`);
    if (doc.group !== group) {
      group = doc.group;
      lines.push('', `## ${group}`);
    }
    lines.push(
      '',
      `### \`${name}\``,
      '',
      `${doc.text}${doc.secret === true ? ' Secret: it never appears in a message or a log line.' : ''}`,
      '',
      `- Must be ${doc.mustBe}.`,
      `- Unset: ${doc.unset}.`,
      `- Example: \`${doc.example}\``,
    );
  }
  return `${lines.join('\n')}\n`;
}

function errorsPage(): string {
  const lines = [
    MADE,
    '',
    '# Errors',
    '',
    'Every error that a user of Offhook can meet is an `OffhookError` with one of these codes. The API answers them as `{ "error": { "code", "message" } }` with the status below; the message names what, where and how to mend it.',
    '',
    'Source: `src/base/errors.ts`.',
  ];
  for (const code of Object.keys(ERRORS) as ErrorCode[])
    lines.push(
      '',
      `## \`${code}\``,
      '',
      ERRORS[code],
      '',
      MENDS[code],
      '',
      `HTTP status: ${ERROR_STATUS[code]}`,
    );
  return `${lines.join('\n')}\n`;
}

function metricsPage(): string {
  const lines = [
    MADE,
    '',
    '# Metrics',
    '',
    'What `GET /metrics` gives, in the words of Prometheus; a dashboard and alerts made of them lie in [deploy](../../deploy/README.md). No metric has a label of a call, a caller or a word: each value is known beforehand, or bounded by what is configured. Beside these there are the metrics of Node that `prom-client` collects, whose names begin with `process_` and `nodejs_`: memory, garbage collection, and the lag of the event loop (`nodejs_eventloop_lag_p99_seconds` and its like).',
    '',
    'Source: `src/server/metric-table.ts`.',
  ];
  for (const [name, { kind, help, labels = {}, buckets = [] }] of Object.entries<MetricDoc>(METRICS)) {
    lines.push('', `## \`${name}\``, '', `${help}. A ${kind}.`);
    const more = Object.entries(labels).map(([label, values]) => `- \`${label}\`: ${values}.`);
    if (buckets.length > 0) more.push(`- Buckets: ${buckets.join(', ')}.`);
    if (more.length > 0) lines.push('', ...more);
  }
  return `${lines.join('\n')}\n`;
}

async function openApiDocument(): Promise<string> {
  const world = simulatedWorld();
  const admission = { turnedAway: { busy: 0, draining: 0 } };
  const switchboard = { watch: () => () => {}, live: () => [], admission } as unknown as Switchboard;
  const app = await buildApp({
    world,
    switchboard,
    store: memoryStore(),
    metrics: metrics({ switchboard, journal: { waiting: 0, lost: 0 } }),
    feed: liveFeed(world, switchboard),
    doors: [],
    publicUrl: null,
    apiKey: null,
    dataDir: '.',
    unavailable: { text: '', language: 'en-US' },
    draining: () => false,
  });
  return `${JSON.stringify(app.swagger(), null, 2)}\n`;
}
