// What the server tells becomes frames: each thing once, whatever the order and the outcome.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ResponseId } from '../../base/brand.ts';
import { silence } from '../../media/audio.ts';
import { openaiBench, type Given, type Message } from '../../testing/contracts/openai-peer.ts';

const SOUND = silence('pcmu', 250).base64;

const created = (id: string, metadata: Message | null = null): Message => ({
  type: 'response.created',
  response: { id, status: 'in_progress', metadata },
});
const sound = (delta: string = SOUND, item = 'i1', response = 'r1'): Message => ({
  type: 'response.output_audio.delta',
  response_id: response,
  item_id: item,
  delta,
});
const words = (delta: string): Message => ({
  type: 'response.output_audio_transcript.delta',
  response_id: 'r1',
  item_id: 'i1',
  delta,
});
const part = (type: string): Message => ({ type, response_id: 'r1', item_id: 'i1' });
const call = (status: string | null, id = 'c1'): Message => ({
  id: `f_${id}`,
  type: 'function_call',
  status,
  name: 'lookup',
  call_id: id,
  arguments: '{"day":"mon"}',
});
const itemDone = (item: Message): Message => ({
  type: 'response.output_item.done',
  response_id: 'r1',
  item,
});
const done = (status: string, rest: Message = {}): Message => ({
  type: 'response.done',
  response: { id: 'r1', status, output: [], ...rest },
});

/** The frames that events amount to on a session that is ready. */
async function framesOf(...events: readonly Message[]): Promise<readonly Given[]> {
  const { given, hear } = await openaiBench();
  await hear(...events);
  return given.slice(1);
}

async function kindsOf(...events: readonly Message[]): Promise<readonly string[]> {
  return (await framesOf(...events)).map(({ kind }) => kind);
}

test("a caller's turn is told as speech, item and text", async () => {
  const frames = await framesOf(
    { type: 'input_audio_buffer.speech_started', audio_start_ms: 0, item_id: 'u1' },
    { type: 'input_audio_buffer.speech_stopped', audio_end_ms: 9, item_id: 'u1' },
    { type: 'input_audio_buffer.committed', item_id: 'u1', previous_item_id: null },
    { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u1', delta: 'Hey,' },
    { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u1', delta: ' you' },
    { type: 'conversation.item.input_audio_transcription.completed', item_id: 'u1', transcript: 'Hey, you.' },
  );
  assert.deepEqual(frames, [
    { kind: 'speech.started' },
    { kind: 'speech.stopped' },
    { kind: 'caller.committed', itemId: 'u1' },
    { kind: 'caller.text', itemId: 'u1', text: 'Hey,', final: false },
    { kind: 'caller.text', itemId: 'u1', text: 'Hey, you', final: false },
    { kind: 'caller.text', itemId: 'u1', text: 'Hey, you.', final: true },
  ]);
});

test("a caller's text is final once, and empty when it could not be understood", async () => {
  const failed = { type: 'conversation.item.input_audio_transcription.failed', item_id: 'u1', error: {} };
  const frames = await framesOf(
    { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u1', delta: 'mm' },
    failed,
    failed,
    { type: 'conversation.item.input_audio_transcription.delta', item_id: 'u1', delta: 'late' },
  );
  assert.deepEqual(frames.slice(1), [{ kind: 'caller.text', itemId: 'u1', text: '', final: true }]);
});

test("a caller's text may come after the response is done", async () => {
  const kinds = await kindsOf(created('r1'), done('completed'), {
    type: 'conversation.item.input_audio_transcription.completed',
    item_id: 'u1',
    transcript: 'Late.',
  });
  assert.deepEqual(kinds, ['response.started', 'response.done', 'caller.text']);
});

test('an idle timeout is no turn of its own: only what is committed is', async () => {
  const kinds = await kindsOf(
    { type: 'input_audio_buffer.timeout_triggered', audio_start_ms: 0, audio_end_ms: 9, item_id: 't1' },
    { type: 'input_audio_buffer.committed', item_id: 't1' },
    { type: 'rate_limits.updated', rate_limits: [] },
  );
  assert.deepEqual(kinds, ['caller.committed']);
});

test('a spoken response is told from start to done, its sound as it stood on the wire', async () => {
  const frames = await framesOf(
    created('r1'),
    words('Hel'),
    sound(),
    sound('AAA='),
    words('lo.'),
    part('response.output_audio.done'),
    part('response.output_audio_transcript.done'),
    itemDone({ id: 'i1', type: 'message', status: 'completed', role: 'assistant' }),
    done('completed'),
  );
  const audio = (base64: string) => ({
    kind: 'agent.audio',
    responseId: 'r1',
    itemId: 'i1',
    audio: { encoding: 'pcmu', base64 },
  });
  assert.deepEqual(frames, [
    { kind: 'response.started', responseId: 'r1', requestId: null },
    { kind: 'agent.text', itemId: 'i1', delta: 'Hel' },
    audio(SOUND),
    audio('AAA='),
    { kind: 'agent.text', itemId: 'i1', delta: 'lo.' },
    { kind: 'agent.item-done', responseId: 'r1', itemId: 'i1' },
    {
      kind: 'response.done',
      responseId: 'r1',
      status: 'completed',
      reason: null,
      fatal: false,
      usage: null,
    },
  ]);
});

test('an item is done once, by whatever ends it first, and its words never come after that', async () => {
  const message = { id: 'i1', type: 'message', status: 'completed', role: 'assistant' };
  const ends: readonly (readonly Message[])[] = [
    [part('response.output_audio.done')],
    [itemDone(message)],
    [{ type: 'conversation.item.done', item: message }],
    [done('completed')],
  ];
  for (const end of ends) {
    const kinds = await kindsOf(created('r1'), sound(), ...end, ...ends.flat());
    assert.equal(kinds.filter((kind) => kind === 'agent.item-done').length, 1);
    assert.ok(kinds.indexOf('agent.item-done') < kinds.indexOf('response.done'));
  }
  const kinds = await kindsOf(
    created('r1'),
    words('Hel'),
    sound(),
    part('response.output_audio.done'),
    words('lo.'),
    part('response.output_audio_transcript.done'),
  );
  assert.deepEqual(kinds.slice(-2), ['agent.text', 'agent.item-done']);
});

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

test('the names of the beta are understood', async () => {
  const kinds = await kindsOf(
    created('r1'),
    { type: 'conversation.item.created', item: { id: 'i1', type: 'message' } },
    { ...words('Hi'), type: 'response.audio_transcript.delta' },
    { ...sound(), type: 'response.audio.delta' },
    part('response.audio.done'),
    part('response.audio_transcript.done'),
    done('completed'),
  );
  assert.deepEqual(kinds, [
    'response.started',
    'agent.text',
    'agent.audio',
    'agent.item-done',
    'response.done',
  ]);
});

test('sound of any length passes, in the encoding of the session', async () => {
  const { given, hear } = await openaiBench({ settings: { encoding: 'pcma' } });
  const pieces = [1, 2, 3, 159, 161, 12_000].map((bytes) => Buffer.alloc(bytes, 0xd5).toString('base64'));
  await hear(created('r1'), ...pieces.map((piece) => sound(piece)));
  const heard = given.flatMap((frame) => (frame.kind === 'agent.audio' ? [frame.audio] : []));
  assert.deepEqual(
    heard,
    pieces.map((base64) => ({ encoding: 'pcma', base64 })),
  );
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
