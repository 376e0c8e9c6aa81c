// The rehearsal model refuses as OpenAI does, and survives whatever it is sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { quiet } from './doubles.ts';
import { scriptedBrain } from './scripted-brain.ts';
import { refused, spokenTo, testClient } from './test-client.ts';

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
    [format({ type: 'audio/opus' }), 'invalid_value', /audio\/pcmu/],
    [format({ type: 'audio/pcm', rate: 16_000 }), 'invalid_value', /session\.audio\.input\.format\.rate/],
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
