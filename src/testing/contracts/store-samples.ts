// Store samples: records and calls to keep, with something in every field.
import type { CallId, ItemId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { CallCost } from '../../call/call-cost.ts';
import type { CallOutcome, CallView } from '../../call/call-view.ts';
import type { TurnView } from '../../call/turn-views.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';

/** A record of an event; each stands 20 ms behind the one before it. */
export function record(callId: string, sequence: number, event: JournalEvent): JournalRecord {
  return {
    callId: callId as CallId,
    sequence,
    atMs: (sequence - 1) * 20,
    wall: (Date.UTC(2026, 0, 1) + (sequence - 1) * 20) as EpochMs,
    event,
  };
}

/** A call as its carrier announced it. */
export function opened(carrierCallId: string): JournalEvent {
  return {
    kind: 'call.opened',
    carrier: 'twilio',
    carrierCallId,
    direction: 'inbound',
    from: '+15550001111',
    to: '+15550002222',
    agent: 'front-desk',
    model: 'rehearsal',
    variables: { name: 'Ada' },
  };
}

/** A key was pressed. */
export function digit(key: string): JournalEvent {
  return { kind: 'caller.digit', digit: key };
}

/** The caller said this. */
export function said(text: string): JournalEvent {
  return { kind: 'caller.said', itemId: 'item_1' as ItemId, text, startedMs: 12.5 };
}

const OUTCOME: CallOutcome = {
  reason: 'caller-hangup',
  detail: 'stop',
  durationMs: 61_000,
  turns: { caller: 3, agent: 4 },
  tools: 1,
  interruptions: 2,
  firstAudioMs: 119.5,
  turnLatenciesMs: [640, 702.25],
  tokens: {
    inputText: 1,
    inputAudio: 2,
    cachedText: 3,
    cachedAudio: 4,
    outputText: 5,
    outputAudio: 6_000_000_000,
  },
  costUsd: 0.0123,
};

/** A turn, answered after 1500 ms and heard to its end in 2000. */
export function turn(atMs: number, changes: Partial<TurnView> = {}): TurnView {
  return {
    atMs,
    agent: 'front-desk',
    latencyMs: 1500,
    endpointingMs: 300,
    modelMs: 400.5,
    toolsMs: 700,
    relayMs: 10,
    carrierMs: 89.5,
    completeMs: 2000,
    why: null,
    ...changes,
  };
}

const COST: CallCost = {
  usd: null,
  knownUsd: 0.0123,
  parts: [
    { part: 'model', of: 'rehearsal', usd: 0.0123, knownUsd: 0.0123, missing: null },
    { part: 'carrier', of: 'twilio', usd: null, knownUsd: 0, missing: 'no price of inbound' },
  ],
};

/** A call that ended, with something in every field. */
export function view(id: string, callSid: string, changes: Partial<CallView> = {}): CallView {
  return {
    id: id as CallId,
    callSid,
    carrier: 'twilio',
    direction: 'inbound',
    from: '+15550001111',
    to: '+15550002222',
    agent: 'front-desk',
    model: 'rehearsal',
    status: 'ended',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: '2026-01-01T00:01:01.000Z',
    transcript: [
      { role: 'agent', text: 'Hello, front desk.', heard: 'Hello,', atMs: 20 },
      { role: 'caller', text: 'When do you open?', atMs: 1500.5 },
      { role: 'agent', text: 'At nine.', heard: '', agent: 'billing', atMs: 2500 },
    ],
    tools: [
      {
        id: 'tool_1',
        name: 'lookup_hours',
        argumentsJson: '{"day":"monday"}',
        status: 'ok',
        outputJson: '{"open":9}',
        atMs: 1800,
        tookMs: 40.5,
      },
    ],
    interruptions: [{ cause: 'speech', atMs: 1400 }],
    turns: [turn(1400.5, { completeMs: null }), turn(2000, { why: 'Tools ran for 700 of 1500 ms.' })],
    steering: {
      handoffs: [{ from: 'front-desk', to: 'billing', by: 'model', atMs: 1200 }],
      languages: [],
      guardrails: [{ guardrail: 'prices', reason: 'no prices', late: false, atMs: 1400 }],
    },
    consultations: [{ callId: 'call_9' as CallId, to: '+12125550177', outcome: 'declined', atMs: 1500 }],
    consultedFor: 'call_8' as CallId,
    recording: { path: 'recordings/a.wav', bytes: 5_000_000_000, durationMs: 61_000 },
    outcome: OUTCOME,
    cost: COST,
    sound: {
      findings: [{ kind: 'gap', side: 'caller', atMs: 1200.5, durationMs: 60, value: 60 }],
      unlisted: 2,
    },
    conclusion: {
      disposition: 'booked',
      summary: 'Asked for the hours.',
      fields: { day: 'monday', people: 2 },
      by: 'model',
      note: null,
    },
    ...changes,
  };
}
