// A caller who was sent to a human, and hangs up: before anybody answered, or after a talk.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callBench } from '../testing/fakes/call-bench.ts';

/** A call whose carrier has been told to dial a human. */
async function dialling() {
  const bench = await leaving();
  assert.deepEqual(bench.call.nextStep(), {
    kind: 'say',
    text: 'I am sorry, something is broken here.',
    language: 'en-US',
    next: { dial: '+14155550123' },
  });
  return bench;
}

/** A call that is off its stream, and about to be sent to a human. */
async function leaving() {
  const bench = callBench({ plan: { greeting: null, transferTo: '+14155550123' }, rendered: 'none' });
  await bench.world.advance(500);
  bench.model.give({ kind: 'model.closed', code: 1006, detail: 'refused' });
  await bench.world.advance(1000);
  return bench;
}

/** As what the call ends. */
async function reason(bench: Awaited<ReturnType<typeof leaving>>): Promise<string | undefined> {
  await bench.world.advance(5000);
  assert.equal(bench.world.timersPending, 0);
  return bench.view.outcome?.reason;
}

test('who is gone while the human’s phone may still ring has hung up', async () => {
  const bench = await dialling();
  await bench.world.advance(20_000);
  bench.call.completed();
  // Asked once more, by a request that was on its way.
  bench.call.nextStep();
  assert.equal(await reason(bench), 'caller-hangup');
});

test('who is gone before the carrier was told to dial has hung up', async () => {
  const bench = await leaving();
  bench.call.completed();
  assert.equal(await reason(bench), 'caller-hangup');
});

test('the carrier’s word on the dial counts, also right behind that on the end', async () => {
  const bench = await dialling();
  await bench.world.advance(20_000);
  bench.call.completed();
  await bench.world.advance(500);
  bench.call.afterDial('answered', true);
  assert.equal(await reason(bench), 'transferred');
});

test('who is gone does not come back to the agent, whatever the word on the dial', async () => {
  const bench = await dialling();
  bench.call.completed();
  assert.deepEqual(bench.call.afterDial('no-answer', false), { kind: 'hang-up' });
  assert.equal(await reason(bench), 'caller-hangup');
});

test('who is gone when no phone rings any more has talked to the human', async () => {
  const bench = await dialling();
  await bench.world.advance(31_000);
  bench.call.completed();
  assert.equal(await reason(bench), 'transferred');
});
