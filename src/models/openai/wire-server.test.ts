// The parser takes any text, believes none of it, and its fast path says what its slow path says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { sliceAudioDelta } from './audio-delta.ts';
import { parseServerEvent, parseWhole } from './wire-server.ts';

const DELTA = {
  type: 'response.output_audio.delta',
  event_id: 'e',
  response_id: 'r1',
  item_id: 'i1',
  output_index: 0,
  delta: '//79AA==',
};
const READ = {
  kind: 'response.output_audio.delta',
  responseId: 'r1',
  itemId: 'i1',
  base64: '//79AA==',
} as const;

test('sound is cut out of the text whatever the order of keys and the spaces between', () => {
  const reversed = JSON.stringify(Object.fromEntries(Object.entries(DELTA).toReversed()));
  for (const text of [JSON.stringify(DELTA), reversed, JSON.stringify(DELTA, null, 2)])
    assert.deepEqual(sliceAudioDelta(text), READ);
});

test('what only a whole parse can settle is left to it', () => {
  const escapedSlash = JSON.stringify(DELTA).replaceAll('/', '\\/');
  assert.equal(sliceAudioDelta(escapedSlash), null);
  assert.deepEqual(parseServerEvent(escapedSlash), READ);

  const nested = JSON.stringify({ meta: { delta: 'AAAA' }, ...DELTA });
  assert.deepEqual(parseServerEvent(nested), READ);

  const twice = JSON.stringify(DELTA).replace('{', '{"delta":"AAAA",');
  assert.equal(sliceAudioDelta(twice), null);
  assert.deepEqual(parseServerEvent(twice), READ);

  const hidden = JSON.stringify(DELTA).replace(/}$/, String.raw`,"d\u0065lta":"AAAA"}`);
  assert.deepEqual(parseServerEvent(hidden), { ...READ, base64: 'AAAA' });
});

test('sound that is no base64 is malformed, and no sound at all is nothing', () => {
  for (const delta of ['AAA', '!!!!', 'AA=A', 7, null])
    assert.equal(parseServerEvent(JSON.stringify({ ...DELTA, delta })).kind, 'malformed');
  assert.equal(parseServerEvent(JSON.stringify({ ...DELTA, delta: '' })).kind, 'unknown');
});

test('events we have no use for are unknown, also those named like parts of JavaScript', () => {
  for (const type of ['ping', 'response.mcp_call.completed', 'constructor', '__proto__', ''])
    assert.deepEqual(parseServerEvent(JSON.stringify({ type })), { kind: 'unknown', type });
});

test('text that is no event is malformed, with its type where it has one', () => {
  for (const text of [
    '',
    'x',
    '7',
    'null',
    '[]',
    '{}',
    '{"type":{}}',
    '{"type":"error"',
    '['.repeat(100_000),
  ])
    assert.deepEqual(parseServerEvent(text), { kind: 'malformed', type: null });
  for (const type of [
    'response.created',
    'error',
    'response.output_item.done',
    'input_audio_buffer.committed',
  ])
    assert.deepEqual(parseServerEvent(JSON.stringify({ type, response: [], error: 'e', item_id: '' })), {
      kind: 'malformed',
      type,
    });
});

test('fields that we do not know change nothing', () => {
  const event = { type: 'input_audio_buffer.committed', item_id: 'i' };
  assert.deepEqual(
    parseServerEvent(JSON.stringify({ obfuscation: 'xyz', ...event, later: { a: [1] } })),
    parseServerEvent(JSON.stringify(event)),
  );
});

const TYPES = [
  'session.created',
  'session.updated',
  'input_audio_buffer.speech_started',
  'input_audio_buffer.committed',
  'conversation.item.done',
  'conversation.item.input_audio_transcription.delta',
  'conversation.item.input_audio_transcription.completed',
  'response.created',
  'response.output_item.done',
  'response.output_audio.delta',
  'response.audio.delta',
  'response.output_audio_transcript.delta',
  'response.done',
  'error',
];

test('whatever the text, parsing it yields a value and never throws', () => {
  const keys = fc.constantFrom(
    'item_id',
    'response_id',
    'response',
    'item',
    'error',
    'delta',
    'transcript',
    'id',
  );
  const event = fc
    .tuple(fc.constantFrom(...TYPES), fc.dictionary(keys, fc.jsonValue()))
    .map(([type, rest]) => JSON.stringify({ ...rest, type }));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), event), (text) => {
      assert.equal(typeof parseServerEvent(text).kind, 'string');
    }),
    { numRuns: 2_000 },
  );
});

test('the fast path and the slow path agree on everything', () => {
  const base64 = fc
    .uint8Array({ minLength: 0, maxLength: 40 })
    .map((bytes) => Buffer.from(bytes).toString('base64'));
  const field = fc.oneof(
    fc.tuple(fc.constant('type'), fc.constantFrom(...TYPES)),
    fc.tuple(fc.constantFrom('item_id', 'response_id', 'event_id'), fc.constantFrom('i1', 'r1', '', 'a"b')),
    fc.tuple(fc.constantFrom('delta', '"delta'), fc.oneof(base64, fc.string(), fc.jsonValue())),
    fc.tuple(
      fc.constantFrom('x', 'delta '),
      fc.oneof(base64, fc.constant({ delta: 'AAAA' }), fc.jsonValue()),
    ),
  );
  // Pairs, not an object: keys may come twice, and in any order.
  const text = fc
    .tuple(fc.array(field, { maxLength: 4 }), base64, fc.boolean(), fc.constantFrom('', ' '), fc.nat())
    .map(([extra, delta, whole, space, order]) => {
      const own: [string, unknown][] = whole
        ? [
            ['type', 'response.output_audio.delta'],
            ['response_id', 'r'],
            ['item_id', 'i'],
            ['delta', delta],
          ]
        : [];
      const all = [...own, ...extra];
      const turned = [...all.slice(order % (all.length + 1)), ...all.slice(0, order % (all.length + 1))];
      const pairs = turned.map(
        ([key, value]) => `${JSON.stringify(key)}${space}:${space}${JSON.stringify(value)}`,
      );
      return `{${pairs.join(`,${space}`)}}`;
    });
  let fast = 0;
  fc.assert(
    fc.property(text, (message) => {
      const sliced = sliceAudioDelta(message);
      if (sliced === null) return;
      fast += 1;
      assert.deepEqual(sliced, parseWhole(message));
    }),
    { numRuns: 5_000 },
  );
  assert.ok(fast > 500, `only ${fast} messages took the fast path`);
});
