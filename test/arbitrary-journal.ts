// Arbitrary journals: valid records of one call with every kind of event, for property tests.
import * as fc from 'fast-check';
import type { CallId, ItemId, ToolCallId } from '../src/base/brand.ts';
import type { EpochMs } from '../src/base/time.ts';
import type { JournalRecord } from '../src/call/journal.ts';
import type { JournalEvent } from '../src/frames/journal-event.ts';

const count = fc.nat(5000);
const text = fc.string({ maxLength: 12 });
const itemId = fc.nat(30).map((n) => `item_${n}` as ItemId);
const toolCallId = fc.nat(6).map((n) => `tool_${n}` as ToolCallId);

const usage = fc.record({
  inputTextTokens: count,
  inputAudioTokens: count,
  cachedTextTokens: count,
  cachedAudioTokens: count,
  outputTextTokens: count,
  outputAudioTokens: count,
});

const reason = fc.constantFrom('caller-hangup' as const, 'agent-hangup' as const, 'dormant' as const);

const middle: fc.Arbitrary<JournalEvent> = fc.oneof(
  fc.record({ kind: fc.constant('stream.started' as const), streamId: text, resumed: fc.boolean() }),
  fc.record({
    kind: fc.constant('stream.stopped' as const),
    cause: fc.constantFrom('stop' as const, 'lost' as const, 'fault' as const),
    detail: text,
  }),
  fc.record({ kind: fc.constant('model.ready' as const), tookMs: count }),
  fc.record({ kind: fc.constant('agent.first-audio' as const), afterMs: count }),
  fc.record({ kind: fc.constant('caller.said' as const), itemId, text, startedMs: count }),
  fc.record({
    kind: fc.constant('agent.said' as const),
    itemId,
    said: text,
    heard: text,
    heardMs: count,
    producedMs: count,
    startedMs: count,
  }),
  fc.record({
    kind: fc.constant('caller.spoke' as const),
    startedMs: count,
    voiceEndedMs: fc.option(count),
  }),
  fc.record({ kind: fc.constant('caller.digit' as const), digit: fc.constantFrom('1', '#') }),
  fc.record({ kind: fc.constant('entry.started' as const), private: fc.boolean() }),
  fc.record({
    kind: fc.constant('entry.ended' as const),
    private: fc.boolean(),
    length: count,
    status: fc.constantFrom('entered' as const, 'timeout' as const, 'hung-up' as const),
  }),
  fc.record({
    kind: fc.constant('digits.sent' as const),
    digits: fc.constantFrom('1w2#', '9'),
    status: fc.constantFrom('sent' as const, 'cut' as const),
  }),
  fc.record({
    kind: fc.constant('interrupted' as const),
    cause: fc.constantFrom('speech' as const, 'digit' as const),
    itemId: fc.option(itemId),
  }),
  fc.record({ kind: fc.constant('turn.answered' as const), latencyMs: count }),
  fc.record({
    kind: fc.constant('turn.measured' as const),
    saidMs: count,
    endpointingMs: count,
    modelMs: count,
    toolsMs: count,
    relayMs: count,
    carrierMs: count,
    completeMs: fc.option(count),
    marked: fc.boolean(),
    tool: fc.option(text),
  }),
  fc.record({
    kind: fc.constant('response.done' as const),
    status: fc.constant('completed'),
    reason: fc.constant(null),
    usage: fc.option(usage),
  }),
  fc.record({
    kind: fc.constant('tool.called' as const),
    toolCallId,
    name: text,
    argumentsJson: fc.json({ maxDepth: 1 }),
  }),
  fc.record({
    kind: fc.constant('tool.settled' as const),
    toolCallId,
    name: text,
    status: fc.constantFrom('ok', 'timeout', 'a status of another version'),
    outputJson: fc.json({ maxDepth: 1 }),
    tookMs: count,
  }),
  fc.record({
    kind: fc.constant('transfer.consulting' as const),
    to: text,
    callId: fc.constant('call_b' as CallId),
  }),
  fc.record({
    kind: fc.constant('transfer.consulted' as const),
    outcome: fc.constantFrom('accepted' as const, 'declined' as const, 'gone' as const),
  }),
  fc.record({
    kind: fc.constant('briefing.wanted' as const),
    callId: fc.constant('call_c' as CallId),
    briefing: fc.record({ reason: text, caller: text, tried: text }),
  }),
  fc.record({ kind: fc.constant('end.wanted' as const), reason }),
  fc.record({
    kind: fc.constant('recording.stored' as const),
    path: fc.constant('recordings/a.wav'),
    bytes: count,
    durationMs: count,
  }),
);

/** Journals that begin with `call.opened`, end with `call.ended` or not at all, and have gapless sequences. */
export const arbitraryJournal: fc.Arbitrary<readonly JournalRecord[]> = fc
  .tuple(fc.array(fc.tuple(middle, fc.nat(2000)), { maxLength: 60 }), fc.option(reason))
  .map(([events, ended]) => {
    const opened: JournalEvent = {
      kind: 'call.opened',
      carrier: 'twilio',
      carrierCallId: 'CA1',
      direction: 'inbound',
      from: '+15550001111',
      to: '+15550002222',
      agent: 'front-desk',
      model: 'rehearsal',
      variables: {},
    };
    const last: readonly [JournalEvent, number][] =
      ended === null ? [] : [[{ kind: 'call.ended', reason: ended, detail: '' }, 5]];
    let atMs = 0;
    return [[opened, 0] as const, ...events, ...last].map(([event, laterMs], index) => {
      atMs += laterMs;
      return {
        callId: 'call_a' as CallId,
        sequence: index + 1,
        atMs,
        wall: (Date.UTC(2026, 0, 1) + atMs) as EpochMs,
        event,
      };
    });
  });
