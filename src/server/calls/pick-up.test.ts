// Somebody picks up a call that was placed: by this process, or by one that is gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlaceResult } from '../../carriers/carrier.ts';
import { PCMU } from '../../media/audio.ts';
import { fakeModel } from '../../testing/fakes/fake-model.ts';
import { fakePlan } from '../../testing/fakes/fake-plan.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { journalWriter } from '../../store/journal-writer.ts';
import { openSwitchboard } from './live-switchboard.ts';

const ORIGIN = 'https://voice.example.com';
const WISH = {
  to: '+14155550123',
  from: '+14155550100',
  purpose: 'The desk calls.',
  voicemail: { action: 'hang-up' },
} as const;

/** Processes that share a store and a carrier. */
function setUp(placed: PlaceResult = { placed: true, carrierCallId: 'CA1' }) {
  const world = simulatedWorld();
  const store = memoryStore();
  const hungUp: string[] = [];
  const orders: unknown[] = [];
  const done = Promise.resolve({ done: true } as const);
  const control = {
    hangUp: (id: string) => (hungUp.push(id), done),
    dial: () => done,
    place: () => Promise.resolve(placed),
  };
  const urls = (origin: string, id: string) => ({ answered: origin, status: origin, answeredBy: id });
  const door = { name: 'some', control, afterDialUrl: () => ORIGIN, outbound: { number: null, urls } };
  const start = () =>
    openSwitchboard({
      world,
      store,
      journal: journalWriter(store, world),
      model: { name: 'fake', changesVoice: false, formats: [PCMU], open: () => fakeModel() },
      phrases: { find: () => null, keep: () => {} },
      recordings: { open: () => ({ write: () => {}, close: () => Promise.resolve(null) }) },
      doors: [door],
      reachedAt: () => ORIGIN,
      plan(_, order) {
        orders.push(order);
        return Promise.resolve(fakePlan({ outbound: { purpose: null, voicemail: null } }));
      },
      price: () => null,
      callsMax: 5,
      busy: { text: 'Busy.', language: 'en-US' },
      toolSettings: {},
    });
  const pickUp = (callId: string, carrierCallId = 'CA1') => ({
    carrier: 'some',
    callId,
    carrierCallId,
    origin: ORIGIN,
  });
  return { world, store, start, pickUp, hungUp, orders };
}

test('a call is connected whoever asks first, with one token', async () => {
  const { start, pickUp } = setUp();
  const board = start();
  const { id } = await board.dial(WISH);
  const step = await board.answered(pickUp(id));
  assert.ok(step.kind === 'connect');
  assert.deepEqual(await board.answered(pickUp(id)), step);
});

test('a process that knows nothing of the call takes it up as it was ordered', async () => {
  const { world, store, start, pickUp, orders } = setUp();
  const { id } = await start().dial(WISH);
  await world.advance(100);
  const other = start();
  const step = await other.answered(pickUp(id));
  assert.ok(step.kind === 'connect');
  assert.equal(other.view(id)?.direction, 'outbound');
  assert.deepEqual(orders[1], { ...(orders[0] as object), variables: {} });
  await world.advance(100);
  const journal = await store.journal(id);
  assert.deepEqual(
    journal.map(({ event }) => event.kind),
    ['call.opened', 'dial.wanted', 'call.placed', 'carrier.status'],
  );
});

test('an id that was never given out, or has another call at the carrier, is hung up', async () => {
  const { start, pickUp } = setUp();
  const board = start();
  const { id } = await board.dial(WISH);
  const inbound = await board.incoming({
    ...pickUp(''),
    carrierCallId: 'CA2',
    from: WISH.to,
    to: WISH.from,
    fromState: null,
  });
  assert.ok(inbound.kind === 'connect');
  assert.deepEqual(await board.answered(pickUp('call_none')), { kind: 'hang-up' });
  assert.deepEqual(await board.answered(pickUp(id, 'CA3')), { kind: 'hang-up' });
  assert.deepEqual(await board.answered(pickUp(inbound.callId, 'CA3')), { kind: 'hang-up' });
});

test('a carrier that tells its id only when somebody picks up is asked to end the call then', async () => {
  const { start, pickUp, hungUp } = setUp({ placed: true, carrierCallId: null });
  const board = start();
  const { id, callSid } = await board.dial(WISH);
  assert.equal(callSid, '');
  board.status({ callId: id, carrierCallId: 'CA1', progress: 'ringing', code: null, over: false });
  assert.equal(board.view('CA1')?.callSid, 'CA1');
  board.hangUp(id);
  assert.deepEqual(hungUp, ['CA1']);
  assert.deepEqual(await board.answered(pickUp(id)), { kind: 'hang-up' });
});

test('a call of which nothing is heard ends, and is ended at the carrier', async () => {
  const { world, store, start, hungUp } = setUp();
  const { id } = await start().dial({ ...WISH, answerWithinS: 20 });
  await world.advance(20_000 + 120_000 + 1000);
  assert.equal((await store.call(id))?.outcome?.reason, 'call-failed');
  assert.deepEqual(hungUp, ['CA1']);
  assert.equal(world.timersPending, 0);
});
