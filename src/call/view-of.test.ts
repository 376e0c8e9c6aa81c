// The view says what the journal says: in spoken order, piece by piece or at once, ended or broken off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { CallId, ItemId, ToolCallId } from '../base/brand.ts';
import type { EpochMs } from '../base/time.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { arbitraryJournal } from '../../test/arbitrary-journal.ts';
import { closeBroken } from './close-broken.ts';
import type { JournalRecord } from './journal.ts';
import { callView, viewOf, type PriceOf } from './view-of.ts';

const perToken: PriceOf = ({ parts, tokens }) => {
  if (parts.model !== 'dear') return null;
  const usd = tokens.inputText + tokens.outputAudio * 2;
  return { usd, knownUsd: usd, parts: [] };
};

const opened: JournalEvent = {
  kind: 'call.opened',
  carrier: 'twilio',
  carrierCallId: 'CA9',
  direction: 'inbound',
  from: '+15550001111',
  to: '+15550002222',
  agent: 'front-desk',
  model: 'dear',
  variables: {},
};

/** Records of `events`, 100 ms apart. */
function journal(...events: readonly JournalEvent[]): JournalRecord[] {
  return events.map((event, index) => ({
    callId: 'call_a' as CallId,
    sequence: index + 1,
    atMs: index * 100,
    wall: (Date.UTC(2026, 0, 1) + index * 100) as EpochMs,
    event,
  }));
}

const callerSaid = (itemId: string, text: string, startedMs: number): JournalEvent => ({
  kind: 'caller.said',
  itemId: itemId as ItemId,
  text,
  startedMs,
});

const agentSaid = (itemId: string, said: string, heard: string, startedMs: number): JournalEvent => ({
  kind: 'agent.said',
  itemId: itemId as ItemId,
  said,
  heard,
  heardMs: heard.length * 60,
  producedMs: said.length * 60,
  startedMs,
});

const started: JournalEvent = { kind: 'stream.started', streamId: 'MZ1', resumed: false };
const hungUp: JournalEvent = { kind: 'call.ended', reason: 'caller-hangup', detail: 'stop' };

test('a call rings until its stream starts, then it is live, then it has ended', () => {
  const records = journal(opened, started, hungUp);
  assert.deepEqual(
    records.map((_, index) => viewOf(records.slice(0, index + 1), perToken).status),
    ['ringing', 'live', 'ended'],
  );
  const view = viewOf(records, perToken);
  assert.equal(view.startedAt, '2026-01-01T00:00:00.000Z');
  assert.equal(view.endedAt, '2026-01-01T00:00:00.200Z');
  assert.equal(view.callSid, 'CA9');
});

test('a caller text that comes late stands where it was spoken', () => {
  const { transcript } = viewOf(
    journal(
      opened,
      agentSaid('a1', 'Hello.', 'Hello.', 10),
      agentSaid('a2', 'At nine.', 'At', 3000),
      callerSaid('c1', 'When do you open?', 1500),
    ),
    perToken,
  );
  assert.deepEqual(transcript, [
    { role: 'agent', text: 'Hello.', heard: 'Hello.', atMs: 10 },
    { role: 'caller', text: 'When do you open?', atMs: 1500 },
    { role: 'agent', text: 'At nine.', heard: 'At', atMs: 3000 },
  ]);
});

test('a better text of the same item takes the place of the first', () => {
  const { transcript } = viewOf(
    journal(opened, callerSaid('c1', '', 100), callerSaid('c2', 'b', 200), callerSaid('c1', 'a', 100)),
    perToken,
  );
  assert.deepEqual(
    transcript.map((line) => line.text),
    ['a', 'b'],
  );
});

test('the outcome counts turns, tools, interruptions, latencies, tokens and their price', () => {
  const usage = {
    inputTextTokens: 10,
    inputAudioTokens: 20,
    cachedTextTokens: 1,
    cachedAudioTokens: 2,
    outputTextTokens: 3,
    outputAudioTokens: 40,
  };
  const toolCallId = 't1' as ToolCallId;
  const { outcome } = viewOf(
    journal(
      opened,
      started,
      { kind: 'agent.first-audio', afterMs: 120 },
      agentSaid('a1', 'Hello.', 'Hello.', 10),
      callerSaid('c1', 'Hi', 900),
      { kind: 'turn.answered', latencyMs: 640 },
      { kind: 'response.done', status: 'completed', reason: null, usage },
      { kind: 'tool.called', toolCallId, name: 'lookup', argumentsJson: '{}' },
      { kind: 'tool.settled', toolCallId, name: 'lookup', status: 'ok', outputJson: '1', tookMs: 30 },
      agentSaid('a2', 'Never heard.', '', 2000),
      { kind: 'interrupted', cause: 'speech', itemId: null },
      { kind: 'agent.first-audio', afterMs: 999 },
      { kind: 'response.done', status: 'cancelled', reason: null, usage },
      hungUp,
    ),
    perToken,
  );
  assert.deepEqual(outcome, {
    reason: 'caller-hangup',
    detail: 'stop',
    durationMs: 1300,
    turns: { caller: 1, agent: 1 },
    tools: 1,
    interruptions: 1,
    firstAudioMs: 120,
    turnLatenciesMs: [640],
    tokens: { inputText: 20, inputAudio: 40, cachedText: 2, cachedAudio: 4, outputText: 6, outputAudio: 80 },
    costUsd: 180,
  });
});

test('a recording that is stored after the end is part of the view', () => {
  const stored: JournalEvent = { kind: 'recording.stored', path: 'r/a.wav', bytes: 44, durationMs: 7 };
  const view = viewOf(journal(opened, hungUp, stored), perToken);
  assert.deepEqual(view.recording, { path: 'r/a.wav', bytes: 44, durationMs: 7 });
  assert.equal(view.outcome?.durationMs, 100);
});

test('a tool runs until it settles, and is cancelled where the call ended first', () => {
  const called: JournalEvent = {
    kind: 'tool.called',
    toolCallId: 't1' as ToolCallId,
    name: 'book',
    argumentsJson: '{"at":9}',
  };
  const live = viewOf(journal(opened, called), perToken);
  assert.deepEqual(live.tools, [
    {
      id: 't1',
      name: 'book',
      argumentsJson: '{"at":9}',
      status: 'running',
      outputJson: null,
      atMs: 100,
      tookMs: null,
    },
  ]);
  assert.equal(viewOf(journal(opened, called, hungUp), perToken).tools[0]?.status, 'cancelled');
});

test('reading a view again costs nothing, and a view that was read does not change any more', () => {
  const call = callView(perToken);
  const [first, second, third, fourth] = journal(
    opened,
    callerSaid('c1', 'one', 100),
    { kind: 'caller.digit', digit: '1' },
    callerSaid('c2', 'two', 200),
  ) as [JournalRecord, JournalRecord, JournalRecord, JournalRecord];
  call.apply(first);
  call.apply(second);
  const before = call.view;
  assert.equal(call.view, before);
  call.apply(third);
  assert.equal(call.view.transcript, before.transcript);
  call.apply(fourth);
  call.apply(fourth);
  assert.equal(before.transcript.length, 1);
  assert.equal(call.view.transcript.length, 2);
});

test('any piece of a valid journal from its beginning has a view, and it is the same piece by piece and at once', () => {
  fc.assert(
    fc.property(arbitraryJournal, (records) => {
      const call = callView(perToken);
      for (const [index, record] of records.entries()) {
        call.apply(record);
        const whole = viewOf(records.slice(0, index + 1), perToken);
        assert.deepEqual(call.view, whole);
        const times = whole.transcript.map((line) => line.atMs);
        assert.deepEqual(
          times,
          times.toSorted((a, b) => a - b),
        );
        assert.equal(whole.outcome === null, whole.status !== 'ended');
      }
    }),
  );
});

test('a journal that broke off is closed once, and then has an outcome', () => {
  fc.assert(
    fc.property(arbitraryJournal, (records) => {
      const last = closeBroken(records);
      assert.equal(last.length === 0, records.at(-1)?.event.kind === 'call.ended');
      const closed = [...records, ...last];
      assert.deepEqual(closeBroken(closed), []);
      const { status, outcome } = viewOf(closed, perToken);
      assert.equal(status, 'ended');
      if (last.length > 0) assert.equal(outcome?.reason, 'internal-fault');
    }),
  );
  assert.deepEqual(closeBroken([]), []);
});
