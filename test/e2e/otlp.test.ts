// An OpenTelemetry collector's view of a call, over a real socket: one tree, under the head that was set.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { jobRunner } from '../../src/server/jobs/job-runner.ts';
import { readSettings } from '../../src/server/settings.ts';
import { spanJobs } from '../../src/server/telemetry/span-jobs.ts';
import { realWorld } from '../../src/server/world/real-world.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { memoryLog } from '../../src/testing/world/memory-log.ts';
import { endedCall } from '../fakes/ended-call.ts';

interface Received {
  readonly path: string | undefined;
  readonly key: unknown;
  readonly body: {
    readonly resourceSpans: readonly {
      readonly resource: {
        readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
      };
      readonly scopeSpans: readonly {
        readonly spans: readonly {
          readonly traceId: string;
          readonly spanId: string;
          readonly parentSpanId?: string;
          readonly name: string;
        }[];
      }[];
    }[];
  };
}

async function received(request: IncomingMessage): Promise<Received> {
  let text = '';
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk);
  return {
    path: request.url,
    key: request.headers['x-api-key'],
    body: JSON.parse(text) as Received['body'],
  };
}

test('a collector is given the whole tree of an ended call', async () => {
  const got = Promise.withResolvers<Received>();
  const server = createServer((request, answer) => {
    void received(request).then((one) => {
      answer.setHeader('content-type', 'application/json').end('{}');
      got.resolve(one);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { telemetry } = readSettings({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}/`,
    OTEL_EXPORTER_OTLP_HEADERS: 'x-api-key=a%2Cb',
    OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=test',
    OTEL_SERVICE_NAME: 'front-desk',
  });
  const world = realWorld(memoryLog().log);
  const store = memoryStore();
  const work = spanJobs({ world, store, ...telemetry });
  const runner = jobRunner({ world, jobs: store.jobs, place: 'here', kinds: work.kinds });
  const records = endedCall();
  const now = world.clock.wall();
  const jobs = records.flatMap((record) => work.of(record)).map((job) => ({ ...job, dueAt: now }));
  await store.append(records, jobs);
  runner.look();
  const { path, key, body } = await got.promise;
  await runner.close();
  server.close();
  assert.deepEqual([path, key], ['/v1/traces', 'a,b']);
  const [{ resource, scopeSpans } = { resource: { attributes: [] }, scopeSpans: [] }] = body.resourceSpans;
  assert.deepEqual(resource.attributes, [
    { key: 'service.name', value: { stringValue: 'front-desk' } },
    { key: 'deployment.environment.name', value: { stringValue: 'test' } },
  ]);
  const spans = scopeSpans.flatMap((scope) => scope.spans);
  const nameOf = new Map(spans.map(({ spanId, name }) => [spanId, name]));
  const tree = spans.map(({ name, parentSpanId }) =>
    parentSpanId === undefined ? name : `${nameOf.get(parentSpanId) ?? 'nobody'} > ${name}`,
  );
  assert.deepEqual(
    new Set(tree),
    new Set(['call', 'call > ring', 'call > stream', 'call > turn', 'turn > playout']),
  );
  assert.equal(new Set(spans.map(({ traceId }) => traceId)).size, 1);
});
