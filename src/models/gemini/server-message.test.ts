// What Gemini sends is read to what it means, and nothing that it sends makes the reader throw.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readServerMessage } from './server-message.ts';

const read = (message: unknown) => readServerMessage(JSON.stringify(message));

test('one message may hold several things, which are told in the order in which they count', () => {
  assert.deepEqual(
    read({
      serverContent: {
        turnComplete: true,
        modelTurn: {
          parts: [
            { text: 'a thought', thought: true },
            { inlineData: { mimeType: 'audio/pcm', data: 'AAA=' } },
          ],
        },
        inputTranscription: { text: 'Hi', finished: true },
        outputTranscription: { text: 'Hello' },
      },
    })?.map(({ kind }) => kind),
    ['caller-text', 'agent-text', 'sound', 'turn-over'],
  );
});

test('a call without arguments is called with none, and one without an id is nobody’s', () => {
  assert.deepEqual(read({ toolCall: { functionCalls: [{ id: 'c', name: 'f' }, { name: 'g' }] } }), [
    { kind: 'calls', calls: [{ id: 'c', name: 'f', argumentsJson: '{}' }] },
  ]);
});

test('a handle that is not resumable is none, and the time that is left is read in milliseconds', () => {
  assert.deepEqual(read({ sessionResumptionUpdate: { newHandle: 'h', resumable: true } }), [
    { kind: 'handle', handle: 'h' },
  ]);
  assert.deepEqual(read({ sessionResumptionUpdate: { newHandle: 'h', resumable: false } }), [
    { kind: 'handle', handle: null },
  ]);
  assert.deepEqual(read({ goAway: { timeLeft: '9.5s' } }), [{ kind: 'go-away', leftMs: 9500 }]);
  assert.deepEqual(read({ goAway: {} }), [{ kind: 'go-away', leftMs: 0 }]);
});

test('what is no object is not the protocol, and what is not known holds nothing', () => {
  for (const text of ['', '{', '7', '[]', 'null']) assert.equal(readServerMessage(text), null);
  for (const message of [{}, { serverContent: 7 }, { voiceActivity: {} }, { constructor: 1 }])
    assert.deepEqual(read(message), []);
});

test('whatever stands where it means something, nothing throws', () => {
  const keys = fc.constantFrom(
    'serverContent',
    'modelTurn',
    'parts',
    'inlineData',
    'toolCall',
    'functionCalls',
    'usageMetadata',
    'sessionResumptionUpdate',
    'goAway',
    'promptTokensDetails',
    'args',
  );
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof({ maxDepth: 6 }, fc.jsonValue(), fc.dictionary(keys, tie('tree')), fc.array(tie('tree'))),
  }));
  fc.assert(fc.property(tree, (value) => void read(value)));
  fc.assert(fc.property(fc.string(), (text) => void readServerMessage(text)));
});
