// The rehearsal model refuses as OpenAI does, is interrupted as OpenAI is, and survives whatever it is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { quiet, scriptedEar, syntheticSpeech } from './doubles.ts';
import { scriptedBrain } from './scripted-brain.ts';
import { testClient, type TestClient } from './test-client.ts';

const LONG = 'This is a long sentence, so that there is time enough to talk over it before it has been made.';

/** Sends `event` and gives the code and the message of the error that answers it. */
async function refused(
  client: TestClient,
  event: object | string,
): Promise<{ code: unknown; message: string }> {
  const before = client.all('error').length;
  client.send(event);
  await client.world.advance(0);
  assert.equal(client.all('error').length, before + 1, JSON.stringify(event));
  const error = client.last('error');
  return { code: error.at('error.code'), message: String(error.at('error.message')) };
}

/** A client to which the model has said `text` in full; `itemId` is what it said. */
async function spokenTo(text: string): Promise<{ client: TestClient; itemId: string; lengthMs: number }> {
  const client = await testClient({ brain: scriptedBrain([text]) });
  client.send({ type: 'response.create' });
  await client.world.advance(5000);
  const itemId = String(client.last('response.output_item.done').at('item.id'));
  return { client, itemId, lengthMs: text.length * 60 };
}

test('speech cancels the response that is being made: five endings, an incomplete item, turn_detected', async () => {
  const client = await testClient({
    brain: scriptedBrain([LONG, 'Yes?']),
    ear: scriptedEar(['Wait, stop.']),
  });
  client.send({ type: 'response.create' });
  await client.world.advance(200);
  await client.speak(syntheticSpeech(600));
  const started = client.seen.findIndex(({ type }) => type === 'input_audio_buffer.speech_started');
  assert.ok(client.seen.slice(0, started).some(({ type }) => type === 'response.output_audio.delta'));
  assert.deepEqual(client.types(started + 1), [
    'response.output_audio.done',
    'response.output_audio_transcript.done',
    'response.content_part.done',
    'conversation.item.done',
    'response.output_item.done',
    'response.done',
    'rate_limits.updated',
  ]);
  const done = client.last('response.done');
  assert.equal(done.at('response.status'), 'cancelled');
  assert.equal(done.at('response.status_details.reason'), 'turn_detected');
  assert.equal(done.at('response.output.0.status'), 'incomplete');
  assert.ok(LONG.startsWith(String(done.at('response.output.0.content.0.transcript'))));
  const late = client.all('response.output_audio.delta').filter(({ atMs }) => atMs > done.atMs);
  assert.deepEqual(late, []);
  await client.speak(quiet(3000));
  assert.equal(client.last('response.output_audio_transcript.done').at('transcript'), 'Yes?');
});

test('a response that has not made a sound yet is cancelled with no output', async () => {
  const client = await testClient({ brain: scriptedBrain(['Never said.']), timing: { firstAudioMs: 2000 } });
  client.send({ type: 'response.create' });
  await client.speak(syntheticSpeech(500));
  assert.deepEqual(client.last('response.done').at('response.output'), []);
  assert.equal(client.last('response.done').at('response.status'), 'cancelled');
  assert.equal(client.all('response.output_item.added').length, 0);
});

test('where speech may not interrupt, the response goes on and the turn after it collides with it', async () => {
  const client = await testClient({ brain: scriptedBrain([LONG]), timing: { speed: 1 } });
  const turn_detection = { interrupt_response: false };
  client.send({
    type: 'session.update',
    session: { type: 'realtime', audio: { input: { turn_detection } } },
  });
  client.send({ type: 'response.create' });
  await client.speak(syntheticSpeech(600), quiet(1000));
  assert.equal(client.last('error').at('error.code'), 'conversation_already_has_active_response');
  assert.equal(client.all('response.done').length, 0);
});

test('a second response is refused while one is active, with the id of its event', async () => {
  const client = await testClient({ brain: scriptedBrain([LONG]) });
  client.send({ type: 'response.create' });
  const { code, message } = await refused(client, { type: 'response.create', event_id: 'mine' });
  assert.equal(code, 'conversation_already_has_active_response');
  assert.match(message, /active response in progress: resp_\w+\. Wait until/);
  assert.equal(client.last('error').at('error.event_id'), 'mine');
});

test('cancel stops the response; without one it is refused', async () => {
  const client = await testClient({ brain: scriptedBrain([LONG]) });
  assert.equal((await refused(client, { type: 'response.cancel' })).code, 'response_cancel_not_active');
  client.send({ type: 'response.create' });
  await client.world.advance(400);
  const id = client.last('response.created').at('response.id');
  const other = { type: 'response.cancel', response_id: 'resp_other' };
  assert.equal((await refused(client, other)).code, 'response_cancel_not_active');
  client.send({ type: 'response.cancel', response_id: id });
  await client.world.advance(0);
  assert.equal(client.last('response.done').at('response.status_details.reason'), 'client_cancelled');
});

test('truncation keeps what was heard, forgets the words, and can only shorten', async () => {
  const { client, itemId, lengthMs } = await spokenTo('Hello, this is the front desk.');
  const truncate = (audio_end_ms: unknown, item_id = itemId, content_index = 0) => ({
    type: 'conversation.item.truncate',
    item_id,
    content_index,
    audio_end_ms,
  });
  const longer = await refused(client, truncate(lengthMs + 60));
  assert.equal(longer.code, 'invalid_value');
  assert.equal(longer.message, `Audio content of ${lengthMs}ms is already shorter than ${lengthMs + 60}ms`);
  assert.equal((await refused(client, truncate(0))).code, 'unsupported_content_type');
  assert.equal((await refused(client, truncate(-1))).code, 'invalid_value');
  assert.equal((await refused(client, truncate(null))).code, 'invalid_type');
  assert.equal((await refused(client, truncate(1.5))).code, 'invalid_type');
  assert.equal((await refused(client, truncate(100, itemId, 1))).code, 'invalid_value');
  assert.equal((await refused(client, truncate(100, 'item_none'))).code, 'item_truncate_invalid_item_id');

  client.send(truncate(700));
  client.send({ type: 'conversation.item.retrieve', item_id: itemId });
  await client.world.advance(0);
  assert.equal(client.last('conversation.item.truncated').at('audio_end_ms'), 700);
  assert.equal(client.last('conversation.item.retrieved').at('item.content.0.transcript'), null);
  assert.match((await refused(client, truncate(701))).message, /of 700ms is already shorter than 701ms/);
});

test('an item that is truncated while it is being made stays truncated', async () => {
  const client = await testClient({ brain: scriptedBrain([LONG]) });
  client.send({ type: 'response.create' });
  await client.world.advance(300);
  const item_id = client.last('response.output_item.added').at('item.id');
  client.send({ type: 'conversation.item.truncate', item_id, content_index: 0, audio_end_ms: 50 });
  client.send({ type: 'response.cancel' });
  client.send({ type: 'conversation.item.retrieve', item_id });
  await client.world.advance(0);
  assert.equal(client.last('conversation.item.retrieved').at('item.content.0.transcript'), null);
  assert.equal(client.last('conversation.item.retrieved').at('item.status'), 'incomplete');
});

test('only what the model said with sound can be truncated', async () => {
  const client = await testClient();
  const content = [{ type: 'output_text', text: 'Earlier answer' }];
  client.send({
    type: 'conversation.item.create',
    item: { id: 'old', type: 'message', role: 'assistant', content },
  });
  const truncate = { type: 'conversation.item.truncate', item_id: 'old', content_index: 0, audio_end_ms: 10 };
  const { code, message } = await refused(client, truncate);
  assert.equal(code, 'unsupported_content_type');
  assert.equal(message, 'Only model output audio messages can be truncated');
});

test("a client's items keep its ids and places; doubles, strangers and spoken history are refused", async () => {
  const client = await testClient();
  const create = (item: object, previous_item_id?: string) => ({
    type: 'conversation.item.create',
    ...(previous_item_id === undefined ? {} : { previous_item_id }),
    item,
  });
  const message = (id: string, role = 'user', type = 'input_text') => ({
    id,
    type: 'message',
    role,
    content: [{ type, text: id }],
  });
  client.send(create(message('b')));
  client.send(create(message('a', 'system'), 'root'));
  client.send(create(message('ab', 'assistant', 'output_text'), 'a'));
  await client.world.advance(0);
  assert.deepEqual(
    client.all('conversation.item.done').map((event) => [event.at('previous_item_id'), event.at('item.id')]),
    [
      [null, 'b'],
      [null, 'a'],
      ['a', 'ab'],
    ],
  );
  assert.equal((await refused(client, create(message('b')))).code, 'item_create_duplicate_item_id');
  assert.equal(
    (await refused(client, create(message('c'), 'nowhere'))).code,
    'item_create_invalid_previous_item_id',
  );
  assert.equal((await refused(client, create(message('d', 'user', 'output_text')))).code, 'invalid_value');
  const spoken = {
    type: 'message',
    role: 'assistant',
    content: [{ type: 'output_audio', transcript: 'Hi' }],
  };
  const history = await refused(client, create(spoken));
  assert.equal(history.code, 'missing_required_parameter');
  assert.match(history.message, /item\.content\[0\]\.text/);
  const stranger = { type: 'function_call_output', call_id: 'call_x', output: '{}' };
  assert.equal((await refused(client, create(stranger))).code, 'invalid_tool_call_id');

  client.send({ type: 'conversation.item.delete', item_id: 'a' });
  await client.world.advance(0);
  assert.equal(client.last('conversation.item.deleted').at('item_id'), 'a');
  for (const verb of ['delete', 'retrieve'])
    assert.equal(
      (await refused(client, { type: `conversation.item.${verb}`, item_id: 'a' })).code,
      `item_${verb}_invalid_item_id`,
    );
});

test('the voice is fixed once the model has spoken; the same voice again is no change', async () => {
  const { client } = await spokenTo('Hello.');
  const update = (voice: string) => ({
    type: 'session.update',
    session: { type: 'realtime', audio: { output: { voice } }, instructions: 'New.' },
  });
  assert.equal((await refused(client, update('cedar'))).code, 'cannot_update_voice');
  client.send(update('marin'));
  await client.world.advance(0);
  assert.equal(client.last('session.updated').at('session.instructions'), 'New.');
});

test('formats, fields and values that OpenAI or a rehearsal does not take are refused by name', async () => {
  const client = await testClient();
  const update = (session: object) => ({ type: 'session.update', session: { type: 'realtime', ...session } });
  const format = (given: object) => update({ audio: { input: { format: given } } });
  const cases: readonly (readonly [object, string, RegExp])[] = [
    [format({ type: 'audio/pcm', rate: 24_000 }), 'invalid_value', /audio\/pcmu/],
    [format({ type: 'audio/pcmu', rate: 8000 }), 'unknown_parameter', /session\.audio\.input\.format\.rate/],
    [update({ temperature: 1 }), 'unknown_parameter', /session\.temperature/],
    [{ type: 'session.update', session: {} }, 'missing_required_parameter', /session\.type/],
    [{ type: 'session.update' }, 'missing_required_parameter', /session/],
    [update({ instructions: 7 }), 'invalid_type', /session\.instructions/],
    [update({ model: 'gpt-other' }), 'invalid_value', /model/],
    [update({ output_modalities: ['audio', 'text'] }), 'invalid_value', /output_modalities/],
    [{ type: 'input_audio_buffer.append', audio: '!' }, 'invalid_value', /base64/],
    [{ type: 'input_audio_buffer.append' }, 'missing_required_parameter', /audio/],
    [{ type: 'output_audio_buffer.clear' }, 'invalid_value', /output_audio_buffer\.clear/],
  ];
  for (const [event, code, message] of cases) {
    const answer = await refused(client, event);
    assert.equal(answer.code, code, JSON.stringify(event));
    assert.match(answer.message, message);
  }
  assert.equal(client.all('session.updated').length, 1);
});

test('sound before the telephone format was agreed is refused, on both ways', async () => {
  const client = await testClient({}, false);
  const append = { type: 'input_audio_buffer.append', audio: 'AAAA' };
  assert.equal((await refused(client, append)).code, 'invalid_value');
  assert.equal((await refused(client, { type: 'response.create' })).code, 'invalid_value');
});

test('a commit of less than 100 ms is refused; clear empties the buffer', async () => {
  const client = await testClient();
  const commit = { type: 'input_audio_buffer.commit' };
  const { code, message } = await refused(client, commit);
  assert.equal(code, 'input_audio_buffer_commit_empty');
  assert.match(message, /at least 100ms of audio, but buffer only has 0\.00ms/);
  await client.speak(quiet(200));
  client.send({ type: 'input_audio_buffer.clear' });
  assert.equal((await refused(client, commit)).code, 'input_audio_buffer_commit_empty');
  assert.equal(client.all('input_audio_buffer.cleared').length, 1);
});

test('text that is no event is answered with an error and nothing else', async () => {
  const client = await testClient();
  for (const text of ['', '{', 'null', '[]', '7', '{}', '{"type":7}'])
    assert.equal((await refused(client, text)).code, 'invalid_event', text);
  assert.equal((await refused(client, '{"type":"no.such","event_id":"x"}')).code, 'invalid_value');
  assert.equal(client.last('error').at('error.event_id'), 'x');
});

test('whatever is sent, the session lives and still answers', async () => {
  const client = await testClient({ brain: scriptedBrain([]) });
  const types = [
    'session.update',
    'input_audio_buffer.append',
    'conversation.item.create',
    'conversation.item.truncate',
    'response.create',
    'constructor',
  ];
  const keys = [
    'session',
    'audio',
    'item',
    'item_id',
    'audio_end_ms',
    'response',
    'type',
    'input',
    '__proto__',
  ];
  const event = fc
    .tuple(fc.constantFrom(...types), fc.dictionary(fc.constantFrom(...keys), fc.jsonValue()))
    .map(([type, rest]) => JSON.stringify({ ...rest, type }));
  await fc.assert(
    fc.asyncProperty(fc.oneof(fc.string(), fc.json(), event), async (text) => {
      client.send(text);
      await client.world.advance(0);
    }),
    { numRuns: 300 },
  );
  client.send({ type: 'session.update', session: { type: 'realtime', instructions: 'still here' } });
  await client.world.advance(0);
  assert.equal(client.last('session.updated').at('session.instructions'), 'still here');
  assert.equal(client.closedWith, null);
});
