// A switchboard for tests of the server around it: it does as it is told and remembers what it was asked.
import type { CallId } from '../../src/base/brand.ts';
import { OffhookError } from '../../src/base/errors.ts';
import type { EpochMs } from '../../src/base/time.ts';
import { UNPRICED } from '../../src/call/call-cost.ts';
import type { CallView } from '../../src/call/call-view.ts';
import type { JournalRecord } from '../../src/call/journal.ts';
import type { NextStep } from '../../src/call/next-step.ts';
import type { CarrierStream } from '../../src/carriers/carrier.ts';
import type { JournalEvent } from '../../src/frames/journal-event.ts';
import type { Switchboard } from '../../src/server/switchboard.ts';

export interface FakeSwitchboard extends Switchboard {
  /** What it was asked, in order: the method's name, then its arguments. */
  readonly asked: unknown[][];
  /** Live calls by id. */
  readonly calls: Map<string, CallView>;
  /** Tokens that `connect` takes, each once. */
  readonly tokens: Set<string>;
  readonly streams: CarrierStream[];
  /** What webhooks are answered with. */
  next: () => Promise<NextStep>;
  /** Tells watchers of a record. */
  tell(view: CallView, event: JournalEvent, sequence?: number): void;
}

export function fakeSwitchboard(): FakeSwitchboard {
  const asked: unknown[][] = [];
  const calls = new Map<string, CallView>();
  const tokens = new Set<string>();
  const streams: CarrierStream[] = [];
  const watchers = new Set<(record: JournalRecord, view: CallView) => void>();
  const note = (...entry: unknown[]): void => void asked.push(entry);
  const find = (id: string): CallView | null =>
    calls.get(id) ?? [...calls.values()].find((call) => call.callSid === id) ?? null;
  const self: FakeSwitchboard = {
    asked,
    calls,
    tokens,
    streams,
    next: () => Promise.resolve({ kind: 'hang-up' }),
    tell(view, event, sequence = 1) {
      const record: JournalRecord = { callId: view.id, sequence, atMs: 1500, wall: 0 as EpochMs, event };
      for (const watcher of watchers) watcher(record, view);
    },
    incoming: (call) => (note('incoming', call), self.next()),
    arrived: (call) => (note('arrived', call), self.next()),
    dial: (request) => {
      note('dial', request);
      return Promise.resolve(someCall({ direction: 'outbound', status: 'ringing', to: request.to }));
    },
    answered: (call) => (note('answered', call), self.next()),
    answeredBy: (report) => note('answeredBy', report),
    status: (report) => note('status', report),
    streamTrouble: (...entry) => note('streamTrouble', ...entry),
    connect(start, stream) {
      note('connect', start);
      if (!tokens.delete(start.parameters['token'] ?? '')) return false;
      streams.push(stream);
      return true;
    },
    afterStream: (...entry) => (note('afterStream', ...entry), self.next()),
    afterDial: (...entry) => (note('afterDial', ...entry), self.next()),
    completed: (id) => note('completed', id),
    admission: { turnedAway: { busy: 0, draining: 0, budget: 0 } },
    live: () => [...calls.values()],
    view: find,
    steer(id, request) {
      note('steer', id, request);
      return { ...(request.say !== undefined && { say: 'queued' }) };
    },
    interrupt: (id) => note('interrupt', id),
    hangUp: (id) => note('hangUp', id),
    traceFrames: (id, on) => note('traceFrames', id, on),
    transfer(id, wish) {
      const { to } = wish;
      note('transfer', id, wish);
      if (to === null) throw new OffhookError('TRANSFER_IMPOSSIBLE', 'There is nobody to transfer to.');
    },
    watch(watcher) {
      watchers.add(watcher);
      return () => void watchers.delete(watcher);
    },
    async drain(msMax) {
      note('drain', msMax);
    },
    async [Symbol.asyncDispose]() {},
  };
  return self;
}

/** A call that fits every schema; `changes` make it another. */
export function someCall(changes: Partial<CallView> = {}): CallView {
  return {
    id: 'call_1' as CallId,
    callSid: 'CA1',
    carrier: 'twilio',
    direction: 'inbound',
    from: '+14155550123',
    to: '+14155550100',
    agent: 'front-desk',
    model: 'rehearsal',
    cost: UNPRICED,
    sound: null,
    conclusion: null,
    status: 'live',
    startedAt: '2026-01-01T00:00:00.000Z',
    endedAt: null,
    transcript: [
      { role: 'agent', text: 'Hello there', heard: 'Hello', atMs: 200 },
      { role: 'caller', text: 'Hi', atMs: 1200 },
    ],
    tools: [],
    interruptions: [{ cause: 'speech', atMs: 900 }],
    turns: [],
    consultations: [],
    steering: { handoffs: [], languages: [], guardrails: [] },
    consultedFor: null,
    recording: null,
    outcome: null,
    ...changes,
  };
}
