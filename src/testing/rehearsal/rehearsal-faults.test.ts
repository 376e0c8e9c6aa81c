// The rehearsal model is interrupted, cancelled and truncated as OpenAI is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { quiet, scriptedEar, syntheticSpeech } from './doubles.ts';
import { scriptedBrain } from './scripted-brain.ts';
import { refused, spokenTo, testClient } from './test-client.ts';

const LONG = 'This is a long sentence, so that there is time enough to talk over it before it has been made.';

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
