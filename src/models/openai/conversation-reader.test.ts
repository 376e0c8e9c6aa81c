// What is spoken becomes frames: turns of the caller, items of the agent, each thing once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioBytes, durationMs } from '../../media/audio.ts';
import {
  created,
  done,
  framesOf,
  itemDone,
  kindsOf,
  part,
  sound,
  SOUND,
  words,
} from '../../testing/contracts/openai-events.ts';
import { openaiBench, type Message } from '../../testing/contracts/openai-peer.ts';

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

test('linear sound that is cut within a sample is told in whole samples', async () => {
  const format = { encoding: 'pcm16', rateHz: 24_000 } as const;
  const { given, hear } = await openaiBench({ settings: { format } });
  const bytes = Buffer.from(Uint8Array.from({ length: 4800 }, (_, at) => at % 251));
  const pieces = [
    bytes.subarray(0, 1),
    bytes.subarray(1, 2000),
    bytes.subarray(2000, 2401),
    bytes.subarray(2401),
  ];
  await hear(created('r1'), ...pieces.map((piece) => sound(piece.toString('base64'))));
  const heard = given.flatMap((frame) => (frame.kind === 'agent.audio' ? [frame.audio] : []));
  assert.deepEqual(
    heard.map((audio) => [audio.encoding, durationMs(audio) * 24]),
    [
      ['pcm16', 1000],
      ['pcm16', 200],
      ['pcm16', 1200],
    ],
  );
  assert.deepEqual(Buffer.concat(heard.map(audioBytes)), bytes);
});

test('sound of any length passes, in the format of the session', async () => {
  const { given, hear } = await openaiBench({ settings: { format: { encoding: 'pcma' } } });
  const pieces = [1, 2, 3, 159, 161, 12_000].map((bytes) => Buffer.alloc(bytes, 0xd5).toString('base64'));
  await hear(created('r1'), ...pieces.map((piece) => sound(piece)));
  const heard = given.flatMap((frame) => (frame.kind === 'agent.audio' ? [frame.audio] : []));
  assert.deepEqual(
    heard,
    pieces.map((base64) => ({ encoding: 'pcma', base64 })),
  );
});
