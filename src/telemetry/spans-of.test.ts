// A journal's spans: one tree per call, each thing below what it belongs to, with the times at which it was.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CallId, ItemId, ResponseId, ToolCallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import type { JournalRecord } from '../call/journal.ts';
import type { Span } from '../call/span.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { arbitraryJournal } from '../../test/arbitrary-journal.ts';
import { spansOf } from './spans-of.ts';

const OPENED = 1_000_000;
const OPENING = {
  kind: 'call.opened',
  carrier: 'twilio',
  carrierCallId: 'CA1',
  direction: 'inbound',
  from: '+14155550100',
  to: '+14155550199',
  agent: 'front-desk',
  model: 'gpt-realtime',
  variables: {},
} as const;

function journal(...events: readonly (readonly [atMs: number, event: JournalEvent])[]): JournalRecord[] {
  return events.map(([atMs, event], index) => ({
    callId: 'call_1' as CallId,
    sequence: index + 1,
    atMs,
    wall: (OPENED + atMs) as EpochMs,
    event,
  }));
}

/** The tree in lines: depth, name, and from when to when. */
function tree(spans: readonly Span[], parent: string | null = null, depth = 0): string[] {
  return spans
    .filter(({ parentSpanId }) => parentSpanId === parent)
    .toSorted((a, b) => a.startUs - b.startUs)
    .flatMap((span) => [
      `${'  '.repeat(depth)}${span.name} ${ms(span.startUs)}–${span.endUs === null ? '' : ms(span.endUs)}`,
      ...tree(spans, span.spanId, depth + 1),
    ]);
}

function ms(us: number): number {
  return us / 1000 - OPENED;
}

function said(itemId: string, startedMs: number, heardMs: number, producedMs = heardMs): JournalEvent {
  const words = { said: 'words', heard: 'words' };
  return { kind: 'agent.said', itemId: itemId as ItemId, ...words, heardMs, producedMs, startedMs };
}

const GREETED = [
  [0, OPENING],
  [400, { kind: 'model.ready', tookMs: 390 }],
  [1000, { kind: 'stream.started', streamId: 'MZ1', resumed: false }],
  [3100, said('greeting', 1100, 2000)],
] as const;

const ANSWERED = [
  ...GREETED,
  [5000, { kind: 'caller.spoke', startedMs: 4000, voiceEndedMs: 4500 }],
  [
    5400,
    { kind: 'tool.called', toolCallId: 't1', name: 'hours', argumentsJson: '{"who":"me"}', responseId: 'r1' },
  ],
  [
    5500,
    {
      kind: 'response.done',
      status: 'completed',
      reason: null,
      usage: null,
      responseId: 'r1',
      startedMs: 5010,
      firstAudioMs: null,
    },
  ],
  [
    5700,
    { kind: 'tool.settled', toolCallId: 't1', name: 'hours', status: 'ok', outputJson: '{}', tookMs: 300 },
  ],
  [
    6600,
    {
      kind: 'response.done',
      status: 'completed',
      reason: null,
      usage: null,
      responseId: 'r2',
      startedMs: 5710,
      firstAudioMs: 6100,
    },
  ],
  [8000, { kind: 'interrupted', cause: 'speech', itemId: 'i2' }],
  [8010, said('i2', 6100, 1900, 3000)],
] as unknown as readonly (readonly [number, JournalEvent])[];

test('a call is a tree: the line beside the turns, and in each turn what happened in it', () => {
  const spans = spansOf(
    journal(
      ...(GREETED as unknown as typeof ANSWERED),
      ...ANSWERED.slice(GREETED.length),
      [9000, { kind: 'stream.stopped', cause: 'stop', detail: '' }],
      [9100, { kind: 'call.ended', reason: 'caller-hangup', detail: '' }],
    ),
  );
  assert.deepEqual(tree(spans), [
    'call 0–9100',
    '  ring 0–1000',
    '  model.connect 10–400',
    '  stream 1000–9000',
    '  turn 1000–3100',
    '    playout 1100–3100',
    '  turn 4000–8000',
    '    caller.speech 4000–5000',
    '    end_of_turn 4500–5000',
    '    chat gpt-realtime 5010–5500',
    '    execute_tool hours 5400–5700',
    '    chat gpt-realtime 5710–6600',
    '      model.first_audio 5710–6100',
    '    playout 6100–8000',
    '    interruption 8000–8000',
  ]);
  assert.equal(new Set(spans.map(({ spanId }) => spanId)).size, spans.length);
});

test('the ids of the carrier and our own stand on the root, and no number or word of the caller anywhere', () => {
  const spans = spansOf(journal(...ANSWERED));
  const [root] = spans;
  assert.deepEqual(
    ['call_sid', 'stream_sid', 'offhook.call.id', 'gen_ai.agent.name'].map((key) => root?.attributes[key]),
    ['CA1', 'MZ1', 'call_1', 'front-desk'],
  );
  const text = JSON.stringify(spans);
  for (const secret of ['4155550100', '4155550199', 'words', '"who'])
    assert.ok(!text.includes(secret), secret);
});

test('a live call has no end yet, nor has its last turn', () => {
  const open = spansOf(journal(...ANSWERED)).filter(({ endUs }) => endUs === null);
  assert.deepEqual(
    open.map(({ name, attributes }) => [name, attributes['offhook.turn.index']]),
    [
      ['call', undefined],
      ['stream', undefined],
      ['turn', 1],
    ],
  );
});

test('the model that is several vendors has a span of each, below the response', () => {
  const parts = { model: null, stt: 'nova-3', llm: 'gpt-5-mini', tts: 'sonic' };
  const steps = [
    { part: 'llm', startedMs: 1900, firstMs: 2100, endedMs: 2400 },
    { part: 'tts', startedMs: 2150, firstMs: 2300, endedMs: 2800 },
  ] as const;
  const responseId = 'r' as ResponseId;
  const spans = spansOf(
    journal(
      [0, { ...OPENING, model: 'nova-3 + gpt-5-mini + sonic', parts }],
      [1000, { kind: 'stream.started', streamId: 's', resumed: false }],
      [2000, { kind: 'caller.spoke', startedMs: 1200, voiceEndedMs: 1800 }],
      [
        2800,
        {
          kind: 'response.done',
          status: 'failed',
          reason: 'tts.lost',
          usage: null,
          responseId,
          startedMs: 2000,
          firstAudioMs: 2300,
          steps,
        },
      ],
      [3000, { kind: 'call.ended', reason: 'model-failed', detail: '' }],
    ),
  );
  assert.deepEqual(tree(spans).slice(5), [
    '    caller.speech 1200–2000',
    '      stt 1200–2000',
    '    end_of_turn 1800–2000',
    '    response 1900–2800',
    '      model.first_audio 1900–2300',
    '      chat gpt-5-mini 1900–2400',
    '      tts 2150–2800',
  ]);
  const errors = spans.filter(({ status }) => status === 'error');
  assert.deepEqual(
    errors.map(({ name, attributes }) => [name, attributes['error.type']]),
    [
      ['call', 'model-failed'],
      ['response', 'tts.lost'],
    ],
  );
});

test('who goes on before anything was made of it is in the same turn', () => {
  const spans = spansOf(
    journal(
      [0, OPENING],
      [1000, { kind: 'stream.started', streamId: 's', resumed: false }],
      [2000, { kind: 'caller.spoke', startedMs: 1500, voiceEndedMs: null }],
      [3000, { kind: 'caller.spoke', startedMs: 2500, voiceEndedMs: null }],
    ),
  );
  assert.deepEqual(spans.filter(({ name }) => name === 'turn').length, 2);
});

test('a call whose stream broke, and that another process took up, is one trace with the ids it had before', () => {
  const lost = [
    ...ANSWERED,
    [8500, { kind: 'stream.stopped', cause: 'lost', detail: '' }],
  ] as typeof ANSWERED;
  const before = spansOf(journal(...lost));
  const after = spansOf(
    journal(
      ...lost,
      [12_000, { kind: 'stream.started', streamId: 'MZ2', resumed: true }],
      [15_000, { kind: 'caller.spoke', startedMs: 14_000, voiceEndedMs: null }],
      [16_000, { kind: 'call.ended', reason: 'caller-hangup', detail: '' }],
    ),
  );
  const ids = new Set(after.map(({ spanId }) => spanId));
  assert.ok(before.every(({ spanId, traceId }) => ids.has(spanId) && traceId === after[0]?.traceId));
  assert.deepEqual(
    after
      .filter(({ name }) => name === 'stream')
      .map(({ attributes, status, endUs }) => [attributes['stream_sid'], status, ms(endUs ?? 0)]),
    [
      ['MZ1', 'error', 8500],
      ['MZ2', 'unset', 16_000],
    ],
  );
  assert.deepEqual([after[0]?.status, after[0]?.attributes['stream_sid']], ['unset', 'MZ1']);
});

test('a call goes on in the trace of whoever asked for it', () => {
  const wanted = { purpose: null, greeting: null, voicemail: null, answerWithinMs: 1, durationMsMax: null };
  const given = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const [root] = spansOf(journal([0, OPENING], [0, { kind: 'dial.wanted', ...wanted, traceparent: given }]));
  assert.equal(root?.traceId, '0af7651916cd43dd8448eb211c80319c');
  assert.equal(root?.parentSpanId, 'b7ad6b7169203331');
});

test('a tool whose call is over when it runs still has an end, and one that failed says how', () => {
  const toolCallId = (id: string) => id as ToolCallId;
  const spans = spansOf(
    journal(
      [0, OPENING],
      [1000, { kind: 'stream.started', streamId: 's', resumed: false }],
      [1100, { kind: 'tool.called', toolCallId: toolCallId('a'), name: 'x', argumentsJson: '{}' }],
      [1200, { kind: 'tool.called', toolCallId: toolCallId('b'), name: 'y', argumentsJson: '{}' }],
      [
        1300,
        {
          kind: 'tool.settled',
          toolCallId: toolCallId('b'),
          name: 'y',
          status: 'timeout',
          outputJson: '',
          tookMs: 100,
        },
      ],
      [2000, { kind: 'call.ended', reason: 'caller-hangup', detail: '' }],
    ),
  );
  assert.deepEqual(
    spans
      .filter(({ name }) => name.startsWith('execute_tool'))
      .map(({ endUs, attributes }) => [ms(endUs ?? 0), attributes['error.type']]),
    [
      [2000, undefined],
      [1300, 'timeout'],
    ],
  );
});

test('whatever a journal holds, its spans are one tree with ids of their own, the same each time', () => {
  fc.assert(
    fc.property(arbitraryJournal, (records) => {
      const spans = spansOf(records);
      const ids = new Set(spans.map(({ spanId }) => spanId));
      assert.equal(ids.size, spans.length);
      for (const { parentSpanId } of spans.slice(1))
        assert.ok(parentSpanId !== null && ids.has(parentSpanId));
      for (const { startUs, endUs } of spans) assert.ok(endUs === null || endUs >= startUs);
      assert.deepEqual(spansOf(records), spans);
    }),
  );
});
