// Each error of the API's table, and what it means to a call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../../base/brand.ts';
import { silence } from '../../media/audio.ts';
import { openaiBench, type Message, type OpenaiBench } from '../../testing/contracts/openai-peer.ts';

const ASK = { kind: 'response.create', requestId: 'q1', instructions: null, tools: true } as const;

const error = (code: string | null, commandId: unknown = null, rest: Message = {}): Message => ({
  type: 'error',
  error: { type: 'invalid_request_error', code, message: 'words', param: null, event_id: commandId, ...rest },
});

const lastId = ({ peer }: OpenaiBench): unknown => peer.received.at(-1)?.['event_id'];

/** What the session gives after `model.ready`. */
const after = ({ given }: OpenaiBench) => given.slice(1);

test('races and wishes that could not be granted are ignored and counted', async () => {
  const bench = await openaiBench();
  const codes = [
    'response_cancel_not_active',
    'input_audio_buffer_commit_empty',
    'cannot_update_voice',
    'item_truncate_invalid_item_id',
    'unsupported_content_type',
    'conversation_already_has_active_response',
  ];
  await bench.hear(...codes.map((code) => error(code)));
  await bench.accept({ kind: 'response.cancel', responseId: 'r' as ResponseId });
  await bench.hear(error('any_new_code', lastId(bench)));
  await bench.accept({ kind: 'context.remove', itemId: 'gone' as ItemId });
  await bench.hear(error('invalid_value', lastId(bench)));
  assert.deepEqual(after(bench), []);
  bench.session.close();
  const closed = bench.world.logLines.find(({ event }) => event === 'model.closed');
  assert.equal(closed?.fields['ignored'], codes.length + 2);
});

test('a request during another response is refused as busy, whether the error names it or not', async () => {
  for (const named of [true, false]) {
    const bench = await openaiBench();
    await bench.accept(ASK);
    const busy = error('conversation_already_has_active_response', named ? lastId(bench) : null);
    await bench.hear(busy, busy);
    const detail = 'conversation_already_has_active_response: words';
    assert.deepEqual(after(bench), [{ kind: 'response.refused', requestId: 'q1', cause: 'busy', detail }]);
  }
});

test('a request that is refused for another reason has failed', async () => {
  const bench = await openaiBench();
  await bench.accept(ASK);
  await bench.hear(error('invalid_value', lastId(bench)));
  const detail = 'invalid_value: words';
  assert.deepEqual(after(bench), [{ kind: 'response.refused', requestId: 'q1', cause: 'failed', detail }]);
});

test('a request that was answered is not refused any more', async () => {
  const bench = await openaiBench();
  await bench.accept(ASK);
  await bench.hear(
    { type: 'response.created', response: { id: 'r1', metadata: { offhook_request: 'q1' } } },
    error('conversation_already_has_active_response'),
  );
  assert.deepEqual(
    after(bench).map(({ kind }) => kind),
    ['response.started'],
  );
});

test('what no further try would mend is fatal, and closes', async () => {
  const codes = [
    'insufficient_quota',
    'invalid_api_key',
    'account_deactivated',
    'billing_hard_limit_reached',
  ];
  for (const code of codes) {
    const bench = await openaiBench();
    await bench.hear(error(code));
    assert.deepEqual(after(bench), [
      { kind: 'model.fault', code, detail: 'words', fatal: true },
      { kind: 'model.closed', code: 1000, detail: code },
    ]);
    assert.equal(bench.world.socketsOpen, 0);
  }
});

test('a fault is logged by its code, without what the vendor says of it', async () => {
  const bench = await openaiBench();
  const told = (code: string) => ({ type: 'error', error: { type: 'x', code, message: 'Bad key sk-1234' } });
  await bench.hear(told('rate_limit_exceeded'), told('see sk-1234 here'), told('invalid_api_key'));
  const lines = bench.world.logLines.filter(({ event }) => event === 'model.fault');
  assert.deepEqual(
    lines.map(({ level, fields }) => [level, fields['code']]),
    [
      ['warn', 'rate_limit_exceeded'],
      ['warn', 'other'],
      ['warn', 'invalid_api_key'],
    ],
  );
  assert.doesNotMatch(JSON.stringify(bench.world.logLines), /sk-1234/);
});

test('settings that are refused are fatal', async () => {
  const bench = await openaiBench({ greets: false });
  await bench.hear({ type: 'session.created' });
  await bench.hear(error('invalid_value', lastId(bench)));
  assert.deepEqual(
    bench.given.map(({ kind }) => kind),
    ['model.fault', 'model.closed'],
  );
});

test('an error that names the settings after they were taken is not fatal', async () => {
  const bench = await openaiBench();
  await bench.hear(error('invalid_value', bench.peer.received[0]?.['event_id']));
  assert.deepEqual(after(bench), [
    { kind: 'model.fault', code: 'invalid_value', detail: 'words', fatal: false },
  ]);
});

test('a session that has expired is closed', async () => {
  const bench = await openaiBench();
  await bench.hear(error('session_expired'));
  bench.peer.hangUp(1001, 'expired');
  await bench.world.advance(10);
  assert.deepEqual(after(bench), [{ kind: 'model.closed', code: 1001, detail: 'session_expired' }]);
});

test('our own mistakes and failures of the server are told, and the session goes on', async () => {
  const bench = await openaiBench();
  const ours = ['missing_required_parameter', 'unknown_parameter', 'invalid_event', 'invalid_type'];
  await bench.hear(...ours.map((code) => error(code)), error('rate_limit_exceeded'));
  await bench.hear(error(null, null, { type: 'server_error' }), error('brand_new_code'));
  assert.deepEqual(
    after(bench).map((frame) => (frame.kind === 'model.fault' && !frame.fatal ? frame.code : frame)),
    [...ours, 'rate_limit_exceeded', 'server_error', 'brand_new_code'],
  );
  const loud = bench.world.logLines.filter(({ event }) => event === 'model.command-refused');
  assert.deepEqual(
    loud.map(({ fields }) => fields['code']),
    ours,
  );
});

test('a truncation that comes too late is ignored, and an item that cannot be shortened is removed', async () => {
  const bench = await openaiBench();
  const delta = silence('pcmu', 1000).base64;
  await bench.hear({ type: 'response.output_audio.delta', response_id: 'r1', item_id: 'i1', delta });
  const truncate = { kind: 'context.truncate', itemId: 'i1' as ItemId, heardMs: 500 } as const;
  for (const code of ['invalid_value', 'item_truncate_invalid_item_id']) {
    await bench.accept(truncate);
    await bench.hear(error(code, lastId(bench)));
  }
  assert.equal(bench.peer.receivedOf('conversation.item.delete').length, 0);
  await bench.accept(truncate);
  await bench.hear(error('unsupported_content_type', lastId(bench)));
  assert.deepEqual(
    bench.peer.receivedOf('conversation.item.delete').map(({ item_id }) => item_id),
    ['i1'],
  );
  assert.deepEqual(
    after(bench).filter(({ kind }) => kind !== 'agent.audio'),
    [],
  );
});

test("a fault's detail is short and holds no key", async () => {
  const bench = await openaiBench();
  const message = `Incorrect API key provided: sk-proj-12***89ab. ${'x'.repeat(1_000)}`;
  await bench.hear(error('odd', null, { message }));
  const [frame] = bench.givenOf('model.fault');
  assert.ok(frame !== undefined && frame.detail.length <= 300);
  assert.doesNotMatch(frame.detail, /12\*|89ab/);
});
