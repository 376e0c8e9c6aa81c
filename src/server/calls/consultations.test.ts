// A process dies while a human is asked: the next one brings the caller back to an agent that knows, and lets the human go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { viewOf } from '../../call/view-of.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import { NO_BRIEFING } from '../../frames/transfer-frames.ts';
import { PCMU } from '../../media/audio.ts';
import { journalWriter } from '../../store/journal-writer.ts';
import { fakeModel, type FakeModel } from '../../testing/fakes/fake-model.ts';
import { fakePlan } from '../../testing/fakes/fake-plan.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { consultationFault } from './consultations.ts';
import { openSwitchboard } from './live-switchboard.ts';

const ORIGIN = 'https://voice.example.com';
const CALLER = 'call_caller' as CallId;
const HUMAN = 'call_human' as CallId;
const STREAM: JournalEvent = { kind: 'stream.started', streamId: 'MZ1', resumed: false };
const CONSULTING: JournalEvent = { kind: 'transfer.consulting', to: '+14155550123', callId: HUMAN };
const WITH_HUMAN: readonly JournalEvent[] = [
  STREAM,
  CONSULTING,
  { kind: 'transfer.consulted', outcome: 'accepted' },
  { kind: 'transfer.started', to: '+14155550123' },
  { kind: 'conference.sent' },
];

const opened = (direction: 'inbound' | 'outbound', carrierCallId: string): JournalEvent => ({
  kind: 'call.opened',
  carrier: 'some',
  carrierCallId,
  direction,
  from: '+14155550100',
  to: '+14155550123',
  agent: 'front-desk',
  model: 'fake',
  variables: {},
});
const ASKED: readonly JournalEvent[] = [
  opened('outbound', ''),
  {
    kind: 'dial.wanted',
    purpose: null,
    greeting: null,
    voicemail: { action: 'hang-up' },
    answerWithinMs: 25_000,
    durationMsMax: 75_000,
  },
  { kind: 'briefing.wanted', callId: CALLER, briefing: NO_BRIEFING },
  { kind: 'call.placed', carrierCallId: 'CA2' },
];

/** A process that knows nothing but what the one before it has written. */
async function afterCrash(caller: readonly JournalEvent[], human: readonly JournalEvent[] = ASKED) {
  const world = simulatedWorld();
  const store = memoryStore();
  const models: FakeModel[] = [];
  for (const [callId, events] of [
    [CALLER, [opened('inbound', 'CA1'), ...caller]],
    [HUMAN, human],
  ] as const) {
    const records = events.map((event, index): JournalRecord => ({
      callId,
      sequence: index + 1,
      atMs: 0,
      wall: world.clock.wall(),
      event,
    }));
    await store.append(records);
    await store.project(viewOf(records, () => null));
  }
  const done = Promise.resolve({ done: true } as const);
  const hungUp: string[] = [];
  const board = openSwitchboard({
    world,
    store,
    journal: journalWriter(store, world),
    model: {
      name: 'fake',
      changesVoice: false,
      formats: [PCMU],
      open() {
        const model = fakeModel();
        models.push(model);
        return model;
      },
    },
    phrases: { find: () => null, keep: () => {} },
    recordings: { open: () => ({ write: () => {}, close: () => Promise.resolve(null) }) },
    doors: [
      {
        name: 'some',
        control: { hangUp: (id) => (hungUp.push(id), done), dial: () => done },
        afterDialUrl: () => ORIGIN,
      },
    ],
    reachedAt: () => ORIGIN,
    plan: () => Promise.resolve(fakePlan()),
    price: () => null,
    callsMax: 5,
    busy: { text: 'Busy.', language: 'en-US' },
    toolSettings: {},
  });
  const journal = async (id: CallId) => (await store.journal(id)).map(({ event }) => event);
  return { world, store, board, models, hungUp, journal };
}

test('a caller whose process died while a human was asked is with an agent that knows the transfer broke off', async () => {
  const { world, board, models, journal } = await afterCrash([STREAM, CONSULTING]);
  const step = await board.afterStream('CA1', ORIGIN);
  assert.equal(step.kind, 'connect');
  await world.advance(100);
  assert.deepEqual((await journal(CALLER)).at(-1), { kind: 'transfer.consulted', outcome: 'broken-off' });
  models[0]?.ready();
  await world.advance(100);
  assert.match(models[0]?.last('context.add')?.text ?? '', /the transfer was broken off/);
});

test('a human whose process died during the briefing hears one sentence, and is hung up', async () => {
  const { world, board, models, store } = await afterCrash([STREAM, CONSULTING], [...ASKED, STREAM]);
  const step = await board.afterStream('CA2', ORIGIN);
  assert.deepEqual(step, {
    kind: 'say',
    text: 'The caller does not wait any longer. Goodbye.',
    language: 'en-US',
    next: 'hang-up',
  });
  await world.advance(100);
  assert.equal((await store.call(HUMAN))?.status, 'ended');
  assert.ok(models.every((model) => model.closed));
  assert.equal(world.timersPending, 0);
});

test('a human who picks up when the process that called is gone hears the same', async () => {
  const { world, board } = await afterCrash([STREAM, CONSULTING]);
  const step = await board.answered({ carrier: 'some', callId: HUMAN, carrierCallId: 'CA2', origin: ORIGIN });
  assert.equal(step.kind, 'say');
  await world.advance(100);
  assert.equal(board.live().length, 0);
});

test('two who talk when the process dies talk on, and each call ends as transferred', async () => {
  const human = [...ASKED, STREAM, { kind: 'conference.sent' } as const];
  const { world, board, store } = await afterCrash(WITH_HUMAN, human);
  assert.deepEqual(await board.afterDial('CA2', 'answered', ORIGIN, false), { kind: 'hang-up' });
  assert.deepEqual(await board.afterDial('CA1', 'answered', ORIGIN, false), { kind: 'hang-up' });
  await world.advance(100);
  for (const id of [CALLER, HUMAN]) assert.equal((await store.call(id))?.outcome?.reason, 'transferred');
});

test('a carrier through which nobody can be asked is told by what it lacks', () => {
  const done = () => Promise.resolve({ done: true } as const);
  const control = { hangUp: done, dial: done };
  assert.match(consultationFault({ name: 'some', control }) ?? '', /some brings nobody into a conference/);
  const joins = { ...control, recall: done };
  assert.match(consultationFault({ name: 'some', control: joins }) ?? '', /placing a call/);
  assert.equal(consultationFault({ name: 'some', control: { ...joins, placesCalls: true } }), null);
});
