// A whole call, from ring to outcome, on the simulated World: each ending, each interruption point, each fault.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../base/brand.ts';
import { callBench } from '../testing/fakes/call-bench.ts';

test('the greeting from memory is on the wire at the start of the stream, whatever the model does', async () => {
  const bench = callBench();
  await bench.world.advance(0);
  assert.equal(bench.carrier.events[0]?.kind, 'audio');
  assert.equal(bench.carrier.events[0]?.atMs, 0);
  assert.equal(bench.events('agent.first-audio')[0]?.afterMs, 0);
  assert.deepEqual(
    bench.model.taken.map((frame) => frame.kind),
    ['context.add'],
  );
});

test('a greeting that is not rendered is spoken by the model, and kept', async () => {
  const bench = callBench({ rendered: 'none' });
  bench.model.ready();
  await bench.world.advance(10);
  const create = bench.model.last('response.create');
  assert.match(create?.instructions ?? '', /Say exactly this.*"Hello, how can I help\?"/);
  assert.equal(create?.tools, false);
  bench.model.respond({
    id: 'r1',
    text: 'Hello, how can I help?',
    ms: 800,
    requestId: create?.requestId ?? null,
  });
  await bench.world.advance(2000);
  assert.deepEqual(bench.kept, ['Hello, how can I help?']);
  assert.equal(bench.view.transcript[0]?.heard, 'Hello, how can I help?');
});

test("the caller's early sound waits for the model and reaches it whole", async () => {
  const bench = callBench();
  await bench.world.advance(990);
  assert.equal(bench.model.heardFrames, 0);
  bench.model.ready();
  assert.equal(bench.model.heardFrames, 50);
});

test('speech over the agent clears the carrier at once and tells the model what was heard', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(100);
  bench.model.respond({ id: 'r1', text: 'one two three four five six seven eight nine ten', ms: 4000 });
  await bench.world.advance(1310);
  bench.model.speechStarted();
  const clear = bench.carrier.events.find((event) => event.kind === 'clear-sent');
  assert.equal(clear?.atMs, 1410);
  await bench.world.advance(100);
  const truncate = bench.model.last('context.truncate');
  assert.equal(truncate?.itemId, 'item-r1');
  assert.ok(Math.abs((truncate?.heardMs ?? 0) - 1310) <= 20, `heard ${truncate?.heardMs}`);
  assert.equal(bench.view.transcript[0]?.text, 'one two three four five six seven eight nine ten');
  assert.equal(bench.view.transcript[0]?.heard, 'one two three');
});

test('the heard position holds within a frame across a slow line', async () => {
  const bench = callBench({ plan: { greeting: null }, wayMs: 80 });
  bench.model.ready();
  await bench.world.advance(500);
  bench.model.respond({ id: 'r1', text: 'a long answer', ms: 6000 });
  await bench.world.advance(2345);
  bench.model.speechStarted();
  await bench.world.advance(300);
  const told = bench.model.last('context.truncate')?.heardMs ?? 0;
  const heard = bench.carrier.heardMs('item-r1' as ItemId);
  assert.ok(Math.abs(told - heard) <= 20, `told ${told}, heard ${heard}`);
});

test('an item of which nothing was heard is taken out of the conversation', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(100);
  bench.model.respond({ id: 'r1', text: 'first', ms: 1000 });
  bench.model.respond({ id: 'r2', text: 'second', ms: 1000 });
  await bench.world.advance(500);
  bench.model.speechStarted();
  assert.equal(bench.model.last('context.truncate')?.itemId, 'item-r1');
  assert.equal(bench.model.last('context.remove')?.itemId, 'item-r2');
});

test('late sound of an interrupted response is dropped', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(100);
  bench.model.respond({ id: 'r1', text: 'a story', ms: 600, done: false });
  await bench.world.advance(200);
  bench.model.speechStarted();
  const before = bench.carrier.events.length;
  bench.model.give({
    kind: 'agent.audio',
    responseId: 'r1' as never,
    itemId: 'item-r1' as ItemId,
    audio: { encoding: 'pcmu', base64: '////' },
  });
  await bench.world.advance(100);
  assert.equal(bench.carrier.events.slice(before).filter((event) => event.kind === 'audio').length, 0);
});

test('a greeting that is cut is corrected in the context to what was heard', async () => {
  const bench = callBench({ rendered: { 'Hello, how can I help?': 2000 } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.speechStarted();
  assert.equal(bench.model.last('context.remove')?.itemId, 'answered');
  assert.equal(bench.model.last('context.add')?.text, 'Hello, how');
});

test('a protected notice cannot be interrupted, the greeting behind it can', async () => {
  const bench = callBench({
    plan: { recording: { on: true, notice: 'This call is recorded.', basis: 'always' } },
  });
  bench.model.ready();
  await bench.world.advance(500);
  bench.model.speechStarted();
  bench.model.give({ kind: 'speech.stopped' });
  await bench.world.advance(100);
  assert.equal(bench.carrier.events.filter((event) => event.kind === 'clear').length, 0);
  await bench.world.advance(2500);
  bench.model.speechStarted();
  await bench.world.advance(0);
  assert.equal(bench.carrier.events.filter((event) => event.kind === 'clear').length, 1);
});

test('nothing is recorded before the notice was heard', async () => {
  const bench = callBench({
    plan: { recording: { on: true, notice: 'This call is recorded.', basis: 'always' } },
  });
  bench.model.ready();
  await bench.world.advance(1000);
  assert.equal(bench.recording.bytes, 0);
  await bench.world.advance(5000);
  bench.carrier.hangUp();
  await bench.world.advance(1000);
  assert.ok(Math.abs(bench.recording.bytes - 5000 * 16) < 640, `${bench.recording.bytes}`);
  assert.equal(bench.recording.closed, true);
  assert.equal(bench.events('consent.announced').length, 1);
});

test('with barge-in off, speech does not stop the agent; a key does only where it is allowed', async () => {
  const bench = callBench({
    plan: { greeting: null, bargeIn: { speech: false, digit: true, interruptDigit: '5' } },
  });
  bench.model.ready();
  await bench.world.advance(100);
  bench.model.respond({ id: 'r1', text: 'a story', ms: 5000, done: false });
  await bench.world.advance(500);
  bench.model.speechStarted();
  bench.carrier.press('1');
  assert.equal(bench.events('interrupted').length, 0);
  bench.carrier.press('5');
  assert.deepEqual(
    bench.events('interrupted').map(({ cause }) => cause),
    ['digit'],
  );
  assert.equal(bench.model.last('response.cancel')?.responseId, 'r1');
});

test('the caller hangs up: the call ends, once, and nothing of it is left', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(3000);
  bench.carrier.hangUp();
  await bench.world.advance(1000);
  assert.equal(bench.over, true);
  assert.equal(bench.view.outcome?.reason, 'caller-hangup');
  assert.equal(bench.model.closed, true);
  assert.deepEqual(bench.call.nextStep(), { kind: 'hang-up' });
  await bench.world.advance(1000);
  assert.equal(bench.world.timersPending, 0);
});

test('the duration cap ends the call with a goodbye that is heard to its end', async () => {
  const bench = callBench({ plan: { durationMsMax: 60_000, dormancy: null } });
  bench.model.ready();
  await bench.world.advance(60_500);
  assert.equal(bench.over, false);
  await bench.world.advance(1500);
  assert.equal(bench.over, true);
  assert.equal(bench.view.outcome?.reason, 'max-duration');
  assert.equal(bench.view.transcript.at(-1)?.heard, 'We have to stop here. Goodbye.');
});

test('a dormant line is asked once and then ended', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(60_000);
  assert.equal(bench.view.outcome?.reason, 'dormant');
  assert.deepEqual(
    bench.view.transcript.map((line) => line.text),
    ['Hello, how can I help?', 'Are you still there?', 'Goodbye then.'],
  );
});

test('a model that refuses the session costs an apology and the call, not silence', async () => {
  const bench = callBench({ plan: { greeting: null } });
  await bench.world.advance(500);
  bench.model.give({ kind: 'model.closed', code: 1006, detail: 'refused' });
  await bench.world.advance(2000);
  assert.equal(bench.view.transcript[0]?.heard, 'I am sorry, something is broken here.');
  assert.equal(bench.view.outcome?.reason, 'model-failed');
  assert.equal(bench.carrier.closed, true);
});

test('an apology that was never rendered is said by the carrier, and the caller goes on to a human', async () => {
  const bench = callBench({ plan: { greeting: null, transferTo: '+14155550123' }, rendered: 'none' });
  await bench.world.advance(500);
  bench.model.give({ kind: 'model.closed', code: 1006, detail: 'refused' });
  await bench.world.advance(1000);
  assert.equal(bench.carrier.closed, true);
  assert.deepEqual(bench.call.nextStep(), {
    kind: 'say',
    text: 'I am sorry, something is broken here.',
    language: 'en-US',
    next: { dial: '+14155550123' },
  });
  assert.equal(bench.over, false);
  assert.deepEqual(bench.call.afterDial('answered', false), { kind: 'hang-up' });
  await bench.world.advance(0);
  assert.equal(bench.view.outcome?.reason, 'transferred');
});

test('a stream that breaks waits for the carrier to come back, and goes on with what was said', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(3000);
  bench.carrier.vanish();
  await bench.world.advance(5000);
  assert.equal(bench.over, false);
  assert.equal(bench.models.length, 2);
  assert.equal(bench.models[0]?.closed, true);
  assert.equal(bench.model.taken[0]?.kind, 'context.add');
  const carrier = bench.reconnect();
  bench.model.ready();
  await bench.world.advance(3000);
  assert.deepEqual(
    bench.view.transcript.map((line) => line.text),
    ['Hello, how can I help?', 'We were cut off. Where were we?'],
  );
  carrier.hangUp();
  await bench.world.advance(100);
  assert.equal(bench.view.outcome?.reason, 'caller-hangup');
});

test('a stream that breaks and does not come back ends the call', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(3000);
  bench.carrier.vanish();
  await bench.world.advance(120_000);
  assert.equal(bench.view.outcome?.reason, 'stream-lost');
  assert.equal(
    bench.models.every((model) => model.closed),
    true,
  );
  assert.equal(bench.world.timersPending, 0);
});

test('what a stream brings of its end stands before the end of the call, whoever was first to tell of it', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(100);
  // The carrier asks what comes next, and reports the end, before its stream has said a word.
  bench.call.nextStep();
  bench.call.completed();
  await bench.world.advance(0);
  assert.equal(bench.events('stream.stopped').length, 1);
  assert.equal(bench.journal.records.at(-1)?.event.kind, 'call.ended');
});

test('a token opens one stream: a second stream, and a wrong token, are turned away', async () => {
  const bench = callBench();
  assert.equal(bench.call.connect('wrong', bench.carrier), false);
  const step = bench.call.nextStep();
  assert.equal(step.kind, 'connect');
});

test('a call that rings and gets no stream ends as not answered and closes its model', async () => {
  const bench = callBench();
  const step = bench.call.nextStep();
  assert.equal(step.kind, 'connect');
  await bench.world.advance(200_000);
  assert.equal(bench.over, true);
  assert.equal(
    bench.models.every((model) => model.closed),
    true,
  );
});
