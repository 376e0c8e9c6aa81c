// A whole call whose model's session ends under it: the caller notices a moment's delay at most.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../base/brand.ts';
import { silence } from '../media/audio.ts';
import { callBench, type CallBench } from '../testing/fakes/call-bench.ts';

function lose(bench: CallBench, code = 1006): void {
  bench.model.give({ kind: 'model.closed', code, detail: 'gone' });
}

async function hangUp(bench: CallBench): Promise<void> {
  bench.carrier.hangUp();
  await bench.world.advance(5000);
  assert.equal(bench.over, true);
  assert.equal(bench.world.timersPending, 0);
  // A session that is lost is closed by itself; the others by us.
  assert.equal(bench.model.closed, true);
}

test('a session lost in silence is renewed, and the call goes on as if nothing had been', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(3000);
  lose(bench, 1001);
  await bench.world.advance(400);
  bench.model.ready();
  assert.deepEqual(
    bench.model.taken.map((frame) => frame.kind === 'context.add' && frame.text),
    ['Hello, how can I help?'],
  );
  await bench.world.advance(1000);
  assert.ok(bench.model.heardFrames > 100, `${bench.model.heardFrames}`);
  bench.model.speechStarted();
  bench.model.speechStopped('Are you open?');
  bench.model.respond({ id: 'r1', text: 'We are.', ms: 800 });
  await bench.world.advance(1500);
  assert.deepEqual(
    bench.view.transcript.map(({ text, heard }) => heard ?? text),
    ['Hello, how can I help?', 'Are you open?', 'We are.'],
  );
  assert.deepEqual(
    bench.events('model.fault').map(({ code, fatal }) => [code, fatal]),
    [
      ['session-lost', false],
      ['session-renewed', false],
    ],
  );
  assert.equal(bench.events('model.closed').length, 0);
  await hangUp(bench);
  assert.equal(bench.view.outcome?.reason, 'caller-hangup');
});

test('a session lost while the agent speaks: what was made is heard, and the model is asked to go on', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(100);
  bench.model.respond({ id: 'r1', text: 'We are open from nine', ms: 1600, done: false });
  await bench.world.advance(300);
  lose(bench);
  await bench.world.advance(300);
  bench.model.ready();
  const kinds = bench.model.taken.map((frame) => frame.kind);
  assert.deepEqual(kinds, ['context.add', 'context.add', 'response.create']);
  const create = bench.model.last('response.create');
  bench.model.respond({ id: 'r2', text: 'to five.', ms: 600, requestId: create?.requestId ?? null });
  await bench.world.advance(3000);
  assert.equal(bench.carrier.heardMs('item-r1' as ItemId), 1600);
  assert.equal(bench.carrier.heardMs('item-r2' as ItemId), 600);
  assert.deepEqual(
    bench.view.transcript.map(({ heard }) => heard),
    ['We are open from nine', 'to five.'],
  );
  await hangUp(bench);
});

test('the agent interrupted after the loss: the new session believes what the caller heard', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(100);
  bench.model.respond({ id: 'r1', text: 'one two three four five six seven eight nine ten', ms: 4000 });
  await bench.world.advance(200);
  lose(bench);
  bench.model.ready();
  await bench.world.advance(1110);
  bench.model.speechStarted();
  assert.equal(bench.model.last('context.truncate'), undefined);
  assert.equal(bench.model.last('context.remove')?.itemId, 'item-r1');
  assert.equal(bench.model.last('context.add')?.text, 'one two three');
  assert.equal(bench.view.transcript[0]?.heard, 'one two three');
  await hangUp(bench);
});

test('a session lost while the caller speaks hears all of the sentence again, and makes one line of it', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(5000);
  bench.carrier.speak(silence('pcmu', 3000));
  await bench.world.advance(300);
  bench.model.speechStarted();
  await bench.world.advance(1000);
  lose(bench);
  await bench.world.advance(500);
  bench.model.ready();
  const ms = bench.model.heardFrames * 20;
  assert.ok(ms >= 2400 && ms <= 2900, `${ms}`);
  bench.model.speechStarted();
  await bench.world.advance(2000);
  bench.model.speechStopped('I would like a table for two.');
  bench.model.respond({ id: 'r1', text: 'For when?', ms: 400 });
  await bench.world.advance(1000);
  assert.deepEqual(
    bench.view.transcript.map(({ text }) => text),
    ['I would like a table for two.', 'For when?'],
  );
  assert.ok((bench.view.transcript[0]?.atMs ?? 0) < 5500);
  await hangUp(bench);
});

test('a session lost before it answered hears the turn again; nobody asks it twice', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.speechStarted();
  await bench.world.advance(1000);
  bench.model.speechStopped('Are you open?');
  bench.model.respond({ id: 'r1', text: '', ms: 0, done: false });
  lose(bench);
  await bench.world.advance(1500);
  bench.model.ready();
  assert.ok(bench.model.heardFrames >= 100, `${bench.model.heardFrames}`);
  await bench.world.advance(100);
  assert.equal(bench.model.last('response.create'), undefined);
  bench.model.speechStarted();
  bench.model.give({ kind: 'speech.stopped' });
  bench.model.give({ kind: 'caller.committed', itemId: 'again' as ItemId });
  bench.model.give({ kind: 'caller.text', itemId: 'again' as ItemId, text: 'Are you open?', final: true });
  bench.model.respond({ id: 'r2', text: 'We are.', ms: 400 });
  await bench.world.advance(12_000);
  assert.deepEqual(
    bench.view.transcript.map(({ text }) => text),
    ['Are you open?', 'We are.'],
  );
  assert.equal(bench.over, false);
  await hangUp(bench);
});

test('a model that cannot be had again costs an apology and the call, not silence', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(1000);
  for (let losses = 0; losses < 3; losses += 1) lose(bench);
  await bench.world.advance(3000);
  assert.equal(bench.models.length, 3);
  assert.equal(bench.view.transcript[0]?.heard, 'I am sorry, something is broken here.');
  assert.equal(bench.view.outcome?.reason, 'model-failed');
  assert.equal(bench.events('model.closed').length, 1);
  await bench.world.advance(5000);
  assert.equal(bench.world.timersPending, 0);
});

test('a fatal fault is not answered with another session', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.give({ kind: 'model.fault', code: 'insufficient_quota', detail: '', fatal: true });
  lose(bench);
  await bench.world.advance(3000);
  assert.equal(bench.models.length, 1);
  assert.equal(bench.view.outcome?.reason, 'model-failed');
});

test('the caller hangs up while a session is being dialled: nothing is left', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(3000);
  lose(bench);
  await bench.world.advance(100);
  assert.equal(bench.models.length, 2);
  await hangUp(bench);
  bench.model.ready();
  await bench.world.advance(5000);
  assert.equal(bench.world.timersPending, 0);
  assert.equal(bench.models.length, 2);
});

test('a session lost while the phone still rings is replaced when the stream comes', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(3000);
  bench.carrier.vanish();
  await bench.world.advance(1000);
  bench.model.ready();
  lose(bench);
  const carrier = bench.reconnect();
  assert.equal(bench.models.length, 3);
  bench.model.ready();
  assert.deepEqual(
    bench.model.taken.map((frame) => frame.kind === 'context.add' && frame.text),
    ['Hello, how can I help?', 'We were cut off. Where were we?'],
  );
  await bench.world.advance(3000);
  carrier.hangUp();
  await bench.world.advance(5000);
  assert.equal(bench.world.timersPending, 0);
});

test('a call of more than an hour outlives its session without a gap', async () => {
  const bench = callBench({ plan: { dormancy: null, durationMsMax: 2 * 3600_000 } });
  bench.model.ready();
  await bench.world.advance(55 * 60_000);
  assert.equal(bench.models.length, 2);
  assert.equal(bench.models[0]?.closed, false);
  bench.model.ready();
  assert.equal(bench.models[0]?.closed, true);
  await bench.world.advance(6 * 60_000);
  assert.equal(bench.over, false);
  await hangUp(bench);
});
