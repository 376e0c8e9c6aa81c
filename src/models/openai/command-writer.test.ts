// What a session is told: settings, context, requests, truncation, each in OpenAI's shape.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId, ToolCallId } from '../../base/brand.ts';
import { silence } from '../../media/audio.ts';
import { openaiBench, type Message } from '../../testing/contracts/openai-peer.ts';

const id = (text: string) => text as ItemId;
const sound = (ms: number, item = 'i1'): Message => ({
  type: 'response.output_audio.delta',
  response_id: 'r1',
  item_id: item,
  delta: silence('pcmu', ms).base64,
});

test('the settings are whole and explicit, and formats carry no rate', async () => {
  const parameters = { type: 'object', properties: {}, required: [] };
  const { peer } = await openaiBench({
    settings: { tools: [{ name: 'lookup', description: 'Looks up.', parameters }] },
  });
  assert.deepEqual(peer.received, [
    {
      type: 'session.update',
      event_id: 'oh_1',
      session: {
        type: 'realtime',
        output_modalities: ['audio'],
        instructions: 'You are the front desk.',
        audio: {
          input: {
            format: { type: 'audio/pcmu' },
            transcription: { model: 'gpt-transcribe', languages: ['en'] },
            turn_detection: {
              type: 'server_vad',
              threshold: 0.5,
              prefix_padding_ms: 300,
              silence_duration_ms: 500,
              create_response: true,
              interrupt_response: true,
            },
          },
          output: { format: { type: 'audio/pcmu' }, voice: 'marin' },
        },
        tools: [{ type: 'function', name: 'lookup', description: 'Looks up.', parameters }],
        tool_choice: 'auto',
        reasoning: { effort: 'low' },
        parallel_tool_calls: true,
      },
    },
  ]);
});

test('sensitivity, language, format and the kind of model show in the settings', async () => {
  for (const [sensitivity, threshold] of [
    ['low', 0.7],
    ['high', 0.3],
  ] as const) {
    const { peer } = await openaiBench({ settings: { sensitivity } });
    assert.ok(JSON.stringify(peer.received[0]).includes(`"threshold":${threshold}`));
  }
  const { peer } = await openaiBench({
    settings: { language: 'pt-BR', format: { encoding: 'pcma' }, interruptible: false },
    model: { name: 'gpt-realtime-1.5', transcriptionModel: 'whisper-1' },
  });
  const sent = JSON.stringify(peer.received[0]);
  assert.match(sent, /"transcription":\{"model":"whisper-1","language":"pt"\}/);
  assert.equal(sent.match(/"format":\{"type":"audio\/pcma"\}/g)?.length, 2);
  assert.match(sent, /"interrupt_response":false/);
  assert.doesNotMatch(sent, /reasoning|parallel_tool_calls|"rate"/);
});

test('linear sound is asked for with its rate, both ways', async () => {
  const { peer } = await openaiBench({ settings: { format: { encoding: 'pcm16', rateHz: 24_000 } } });
  const sent = JSON.stringify(peer.received[0]);
  assert.equal(sent.match(/"format":\{"type":"audio\/pcm","rate":24000\}/g)?.length, 2);
});

test('every command carries an event id of its own', async () => {
  const { peer, accept } = await openaiBench();
  const audio = { kind: 'caller.audio', audio: silence('pcmu', 20), atMs: 0 } as const;
  await accept(audio, audio, { kind: 'response.cancel', responseId: 'r' as ResponseId }, audio);
  const ids = peer.received.map(({ event_id }) => event_id);
  assert.ok(ids.every((each) => typeof each === 'string' && each !== ''));
  assert.equal(new Set(ids).size, 5);
});

test('context goes in under the role of who said it', async () => {
  const { peer, accept } = await openaiBench();
  await accept(
    { kind: 'context.add', itemId: id('greeting'), role: 'agent', text: 'Hello "there".' },
    { kind: 'context.add', itemId: null, role: 'caller', text: 'Hi.' },
    { kind: 'context.add', itemId: null, role: 'system', text: 'The caller pressed 2.' },
    { kind: 'context.tool-result', toolCallId: 'c1' as ToolCallId, outputJson: '{"ok":true}' },
    { kind: 'context.remove', itemId: id('greeting') },
  );
  const text = (type: string, value: string) => [{ type, text: value }];
  assert.deepEqual(
    peer.receivedOf('conversation.item.create').map(({ item }) => item),
    [
      {
        id: 'greeting',
        type: 'message',
        role: 'assistant',
        content: text('output_text', 'Hello "there".'),
      },
      { type: 'message', role: 'user', content: text('input_text', 'Hi.') },
      { type: 'message', role: 'system', content: text('input_text', 'The caller pressed 2.') },
      { type: 'function_call_output', call_id: 'c1', output: '{"ok":true}' },
    ],
  );
  assert.equal(peer.receivedOf('conversation.item.delete')[0]?.['item_id'], 'greeting');
});

test("a request's own instructions come behind the session's, which they would replace", async () => {
  const { peer, accept } = await openaiBench();
  const ask = { kind: 'response.create', requestId: 'q1', instructions: null, tools: true } as const;
  await accept(ask);
  await accept({ ...ask, instructions: 'Say hello.', tools: false });
  await accept({ kind: 'session.update', instructions: 'Be brief.' });
  await accept({ ...ask, instructions: 'Say hello.' });
  assert.deepEqual(
    peer.receivedOf('response.create').map(({ response }) => response),
    [
      { metadata: { offhook_request: 'q1' } },
      {
        instructions: 'You are the front desk.\n\nSay hello.',
        tool_choice: 'none',
        metadata: { offhook_request: 'q1' },
      },
      { instructions: 'Be brief.\n\nSay hello.', metadata: { offhook_request: 'q1' } },
    ],
  );
});

test('truncation is a whole number, at least 1, and never beyond what was produced', async () => {
  const { peer, accept, hear } = await openaiBench();
  await hear(sound(600), sound(400), sound(20, 'i2'));
  const truncate = (itemId: string, heardMs: number) =>
    accept({ kind: 'context.truncate', itemId: id(itemId), heardMs });
  await truncate('i1', 512.9);
  await truncate('i1', 5_000);
  await truncate('i2', 0.2);
  await truncate('greeting', 300);
  assert.deepEqual(
    peer
      .receivedOf('conversation.item.truncate')
      .map(({ item_id, content_index, audio_end_ms }) => [item_id, content_index, audio_end_ms]),
    [
      ['i1', 0, 512],
      ['i1', 0, 1000],
      ['i2', 0, 1],
      // Nothing for the greeting: it never sounded here, so it is text to the server.
    ],
  );
});

test('a change of settings sends only what changes, and turn detection as a whole', async () => {
  const { peer, accept } = await openaiBench({ settings: { sensitivity: 'high' } });
  await accept({ kind: 'session.update', instructions: 'Be brief.' });
  await accept({ kind: 'session.update', interruptible: false, voice: 'cedar' });
  await accept({ kind: 'session.update' });
  const changes = peer.receivedOf('session.update').slice(1);
  assert.deepEqual(
    changes.map(({ session }) => session),
    [
      { type: 'realtime', instructions: 'Be brief.' },
      {
        type: 'realtime',
        audio: {
          input: {
            turn_detection: {
              type: 'server_vad',
              threshold: 0.3,
              prefix_padding_ms: 300,
              silence_duration_ms: 500,
              create_response: true,
              interrupt_response: false,
            },
          },
          output: { voice: 'cedar' },
        },
      },
    ],
  );
});

test('the voice is not sent once the agent has spoken', async () => {
  const { peer, accept, hear } = await openaiBench();
  await hear(sound(20));
  await accept({ kind: 'session.update', voice: 'cedar' });
  assert.equal(peer.receivedOf('session.update').length, 1);
  await accept({ kind: 'session.update', voice: 'cedar', instructions: 'Be brief.' });
  assert.deepEqual(peer.receivedOf('session.update')[1]?.['session'], {
    type: 'realtime',
    instructions: 'Be brief.',
  });
});
