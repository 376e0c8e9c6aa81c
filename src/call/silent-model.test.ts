// A whole call whose model owes an answer and gives none: the caller hears a word, then an answer or an apology.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import { callBench, type CallBench } from '../testing/fakes/call-bench.ts';
import type { CallPlan } from './plan.ts';

const WORD = 'One moment, please.';
const SORRY = 'I am sorry, something is broken here.';

/** The caller has just asked something. */
async function asked(question: string, plan: Partial<CallPlan> = {}): Promise<CallBench> {
  const bench = callBench({ plan: { greeting: null, ...plan } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.speechStarted();
  bench.model.speechStopped(question);
  return bench;
}

const heard = ({ view }: CallBench): readonly string[] =>
  view.transcript.map((line) => line.heard ?? line.text);

function begin(bench: CallBench, id: string): void {
  bench.model.give({ kind: 'response.started', responseId: id as ResponseId, requestId: null });
}

test('a model that falls silent: a word holds the line, another session is tried, and the model is given up', async () => {
  const bench = await asked('Hello?');
  await bench.world.advance(1800);
  assert.equal(bench.carrier.playing, true);
  await bench.world.advance(5700);
  assert.equal(bench.models.length, 2);
  assert.equal(bench.models[0]?.closed, true);
  bench.model.ready();
  await bench.world.advance(4000);
  assert.equal(bench.carrier.playing, true);
  await bench.world.advance(2000);
  assert.equal(bench.view.outcome?.reason, 'model-failed');
  assert.deepEqual(heard(bench), ['Hello?', WORD, SORRY]);
  assert.equal(bench.world.timersPending, 0);
});

test('the session that is tried hears the question again, and its answer is the answer', async () => {
  const bench = await asked('Are you open?');
  begin(bench, 'r1');
  await bench.world.advance(7500);
  bench.model.ready();
  assert.ok(bench.model.heardFrames > 40, `${bench.model.heardFrames}`);
  bench.model.speechStarted();
  bench.model.give({ kind: 'speech.stopped' });
  bench.model.give({ kind: 'caller.committed', itemId: 'again' as ItemId });
  bench.model.respond({ id: 'r2', text: 'We are.', ms: 800 });
  await bench.world.advance(10_000);
  assert.deepEqual(heard(bench), ['Are you open?', WORD, 'We are.']);
  assert.equal(bench.over, false);
  assert.deepEqual(
    bench.events('model.fault').map(({ code, detail }) => [code, detail]),
    [
      ['session-lost', 'the model was silent while it owed an answer'],
      ['session-renewed', 'a session was lost'],
    ],
  );
});

test('an answer that comes behind the word is heard whole, and counts as late as it was', async () => {
  const bench = await asked('Are you open?');
  begin(bench, 'r1');
  await bench.world.advance(2300);
  bench.model.respond({ id: 'r1', text: 'We are.', ms: 800 });
  await bench.world.advance(10_000);
  assert.equal(bench.models.length, 1);
  assert.deepEqual(heard(bench), ['Are you open?', WORD, 'We are.']);
  assert.deepEqual(
    bench.events('turn.answered').map(({ latencyMs }) => latencyMs),
    [2800],
  );
});

test('a model that stalls in mid-answer: the caller is not asked whether somebody is there, and is told soon', async () => {
  for (const itemDone of [false, true]) {
    const bench = await asked('Are you open?', {
      dormancy: { quietMs: 3000, question: 'Are you still there?', answerMs: 3000, farewell: 'Goodbye.' },
    });
    bench.model.respond({ id: 'r1', text: 'We are open from', ms: 600, done: false });
    if (itemDone)
      bench.model.give({
        kind: 'agent.item-done',
        responseId: 'r1' as ResponseId,
        itemId: 'item-r1' as ItemId,
      });
    await bench.world.advance(600 + 1800 + 1000 + 4700 + 100);
    bench.model.ready();
    assert.equal(bench.model.last('response.create')?.instructions, null);
    await bench.world.advance(6000);
    assert.deepEqual(heard(bench), ['Are you open?', 'We are open from', WORD, SORRY], `${itemDone}`);
    assert.equal(bench.view.outcome?.reason, 'model-failed');
  }
});

test('a model that hangs while the call is to end does not keep the farewell waiting', async () => {
  const bench = await asked('Goodbye.');
  bench.model.respond({ id: 'r1', text: 'Good', ms: 400, done: false });
  await bench.world.advance(500);
  bench.call.end({ reason: 'max-duration', farewell: 'Goodbye.', transferTo: null });
  await bench.world.advance(6000);
  assert.equal(bench.view.outcome?.reason, 'max-duration');
  assert.equal(heard(bench).at(-1), 'Goodbye.');
});

test('a session that is lost leaves a word with the caller when the next one is not there soon', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(2000);
  bench.model.give({ kind: 'model.closed', code: 1006, detail: 'gone' });
  await bench.world.advance(1800);
  assert.equal(bench.carrier.playing, true);
  bench.model.ready();
  await bench.world.advance(10_000);
  assert.deepEqual(heard(bench), ['Hello, how can I help?', WORD]);
  assert.equal(bench.models.length, 2);
  assert.equal(bench.over, false);
});
