// Gemini client messages: what is read of each, and that nothing a client sends throws.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readGeminiClientMessage } from './gemini-client-message.ts';

const read = (message: unknown) => readGeminiClientMessage(JSON.stringify(message));

test('a setup that names the model alone is set up as Google documents it', () => {
  assert.deepEqual(read({ setup: { model: 'models/gemini-3.8-live' } }), {
    kind: 'setup',
    instructions: '',
    functions: [],
    interrupts: true,
    silenceMs: 500,
    transcribesCaller: false,
    transcribesAgent: false,
    awaitsHistory: false,
  });
});

test("functions are read from JSON Schema and from Google's own schema, and other tools are none", () => {
  const google = { type: 'OBJECT', properties: { type: { type: 'STRING', enum: ['WALK_IN'] } } };
  const schema = { type: 'object', properties: { type: { type: 'string', enum: ['WALK_IN'] } } };
  const message = read({
    setup: {
      tools: [
        { googleSearch: {} },
        {
          functionDeclarations: [
            { name: 'one', description: 'One.', parametersJsonSchema: schema },
            { name: 'two', parameters: google },
          ],
        },
      ],
    },
  });
  assert.deepEqual(message.kind === 'setup' && message.functions, [
    { name: 'one', description: 'One.', parameters: schema },
    { name: 'two', parameters: schema },
  ]);
});

test('what a function gave is its output, its error, or the whole response', () => {
  const functionResponses = [
    { id: 'a', name: 'f', response: { output: 7 } },
    { id: 'b', name: 'f', response: { error: 'closed' } },
    { id: 'c', name: 'f', response: { opens: 9 } },
  ];
  assert.deepEqual(read({ toolResponse: { functionResponses } }), {
    kind: 'results',
    results: [
      { id: 'a', outputJson: '7' },
      { id: 'b', outputJson: '"closed"' },
      { id: 'c', outputJson: '{"opens":9}' },
    ],
  });
});

test('sound is heard at the rate that it names, also among the chunks of older clients; images are not looked at', () => {
  const sound = { data: 'AAAA'.repeat(2), mimeType: 'audio/pcm;rate=24000' };
  const heard = {
    kind: 'input',
    sounds: [{ encoding: 'pcm16', rateHz: 24_000, base64: sound.data }],
    text: null,
    ended: false,
  };
  assert.deepEqual(read({ realtimeInput: { audio: sound } }), heard);
  const image = { data: 'AAAA', mimeType: 'image/jpeg' };
  assert.deepEqual(read({ realtimeInput: { mediaChunks: [image, sound] } }), heard);
});

test('what the rehearsal cannot do is refused, with the reason and without the words of the client', () => {
  const manual = { automaticActivityDetection: { disabled: true } };
  for (const message of [
    7,
    {},
    { secret: 'word' },
    { setup: { realtimeInputConfig: manual } },
    { toolResponse: { functionResponses: [{ name: 'secret word' }] } },
    { realtimeInput: { audio: { data: 'secret word', mimeType: 'audio/pcm' } } },
    { realtimeInput: { audio: { data: 'AAAA', mimeType: 'audio/mpeg' } } },
    { realtimeInput: { audio: { data: 'AAAA', mimeType: 'audio/pcm' } } },
  ]) {
    const answer = read(message);
    assert.equal(answer.kind, 'refused', JSON.stringify(message));
    assert.doesNotMatch(JSON.stringify(answer), /word/);
  }
});

test('a message that nests without end is refused, however it nests', () => {
  const deep = '['.repeat(100_000) + ']'.repeat(100_000);
  const tools = `[{"functionDeclarations":[{"name":"f","parameters":${deep}}]}]`;
  assert.equal(readGeminiClientMessage(`{"setup":{"tools":${tools}}}`).kind, 'refused');
  const results = `[{"id":"a","response":{"output":${deep}}}]`;
  assert.equal(readGeminiClientMessage(`{"toolResponse":{"functionResponses":${results}}}`).kind, 'refused');
});

test('whatever the message, the answer is a value', () => {
  const field = fc.constantFrom(
    'setup',
    'clientContent',
    'toolResponse',
    'realtimeInput',
    'turns',
    'parts',
    'tools',
    'audio',
    'functionDeclarations',
    'functionResponses',
    'parameters',
    'mediaChunks',
    'systemInstruction',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 6 },
      fc.constantFrom(null, 0, '', 'text', true),
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(field, tie('tree'), { maxKeys: 4 }),
    ),
  }));
  fc.assert(fc.property(tree, (message) => typeof read(message).kind === 'string'));
  fc.assert(fc.property(fc.string(), (text) => readGeminiClientMessage(text).kind === 'refused'));
});
