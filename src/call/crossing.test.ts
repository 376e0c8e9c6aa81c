// Whole calls in which things cross: a hang-up and a webhook, a caller's word and a response, a wish and a running tool.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import { silence } from '../media/audio.ts';
import { callBench } from '../testing/fakes/call-bench.ts';

const tool = (name: string, run: RunnableTool['run'], change: Partial<RunnableTool> = {}): RunnableTool => ({
  name,
  description: name,
  parameters: {},
  timeMsMax: 3000,
  filler: null,
  fillerAfterMs: 1000,
  check: (json) => ({ ok: true, value: JSON.parse(json) }),
  run,
  ...change,
});

test('a carrier that asks what comes next while its stream is still up gets a new stream, and the old one ends', async () => {
  const bench = callBench();
  bench.model.ready();
  await bench.world.advance(500);
  const first = bench.model;
  const step = bench.call.nextStep();
  assert.equal(step.kind, 'connect');
  await bench.world.advance(100);
  assert.equal(bench.over, false);
  assert.equal(bench.carrier.closed, true);
  assert.equal(first.closed, true);
  assert.equal(bench.models.length, 2);
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
  assert.equal(bench.events('call.ended').length, 1);
  assert.equal(bench.world.timersPending, 0);
});

test("a call that the carrier reports as over ends, whatever the stream's end looks like", async () => {
  for (const late of [true, false]) {
    const bench = callBench();
    bench.model.ready();
    await bench.world.advance(3000);
    bench.call.completed();
    if (late) bench.carrier.vanish();
    bench.call.completed();
    bench.carrier.hangUp();
    await bench.world.advance(1000);
    assert.equal(bench.view.outcome?.reason, 'caller-hangup');
    assert.equal(bench.models.length, 1);
    assert.equal(bench.events('call.ended').length, 1);
    assert.equal(bench.world.timersPending, 0);
  }
});

test('a caller who hangs up while the carrier is asked to dial leaves no timer behind', async () => {
  const dialled = Promise.withResolvers<boolean>();
  const bench = callBench({ plan: { greeting: null }, dialOut: () => dialled.promise });
  bench.model.ready();
  bench.call.transfer({ to: '+14155550123' });
  await bench.world.advance(2000);
  bench.call.completed();
  await bench.world.advance(0);
  assert.equal(bench.over, true);
  dialled.resolve(true);
  await bench.world.advance(1000);
  assert.equal(bench.carrier.closed, true);
  assert.equal(bench.world.timersPending, 0);
});

test('a dial that breaks is a dial that was not done: the carrier is sent to ask', async () => {
  const bench = callBench({ plan: { greeting: null }, dialOut: () => Promise.reject(new Error('no')) });
  bench.model.ready();
  bench.call.transfer({ to: '+14155550123' });
  await bench.world.advance(2000);
  assert.equal(bench.carrier.closed, true);
  assert.equal(bench.call.nextStep().kind, 'dial');
});

test('a model that dies in the middle of a word costs an apology, soon', async () => {
  const bench = callBench({ plan: { greeting: null, transferTo: '+14155550123' } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.respond({ id: 'r1', text: 'a story', ms: 600, done: false });
  await bench.world.advance(100);
  bench.model.give({ kind: 'model.fault', code: 'insufficient_quota', detail: '', fatal: true });
  bench.model.give({ kind: 'model.closed', code: 1006, detail: '' });
  await bench.world.advance(3000);
  assert.equal(bench.view.transcript.at(-1)?.heard, 'I am sorry, something is broken here.');
  assert.equal(bench.events('transfer.started').length, 1);
});

test('a model that hangs in the middle of a response is given up, and does not hold the apology back', async () => {
  const bench = callBench({ plan: { greeting: null, dormancy: null } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.respond({ id: 'r1', text: 'a story', ms: 600, done: false });
  await bench.world.advance(25_000);
  assert.equal(bench.view.transcript.at(-1)?.heard, 'I am sorry, something is broken here.');
  assert.equal(bench.view.outcome?.reason, 'model-failed');
});

test('an interruption before the first sound of a response takes what still comes of it out of the conversation', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.give({ kind: 'response.started', responseId: 'r1' as ResponseId, requestId: null });
  bench.model.speechStarted();
  bench.model.give({
    kind: 'agent.audio',
    responseId: 'r1' as ResponseId,
    itemId: 'i1' as ItemId,
    audio: silence('pcmu', 200),
  });
  bench.model.done('r1', 'cancelled', 'turn_detected');
  await bench.world.advance(100);
  assert.equal(bench.carrier.events.filter(({ kind }) => kind === 'audio').length, 0);
  assert.equal(bench.model.last('context.remove')?.itemId, 'i1');
});

test('a greeting of the model that is interrupted before its first sound holds no later text back', async () => {
  const bench = callBench({ rendered: { 'We have to stop here. Goodbye.': 1000 }, plan: { dormancy: null } });
  bench.model.ready();
  await bench.world.advance(10);
  const requestId = bench.model.last('response.create')?.requestId ?? null;
  bench.model.give({ kind: 'response.started', responseId: 'r1' as ResponseId, requestId });
  bench.model.speechStarted();
  bench.model.give({
    kind: 'agent.audio',
    responseId: 'r1' as ResponseId,
    itemId: 'i1' as ItemId,
    audio: silence('pcmu', 200),
  });
  bench.model.done('r1', 'cancelled', 'turn_detected');
  bench.model.speechStopped();
  bench.model.respond({ id: 'r2', text: 'Hello.', ms: 400 });
  await bench.world.advance(3000);
  bench.call.end({
    reason: 'max-duration',
    farewell: 'We have to stop here. Goodbye.',
    transferTo: null,
  });
  await bench.world.advance(3000);
  assert.equal(bench.view.transcript.at(-1)?.heard, 'We have to stop here. Goodbye.');
  assert.equal(bench.over, true);
});

test('a response that was asked for before the caller pressed the interrupting key is stopped before it sounds', async () => {
  const bench = callBench({ plan: { greeting: null } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.respond({ id: 'r1', text: 'a story', ms: 3000 });
  bench.call.conversation?.steer({ say: 'A word from the operator.' });
  await bench.world.advance(1000);
  const before = bench.carrier.events.filter(({ kind }) => kind === 'audio').length;
  bench.carrier.press('1');
  await bench.world.advance(100);
  assert.equal(bench.events('interrupted').length, 1);
  assert.equal(bench.carrier.events.filter(({ kind }) => kind === 'audio').length, before);
});

test('an end that a fast function wishes for in silence waits for the goodbye', async () => {
  const end = tool('end_call', async (_, context) => context.endCall());
  const bench = callBench({ plan: { greeting: null, tools: [end] } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.give({ kind: 'response.started', responseId: 'r1' as ResponseId, requestId: null });
  bench.model.callTool('r1', 't1', 'end_call', {});
  await bench.world.advance(10);
  bench.model.done('r1');
  await bench.world.advance(10);
  assert.equal(bench.over, false);
  const create = bench.model.last('response.create');
  bench.model.respond({
    id: 'r2',
    text: 'Goodbye and thank you.',
    ms: 800,
    requestId: create?.requestId ?? null,
  });
  await bench.world.advance(2000);
  assert.equal(bench.view.transcript.at(-1)?.heard, 'Goodbye and thank you.');
  assert.equal(bench.view.outcome?.reason, 'agent-hangup');
});

test('a function with side effects runs once for its call id, also when the next response repeats the call', async () => {
  let runs = 0;
  const journalled: boolean[] = [];
  const book = tool('book', async () => {
    runs += 1;
    journalled.push(bench.events('tool.called').length > 0);
    return 'booked';
  });
  const bench = callBench({ plan: { greeting: null, tools: [book] } });
  bench.model.ready();
  for (const id of ['r1', 'r2', 'r3']) {
    bench.model.give({ kind: 'response.started', responseId: id as ResponseId, requestId: null });
    bench.model.callTool(id, 't1', 'book', {});
    bench.model.done(id);
    await bench.world.advance(500);
  }
  assert.equal(runs, 1);
  assert.deepEqual(journalled, [true]);
  assert.equal(bench.events('tool.settled').length, 1);
});

test('a caller who hangs up while a function runs cancels it, and the journal says so before its end', async () => {
  const book = tool('book', () => new Promise(() => {}));
  const bench = callBench({ plan: { greeting: null, tools: [book] } });
  bench.model.ready();
  bench.model.give({ kind: 'response.started', responseId: 'r1' as ResponseId, requestId: null });
  bench.model.callTool('r1', 't1', 'book', {});
  await bench.world.advance(500);
  bench.carrier.hangUp();
  await bench.world.advance(100);
  assert.deepEqual(
    bench.journal.records.slice(-2).map(({ event }) => event.kind),
    ['tool.settled', 'call.ended'],
  );
  assert.equal(bench.events('tool.settled')[0]?.status, 'cancelled');
  assert.equal(bench.world.timersPending, 0);
});

test('a bug of ours ends the call with an apology, and what was said until then is kept', async () => {
  const broken = tool('broken', () => Promise.resolve(null));
  Object.defineProperty(broken, 'timeMsMax', {
    get() {
      throw new TypeError('a bug');
    },
  });
  const recording = { on: true, notice: null, basis: null };
  const bench = callBench({ plan: { greeting: null, tools: [broken], recording } });
  bench.model.ready();
  await bench.world.advance(1000);
  bench.model.respond({ id: 'r1', text: 'one two three four five six', ms: 3000 });
  await bench.world.advance(1500);
  bench.model.speechStarted();
  bench.model.speechStopped();
  bench.model.give({ kind: 'caller.text', itemId: 'caller-1' as ItemId, text: 'wait', final: false });
  bench.model.give({ kind: 'response.started', responseId: 'r2' as ResponseId, requestId: null });
  bench.model.callTool('r2', 't1', 'broken', {});
  await bench.world.advance(100);
  assert.equal(bench.events('internal.fault').length, 1);
  assert.deepEqual(
    bench.view.transcript.map(({ role, text }) => [role, text]),
    [
      ['agent', 'one two three four five six'],
      ['caller', 'wait'],
    ],
  );
  assert.ok(Math.abs(bench.recording.bytes - 2500 * 16) < 640, `${bench.recording.bytes}`);
  assert.deepEqual(bench.call.nextStep(), {
    kind: 'say',
    text: 'I am sorry, something is broken here.',
    language: 'en-US',
    next: 'hang-up',
  });
  await bench.world.advance(5000);
  assert.equal(bench.view.outcome?.reason, 'internal-fault');
  assert.equal(bench.recording.closed, true);
  assert.equal(bench.world.timersPending, 0);
});
