// What a running function asks of others goes on in the call's trace.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { HttpRequest } from '../base/world.ts';
import { bench, called, started, tool } from '../../test/fakes/tool-calls-bench.ts';

const REQUEST = { method: 'GET', url: 'https://example.com', timeMsMax: 1000 } as const;

async function asked(headers: Readonly<Record<string, string>> | undefined, traced = true) {
  const requests: HttpRequest[] = [];
  let seen: string | undefined;
  const run = tool('hours', async (_value, { http, traceparent }) => {
    seen = traceparent;
    await http(headers === undefined ? REQUEST : { ...REQUEST, headers });
    return {};
  });
  const node = bench([run], {
    http: (request) => {
      requests.push(request);
      return Promise.resolve({ status: 200, headers: {}, body: '' });
    },
    ...(traced ? { traceparentOf: (id: string) => `00-trace-${id}-01` } : {}),
  });
  node.feed(started(), called('hours'));
  await node.advance(0);
  return { headers: requests[0]?.headers, seen };
}

test('each request of a tool has its place in the trace, and the tool knows it', async () => {
  assert.deepEqual(await asked(undefined), {
    headers: { traceparent: '00-trace-c1-01' },
    seen: '00-trace-c1-01',
  });
  const { headers } = await asked({ accept: 'application/json' });
  assert.deepEqual(headers, { accept: 'application/json', traceparent: '00-trace-c1-01' });
});

test('a trace that the tool gives itself stands, however it spells the header', async () => {
  const { headers } = await asked({ TraceParent: 'its own' });
  assert.deepEqual(headers, { TraceParent: 'its own' });
});

test('without a trace nothing is added', async () => {
  assert.deepEqual(await asked(undefined, false), { headers: undefined, seen: undefined });
});
