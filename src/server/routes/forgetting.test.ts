// Tests of the API that deletes calls and holds them.
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import { forgettingStage } from '../../../test/fakes/forgetting-stage.ts';
import { serverStage } from '../../../test/fakes/server-stage.ts';

void suite('the API of forgetting', () => {
  async function served() {
    const one = await forgettingStage();
    const { app } = await serverStage({ store: one.store, eraser: one.forgetting.eraser });
    const ask = async (method: 'GET' | 'PUT' | 'DELETE', url: string, payload?: object) => {
      const answer = await app.inject({
        method,
        url,
        headers: { host: 'localhost' },
        remoteAddress: '127.0.0.1',
        ...(payload !== undefined && { payload }),
      });
      return { status: answer.statusCode, body: answer.json<Record<string, unknown>>() };
    };
    return { ...one, ask };
  }

  test('holds, refuses, releases and deletes a call', async () => {
    const { ask, store } = await served();
    const put = await ask('PUT', '/api/calls/call_a/hold', { reason: 'case 7' });
    assert.deepEqual(put, { status: 200, body: { changed: true } });
    assert.deepEqual((await ask('PUT', '/api/calls/call_a/hold')).body, { changed: false });
    const refused = await ask('DELETE', '/api/calls/call_a');
    assert.equal(refused.status, 409);
    assert.match(JSON.stringify(refused.body), /CALL_HELD.*call_a is held/);
    const { holds } = (await ask('GET', '/api/holds')).body as {
      holds: { subject: string; reason: string }[];
    };
    assert.deepEqual(
      holds.map(({ subject, reason }) => [subject, reason]),
      [['call_a', 'case 7']],
    );
    await ask('DELETE', '/api/calls/call_a/hold');
    assert.equal((await ask('DELETE', '/api/calls/call_a?dryRun=true')).body['erased'], 1);
    assert.notEqual(await store.call('call_a'), null);
    assert.equal((await ask('DELETE', '/api/calls/call_a')).body['erased'], 1);
    assert.equal((await ask('DELETE', '/api/calls/call_a')).status, 404);
  });

  test("deletes a caller's calls, however the number is written, and refuses what is none", async () => {
    const { ask, store } = await served();
    assert.equal((await ask('DELETE', '/api/callers/anonymous')).status, 400);
    assert.equal(
      (await ask('PUT', `/api/callers/${encodeURIComponent('+1 (555) 000-1111')}/hold`)).status,
      200,
    );
    assert.deepEqual((await ask('DELETE', '/api/callers/%2B15550001111')).body['held'], ['call_a']);
    assert.deepEqual((await ask('DELETE', '/api/callers/%2B15550001111/hold')).body, { changed: true });
    const { status, body } = await ask('DELETE', '/api/callers/%2B15550001111');
    assert.deepEqual([status, body['erased'], body['files']], [200, 1, 7]);
    assert.equal(await store.call('call_a'), null);
  });
});
