// A stream arrives without a webhook before it: of a new call, or of one that lost its stream, here or in a process now gone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PCMU } from '../../media/audio.ts';
import { journalWriter } from '../../store/journal-writer.ts';
import { fakeModel } from '../../testing/fakes/fake-model.ts';
import { fakePlan } from '../../testing/fakes/fake-plan.ts';
import { memoryStore } from '../../testing/memory-store.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { openSwitchboard } from './live-switchboard.ts';

const ORIGIN = 'https://voice.example.com';
const DONE = Promise.resolve({ done: true } as const);

/** Processes that share a store. */
function setUp() {
  const world = simulatedWorld();
  const store = memoryStore();
  const control = { hangUp: () => DONE, dial: () => DONE };
  const start = (callsMax = 5) =>
    openSwitchboard({
      world,
      store,
      journal: journalWriter(store, world),
      model: { name: 'fake', changesVoice: false, formats: [PCMU], open: () => fakeModel() },
      phrases: { find: () => null, keep: () => {} },
      recordings: { open: () => ({ write: () => {}, close: () => Promise.resolve(null) }) },
      doors: [{ name: 'gateway', control, afterDialUrl: () => ORIGIN }],
      reachedAt: () => ORIGIN,
      plan: () => Promise.resolve(fakePlan({})),
      price: () => null,
      callsMax,
      busy: { text: 'Busy.', language: 'en-US' },
      toolSettings: {},
    });
  const call = (carrierCallId: string, carrier = 'gateway') => ({
    carrier,
    carrierCallId,
    from: '+14155550123',
    to: '+14155550100',
    fromState: null,
    origin: ORIGIN,
  });
  return { world, store, start, call };
}

test('a call that nobody knows is opened', async () => {
  const { world, store, start, call } = setUp();
  const step = await start().arrived(call('c-1'));
  assert.ok(step.kind === 'connect');
  await world.advance(100);
  const kept = await store.call('c-1');
  assert.deepEqual([kept?.id, kept?.from, kept?.carrier], [step.callId, '+14155550123', 'gateway']);
});

test('a call that is known goes on, whether it was opened by its stream or by a webhook', async () => {
  const { start, call } = setUp();
  const board = start();
  const first = await board.incoming(call('c-1'));
  assert.deepEqual(await board.arrived(call('c-1')), first);
  const other = await board.arrived(call('c-2'));
  assert.deepEqual(await board.arrived(call('c-2')), other);
  assert.equal(board.live().length, 2);
});

test('a call whose process is gone goes on in the one where its stream arrives', async () => {
  const { world, start, call } = setUp();
  const first = await start().arrived(call('c-1'));
  await world.advance(100);
  const other = start();
  const step = await other.arrived(call('c-1'));
  assert.ok(first.kind === 'connect' && step.kind === 'connect');
  assert.equal(step.callId, first.callId);
  assert.notEqual(step.token, first.token);
});

test('a stream that names another carrier’s call is given nothing of it', async () => {
  const { world, start, call } = setUp();
  const board = start();
  await board.incoming(call('c-1'));
  assert.deepEqual(await board.arrived(call('c-1', 'other')), { kind: 'hang-up' });
  await world.advance(100);
  assert.deepEqual(await start().arrived(call('c-1', 'other')), { kind: 'hang-up' });
});

test('beyond the cap it is turned away like any call', async () => {
  const { start, call } = setUp();
  const board = start(1);
  await board.arrived(call('c-1'));
  assert.equal((await board.arrived(call('c-2'))).kind, 'say');
});
