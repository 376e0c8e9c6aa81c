// Responses become frames: begun, done, with what they called and cost, whatever their outcome.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseId } from '../../base/brand.ts';
import {
  call,
  created,
  done,
  framesOf,
  itemDone,
  kindsOf,
  part,
  sound,
} from '../../testing/contracts/openai-events.ts';
import { openaiBench, type Message } from '../../testing/contracts/openai-peer.ts';

test('a response carries the request id that asked for it', async () => {
  const [started] = await framesOf(created('r1', { offhook_request: 'greeting-1', other: 'x' }));
  assert.deepEqual(started, { kind: 'response.started', responseId: 'r1', requestId: 'greeting-1' });
});

test('a cancelled response is done at once, and its late sound still comes, under its id', async () => {
  const frames = await framesOf(
    created('r1'),
    sound(),
    itemDone({ id: 'i1', type: 'message', status: 'incomplete', role: 'assistant' }),
    done('cancelled', { status_details: { type: 'cancelled', reason: 'turn_detected' } }),
    sound(),
  );
  assert.deepEqual(
    frames.map(({ kind }) => kind),
    ['response.started', 'agent.audio', 'agent.item-done', 'response.done', 'agent.audio'],
  );
  assert.ok(frames[3]?.kind === 'response.done' && frames[3].reason === 'turn_detected');
  assert.ok(frames[4]?.kind === 'agent.audio' && frames[4].responseId === 'r1');
});

test('a response that is done before it was announced is told as started first, and done once', async () => {
  const over = done('incomplete', {
    status_details: { reason: 'turn_detected' },
    metadata: { offhook_request: 'q' },
  });
  const frames = await framesOf(over, over, created('r1'));
  assert.deepEqual(frames, [
    { kind: 'response.started', responseId: 'r1', requestId: 'q' },
    {
      kind: 'response.done',
      responseId: 'r1',
      // An interruption, whatever the server calls its result.
      status: 'cancelled',
      reason: 'turn_detected',
      fatal: false,
      usage: null,
    },
  ]);
});

test("a response's status, reason and finality are the server's", async () => {
  const failed = (error: Message) => done('failed', { status_details: { type: 'failed', error } });
  const table = [
    [
      done('cancelled', { status_details: { reason: 'client_cancelled' } }),
      'cancelled',
      'client_cancelled',
      false,
    ],
    [
      done('incomplete', { status_details: { reason: 'max_output_tokens' } }),
      'incomplete',
      'max_output_tokens',
      false,
    ],
    [
      failed({ type: 'invalid_request_error', code: 'insufficient_quota' }),
      'failed',
      'insufficient_quota',
      true,
    ],
    [failed({ type: 'tokens', code: 'rate_limit_exceeded' }), 'failed', 'rate_limit_exceeded', false],
    [failed({ type: 'server_error', code: null }), 'failed', 'server_error', false],
    [done('in_progress'), 'failed', null, false],
  ] as const;
  for (const [event, status, reason, fatal] of table) {
    const frame = (await framesOf(created('r1'), event)).at(-1);
    assert.deepEqual(frame, { kind: 'response.done', responseId: 'r1', status, reason, fatal, usage: null });
  }
});

test('usage counts text and sound, and cached tokens among the input', async () => {
  const usage = {
    total_tokens: 253,
    input_tokens: 132,
    output_tokens: 121,
    input_token_details: {
      text_tokens: 119,
      audio_tokens: 13,
      cached_tokens: 64,
      cached_tokens_details: { text_tokens: 60, audio_tokens: 4 },
    },
    output_token_details: { text_tokens: 30, audio_tokens: 91 },
  };
  const frame = (await framesOf(created('r1'), done('completed', { usage }))).at(-1);
  assert.deepEqual(frame?.kind === 'response.done' && frame.usage, {
    inputTextTokens: 119,
    inputAudioTokens: 13,
    cachedTextTokens: 60,
    cachedAudioTokens: 4,
    outputTextTokens: 30,
    outputAudioTokens: 91,
  });
  const nonsense = { input_tokens: -4, output_tokens: 'many', input_token_details: [] };
  const odd = (await framesOf(created('r1'), done('completed', { usage: nonsense }))).at(-1);
  assert.deepEqual(odd?.kind === 'response.done' && Object.values(odd.usage ?? {}), [0, 0, 0, 0, 0, 0]);
});

test('a tool is called once, when its item is completed, before its response is done', async () => {
  const frames = await framesOf(
    created('r1'),
    { type: 'response.function_call_arguments.delta', response_id: 'r1', item_id: 'f_c1', delta: '{"da' },
    { ...part('response.function_call_arguments.done'), call_id: 'c1', name: 'lookup', arguments: '{"da' },
    itemDone(call('completed')),
    itemDone(call('completed')),
    done('completed', { output: [call('completed'), call('completed', 'c2')] }),
  );
  const called = (id: string) => ({
    kind: 'tool.called',
    responseId: 'r1',
    toolCallId: id,
    name: 'lookup',
    argumentsJson: '{"day":"mon"}',
  });
  assert.deepEqual(frames.slice(1, 3), [called('c1'), called('c2')]);
  assert.equal(frames[3]?.kind, 'response.done');
  assert.equal(frames.length, 4);
});

test('two tools of one response are both called', async () => {
  const frames = await framesOf(
    created('r1'),
    itemDone(call('completed', 'c1')),
    itemDone(call('completed', 'c2')),
    done('completed', { output: [call('completed', 'c1'), call('completed', 'c2')] }),
  );
  const ids = frames.flatMap((frame) => (frame.kind === 'tool.called' ? [frame.toolCallId] : []));
  assert.deepEqual(ids, ['c1', 'c2']);
});

test('a tool whose call was cut off is not called', async () => {
  for (const status of ['incomplete', 'in_progress', null]) {
    const kinds = await kindsOf(
      created('r1'),
      itemDone(call(status)),
      done('completed', { output: [call(status)] }),
    );
    assert.deepEqual(kinds, ['response.started', 'response.done']);
  }
  for (const status of ['cancelled', 'incomplete', 'failed']) {
    const kinds = await kindsOf(created('r1'), done(status, { output: [call('completed')] }));
    assert.deepEqual(kinds, ['response.started', 'response.done']);
  }
});

test('a response that is over is not cancelled again', async () => {
  const { peer, hear, accept } = await openaiBench();
  const cancel = { kind: 'response.cancel', responseId: 'r1' as ResponseId } as const;
  await hear(created('r1'));
  await accept(cancel);
  await hear(done('cancelled'));
  await accept(cancel);
  assert.equal(peer.receivedOf('response.cancel').length, 1);
});
