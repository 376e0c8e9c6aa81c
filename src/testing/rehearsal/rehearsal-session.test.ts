// The rehearsal model speaks the Realtime protocol: the order of its turns, tools, transcripts and the session's life.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { calling } from './brain.ts';
import { quiet, scriptedEar, syntheticSpeech, toneVoice } from './doubles.ts';
import { scriptedBrain } from './scripted-brain.ts';
import { telephoneSession, testClient } from './test-client.ts';

const TURN = [
  'input_audio_buffer.speech_started',
  'input_audio_buffer.speech_stopped',
  'input_audio_buffer.committed',
  'conversation.item.added',
  'conversation.item.done',
];
const SPOKEN = [
  'response.created',
  'response.output_item.added',
  'conversation.item.added',
  'response.content_part.added',
  'response.output_audio_transcript.delta',
  'response.output_audio.delta',
];
const SPOKEN_DONE = [
  'response.output_audio.done',
  'response.output_audio_transcript.done',
  'response.content_part.done',
  'conversation.item.done',
  'response.output_item.done',
  'response.done',
  'rate_limits.updated',
];

test('a session begins with its whole config, PCM at first, and an expiry in an hour', async () => {
  const { seen, world } = await testClient({}, false);
  assert.deepEqual(
    seen.map(({ type }) => type),
    ['session.created', 'conversation.created'],
  );
  const created = seen[0];
  assert.equal(created?.at('session.type'), 'realtime');
  assert.equal(created?.at('session.audio.input.format.type'), 'audio/pcm');
  assert.equal(created?.at('session.audio.input.turn_detection.silence_duration_ms'), 200);
  assert.equal(created?.at('session.expires_at'), Math.floor(world.clock.wall() / 1000) + 3600);
});

test('an update changes what it names and is answered with everything', async () => {
  const client = await testClient();
  client.send({ type: 'session.update', session: { type: 'realtime', instructions: '', tools: [] } });
  await client.world.advance(0);
  const updated = client.last('session.updated');
  assert.equal(updated.at('session.instructions'), '');
  assert.deepEqual(updated.at('session.tools'), []);
  assert.equal(updated.at('session.audio.output.format.type'), 'audio/pcmu');
  assert.equal(updated.at('session.audio.input.turn_detection.silence_duration_ms'), 500);
  assert.equal(updated.at('session.audio.input.turn_detection.prefix_padding_ms'), 300);
});

test("a caller's turn is heard, committed and answered in OpenAI's order", async () => {
  const ear = scriptedEar(['Hello.']);
  const brain = scriptedBrain(['Hello, how can I help you today?']);
  const client = await testClient({ ear, brain });
  const from = client.seen.length;
  await client.speak(quiet(400), syntheticSpeech(800), quiet(3000));
  const transcript = 'conversation.item.input_audio_transcription';
  assert.deepEqual(
    client.types(from).filter((type) => !type.startsWith(transcript)),
    [...TURN, ...SPOKEN, ...SPOKEN_DONE],
  );
  const started = client.last('input_audio_buffer.speech_started');
  const committed = client.last('input_audio_buffer.committed');
  assert.equal(committed.at('item_id'), started.at('item_id'));
  assert.equal(committed.at('previous_item_id'), null);
  assert.equal(client.last(`${transcript}.completed`).at('transcript'), 'Hello.');
  assert.equal(client.last(`${transcript}.completed`).at('item_id'), started.at('item_id'));
  assert.ok(client.last(`${transcript}.completed`).atMs > client.last('response.created').atMs);
  assert.equal(brain.turns[0]?.heardText, 'Hello.');
  // The ear gets the speech with its padding and the silence that ended it.
  const heardMs = (ear.heard[0]?.length ?? 0) / 8;
  assert.ok(heardMs >= 1500 && heardMs <= 1950, `${heardMs} ms`);
  const done = client.last('response.done');
  assert.equal(done.at('response.status'), 'completed');
  assert.equal(done.at('response.output.0.content.0.transcript'), 'Hello, how can I help you today?');
});

test('sound comes after the time to first audio, in odd pieces, faster than it plays, its words ahead of it', async () => {
  const text = 'This is a sentence that takes a while to be said in full.';
  const client = await testClient({ brain: scriptedBrain([text]) });
  client.send({ type: 'response.create' });
  await client.world.advance(3000);
  const created = client.last('response.created').atMs;
  const deltas = client.all('response.output_audio.delta');
  const sizes = deltas.map((delta) => Buffer.from(String(delta.at('delta')), 'base64').length);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  assert.equal(total, text.length * 60 * 8);
  assert.equal((deltas[0]?.atMs ?? 0) - created, 250);
  assert.ok(sizes.slice(0, -1).every((size) => size % 2 === 1 && size >= 800 && size <= 3201));
  assert.ok(new Set(sizes).size > 2);
  const tookMs = client.last('response.done').atMs - created - 250;
  assert.ok(tookMs > total / 8 / 8 && tookMs < total / 8 / 4, `${tookMs} ms`);
  const words = client.all('response.output_audio_transcript.delta');
  assert.equal(words.map((word) => word.at('delta')).join(''), text);
  const lastWord = client.seen.findLastIndex(({ type }) => type === 'response.output_audio_transcript.delta');
  const lastSound = client.seen.findLastIndex(({ type }) => type === 'response.output_audio.delta');
  assert.ok(lastWord < lastSound);
});

test('a tool turn: the call in full, its output, and then one response that knows it', async () => {
  const brain = scriptedBrain([
    calling('lookup', { day: 'Saturday' }, 'Let me see.'),
    (turn) => ({ say: `It said ${turn.items.at(-1)?.kind}.`, calls: [] }),
  ]);
  const client = await testClient({ brain });
  client.send({ type: 'response.create' });
  await client.world.advance(1000);
  const called = client.last('response.function_call_arguments.done');
  assert.deepEqual(JSON.parse(String(called.at('arguments'))), { day: 'Saturday' });
  assert.equal(called.at('name'), 'lookup');
  assert.equal(called.at('output_index'), 1);
  const pieces = client.all('response.function_call_arguments.delta').map((event) => event.at('delta'));
  assert.equal(pieces.join(''), called.at('arguments'));
  const done = client.last('response.done');
  assert.equal(done.at('response.output.0.type'), 'message');
  assert.equal(done.at('response.output.1.call_id'), called.at('call_id'));
  const output = { type: 'function_call_output', call_id: called.at('call_id'), output: '{"ok":true}' };
  client.send({ type: 'conversation.item.create', item: output });
  client.send({ type: 'response.create' });
  await client.world.advance(1500);
  assert.equal(
    client.last('response.output_audio_transcript.done').at('transcript'),
    'It said function_call_output.',
  );
});

test('functions that were not declared, or are forbidden, are not called', async () => {
  const brain = scriptedBrain([calling('unheard_of', {}), calling('lookup', {})]);
  const client = await testClient({ brain });
  client.send({ type: 'response.create' });
  await client.world.advance(500);
  client.send({ type: 'response.create', response: { tool_choice: 'none' } });
  await client.world.advance(500);
  assert.equal(client.all('response.function_call_arguments.done').length, 0);
  assert.equal(client.all('response.done').length, 2);
});

test('a text that is asked for word for word is said so, and metadata comes back', async () => {
  const client = await testClient();
  const text = 'Welcome to "Acme", how may I help?';
  client.send({
    type: 'response.create',
    response: {
      instructions: `Be brief.\n\nSay exactly this, word for word, and nothing else: ${JSON.stringify(text)}`,
      metadata: { request: 'r1' },
      tool_choice: 'none',
    },
  });
  await client.world.advance(3000);
  assert.equal(client.last('response.output_audio_transcript.done').at('transcript'), text);
  assert.equal(client.last('response.created').at('response.metadata.request'), 'r1');
  assert.equal(client.last('response.done').at('response.metadata.request'), 'r1');
});

test('a response out of band runs beside the other, in text, and leaves the conversation alone', async () => {
  const client = await testClient({ brain: scriptedBrain(['A long story that is still told.', 'summary']) });
  client.send({ type: 'response.create' });
  await client.world.advance(300);
  client.send({
    type: 'response.create',
    response: { conversation: 'none', output_modalities: ['text'], input: [] },
  });
  await client.world.advance(2000);
  assert.equal(client.last('response.output_text.done').at('text'), 'summary');
  assert.equal(client.all('response.done').length, 2);
  assert.equal(client.all('error').length, 0);
  assert.equal(client.all('conversation.item.added').length, 1);
});

test('usage counts the caller by 100 ms, the agent by 50 ms, and what was read before as cached', async () => {
  const client = await testClient({
    brain: scriptedBrain(['Hello there.', 'Again.']),
    ear: scriptedEar(['x']),
  });
  await client.speak(quiet(400), syntheticSpeech(800), quiet(2000));
  const first = client.last('response.done');
  assert.equal(first.at('response.usage.output_token_details.audio_tokens'), Math.ceil((12 * 60) / 50));
  assert.equal(first.at('response.usage.output_token_details.text_tokens'), 3);
  const heard = Number(first.at('response.usage.input_token_details.audio_tokens'));
  assert.ok(heard >= 15 && heard <= 20, `${heard}`);
  assert.equal(first.at('response.usage.input_token_details.cached_tokens'), 0);
  client.send({ type: 'response.create' });
  await client.world.advance(1000);
  const second = client.last('response.done');
  assert.equal(second.at('response.usage.input_token_details.cached_tokens_details.audio_tokens'), heard);
});

test('what the ear does not understand ends in a failed transcript, and the turn goes on without it', async () => {
  const brain = scriptedBrain(['Pardon?']);
  const client = await testClient({ brain });
  await client.speak(syntheticSpeech(800), quiet(2500));
  const failed = client.last('conversation.item.input_audio_transcription.failed');
  assert.equal(failed.at('error.code'), 'audio_unintelligible');
  assert.equal(brain.turns[0]?.heardText, null);
  assert.equal(client.last('response.done').at('response.status'), 'completed');
});

test('an ear or a voice that never answers is waited for no longer than its limit', async () => {
  const never = new Promise<never>(() => {});
  const brain = scriptedBrain(['Hello.']);
  const client = await testClient({ brain, ear: { understand: () => never }, voice: { speak: () => never } });
  await client.speak(syntheticSpeech(800), quiet(9500));
  assert.equal(brain.turns[0]?.heardText, null);
  assert.equal(client.last('response.done').at('response.status'), 'failed');
  assert.equal(client.last('response.done').at('response.status_details.error.type'), 'server_error');
});

test('a brain that throws fails its response, and the next one is answered', async () => {
  const brain = scriptedBrain([
    () => {
      throw new Error('lost my mind');
    },
    'Back again.',
  ]);
  const client = await testClient({ brain });
  client.send({ type: 'response.create' });
  await client.world.advance(500);
  assert.equal(client.last('response.done').at('response.status'), 'failed');
  client.send({ type: 'response.create' });
  await client.world.advance(1500);
  assert.equal(client.last('response.done').at('response.status'), 'completed');
});

test('manual turns: nothing is detected, the client commits and asks', async () => {
  const client = await testClient({ ear: scriptedEar(['Yes.']), brain: scriptedBrain(['Fine.']) });
  client.send({
    type: 'session.update',
    session: { type: 'realtime', audio: { input: { turn_detection: null } } },
  });
  await client.speak(syntheticSpeech(600), quiet(800));
  assert.equal(client.all('input_audio_buffer.speech_started').length, 0);
  client.send({ type: 'input_audio_buffer.commit' });
  client.send({ type: 'response.create' });
  await client.world.advance(1000);
  assert.equal(client.all('input_audio_buffer.committed').length, 1);
  assert.equal(client.last('response.done').at('response.status'), 'completed');
});

test('a limit on output tokens cuts the sound and says so', async () => {
  const client = await testClient({ brain: scriptedBrain(['A sentence of some length.']) });
  client.send({ type: 'response.create', response: { max_output_tokens: 10 } });
  await client.world.advance(2000);
  const done = client.last('response.done');
  assert.equal(done.at('response.status_details.reason'), 'max_output_tokens');
  assert.equal(done.at('response.output.0.status'), 'incomplete');
  assert.equal(done.at('response.usage.output_token_details.audio_tokens'), 10);
});

test('a session ends after its time with an error and 1001', async () => {
  const client = await testClient();
  await client.world.advance(3_600_000);
  assert.equal(client.last('error').at('error.code'), 'session_expired');
  assert.equal(client.closedWith, 1001);
});

test('a client that leaves at any time leaves nothing behind', async () => {
  for (const afterMs of [0, 50, 260, 400, 5000]) {
    const client = await testClient({ brain: scriptedBrain(['A few words to say.']), voice: toneVoice() });
    await client.speak(syntheticSpeech(500), quiet(600));
    client.send({ type: 'session.update', session: telephoneSession() });
    await client.world.advance(afterMs);
    client.socket.close(1000, 'done');
    await client.world.advance(0);
    assert.equal(client.world.timersPending, 0, `after ${afterMs} ms`);
    assert.equal(client.world.socketsOpen, 0);
  }
});
