// A model whose sessions end is still one model: it dials again, within bounds, and closes whole.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import { fakeModel, type FakeModel } from '../testing/fakes/fake-model.ts';
import { renewingBench, type RenewingBench } from '../testing/fakes/renewing-bench.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { RENEWALS_MAX, RENEWAL_MS_MAX, STEADY_MS_MIN, renewingModel } from './renewing-model.ts';

test('frames pass in both directions as they are', () => {
  const b = renewingBench();
  const { session, given, world } = b;
  const frame = { kind: 'agent.text', itemId: 'i' as ItemId, delta: 'Hi' } as const;
  session.ready();
  session.give(frame);
  assert.equal(given[1], frame);
  const cancel = { kind: 'response.cancel', responseId: 'r' as never } as const;
  b.tell(cancel);
  assert.equal(session.taken[0], cancel);
  assert.equal(world.timersPending, 1);
});

test('a session lost in silence is followed by another, and the graph is told by faults that are not fatal', () => {
  const b = renewingBench();
  b.session.ready();
  b.kinds();
  b.lose(1001);
  assert.equal(b.sessions.length, 2);
  assert.deepEqual(b.kinds(), ['model.fault session-lost']);
  b.session.ready();
  assert.deepEqual(b.kinds(), ['model.fault session-renewed']);
  b.session.respond({ id: 'r1', text: 'I am back.', ms: 200 });
  assert.ok(b.kinds().includes('agent.audio'));
});

test('a session that was never ready is not followed by another', () => {
  const b = renewingBench();
  b.lose();
  assert.equal(b.sessions.length, 1);
  assert.deepEqual(b.kinds(), ['model.closed']);
  assert.equal(b.world.timersPending, 0);
});

test('after a fatal fault no session follows', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.give({ kind: 'model.fault', code: 'insufficient_quota', detail: '', fatal: true });
  b.lose();
  assert.equal(b.sessions.length, 1);
  assert.deepEqual(b.kinds(), ['model.ready', 'model.fault insufficient_quota', 'model.closed']);
  assert.equal(b.world.timersPending, 0);
});

test('a fatal fault of the session that follows ends it too', () => {
  const b = renewingBench();
  b.session.ready();
  b.lose();
  b.kinds();
  b.session.give({ kind: 'model.fault', code: 'invalid_api_key', detail: '', fatal: true });
  b.lose();
  assert.equal(b.sessions.length, 2);
  assert.deepEqual(b.kinds(), ['model.fault invalid_api_key', 'model.closed']);
});

test('dials that fail in a row are bounded', () => {
  const b = renewingBench();
  b.session.ready();
  for (let losses = 0; losses <= RENEWALS_MAX; losses += 1) b.lose();
  assert.equal(b.sessions.length, 1 + RENEWALS_MAX);
  assert.deepEqual(b.kinds(), ['model.ready', 'model.fault session-lost', 'model.closed']);
  assert.equal(b.world.timersPending, 0);
});

test('sessions that are lost as soon as they are ready are bounded too, those that served are not', async () => {
  const b = renewingBench();
  b.session.ready();
  for (let losses = 0; losses < 5; losses += 1) {
    b.lose();
    b.session.ready();
    await b.world.advance(STEADY_MS_MIN);
  }
  assert.equal(b.sessions.length, 6);
  for (let losses = 0; losses < RENEWALS_MAX; losses += 1) {
    b.lose();
    b.session.ready();
  }
  assert.equal(b.kinds().includes('model.closed'), false);
  b.lose();
  assert.equal(b.kinds().at(-1), 'model.closed');
  assert.equal(b.sessions.length, 6 + RENEWALS_MAX);
});

test('a session that does not become ready in time is closed, and another dialled', async () => {
  const b = renewingBench();
  b.session.ready();
  b.lose();
  const silent = b.session;
  await b.world.advance(RENEWAL_MS_MAX);
  assert.equal(silent.closed, true);
  assert.equal(b.sessions.length, 3);
  silent.ready();
  assert.equal(b.kinds().includes('model.fault session-renewed'), false);
  b.session.ready();
  assert.ok(b.kinds().includes('model.fault session-renewed'));
});

test('a response under way ends as failed, its items as done, and both before anything else is asked', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'a long story', ms: 400, done: false });
  const audio = { encoding: 'pcmu', base64: '/////w==' } as const;
  const first = { responseId: 'r1' as ResponseId, itemId: 'first' as ItemId };
  b.session.give({ kind: 'agent.audio', ...first, audio });
  b.session.give({ kind: 'agent.item-done', ...first });
  b.kinds();
  b.lose();
  assert.deepEqual(b.kinds(), ['model.fault session-lost', 'agent.item-done', 'response.done']);
  b.tell({ kind: 'response.create', requestId: 'again-1', instructions: null, tools: true });
  assert.equal(b.session.last('response.create'), undefined);
  b.session.ready();
  assert.equal(b.session.last('response.create')?.requestId, 'again-1');
  assert.deepEqual(b.lines.slice(0, 1), ['agent: a long story']);
  assert.match(b.lines[1] ?? '', /^system: Your last answer broke off/);
});

test('a response that was asked for and had not begun is asked for again, once, and not when it is long ago', async () => {
  const b = renewingBench();
  b.session.ready();
  b.tell({ kind: 'response.create', requestId: 'q1', instructions: 'Say hello.', tools: false });
  b.lose();
  b.session.ready();
  assert.equal(b.session.last('response.create')?.requestId, 'q1');
  await b.world.advance(5000);
  b.lose();
  b.session.ready();
  assert.equal(b.session.last('response.create'), undefined);
});

test('closed at any moment, it leaves no session, no timer, and says so once', async () => {
  const closers: readonly ((b: RenewingBench) => void)[] = [
    (b) => b.model.close(),
    (b) => b.tell({ kind: 'model.close' }),
  ];
  for (const close of closers) {
    const silent = renewingBench();
    close(silent);
    assert.equal(silent.session.closed, true);

    const renewing = renewingBench();
    renewing.session.ready();
    renewing.session.speechStarted();
    renewing.lose();
    close(renewing);
    close(renewing);
    assert.equal(renewing.kinds().filter((kind) => kind === 'model.closed').length, 1);

    const doubtful = renewingBench();
    doubtful.session.ready();
    doubtful.session.speechStarted();
    doubtful.lose();
    doubtful.session.ready();
    close(doubtful);

    const relieved = renewingBench({ sessionMsMax: 1000 });
    relieved.session.ready();
    relieved.session.speechStarted();
    await relieved.world.advance(1000);
    close(relieved);
    for (const b of [silent, renewing, doubtful, relieved]) {
      assert.equal(b.world.timersPending, 0);
      assert.equal(b.session.closed, true);
      b.session.ready();
      b.lose();
      assert.equal(b.world.timersPending, 0);
    }
    assert.equal(renewing.sessions.length, 2);
    assert.equal(
      relieved.sessions.every(({ closed }) => closed),
      true,
    );
  }
});

test('a graph that closes the model when it hears of the loss gets no other session', () => {
  const world = simulatedWorld();
  const sessions: FakeModel[] = [];
  const model = renewingModel({
    world,
    open() {
      const session = fakeModel();
      sessions.push(session);
      return session;
    },
  });
  model.attach((frame) => {
    if (frame.kind === 'response.done') model.close();
  });
  sessions[0]?.ready();
  sessions[0]?.respond({ id: 'r1', text: 'a story', ms: 200, done: false });
  sessions[0]?.give({ kind: 'model.closed', code: 1006, detail: '' });
  assert.equal(sessions.length, 1);
  assert.equal(world.timersPending, 0);
});

test('a session that is of no use is closed, and followed like one that was lost', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'a long', ms: 400, done: false });
  b.kinds();
  const useless = b.session;
  b.tell({ kind: 'session.renew', detail: 'it is silent' });
  assert.equal(useless.closed, true);
  assert.equal(b.sessions.length, 2);
  assert.deepEqual(
    b.given.map((frame) => (frame.kind === 'model.fault' ? frame.detail : frame.kind)),
    ['it is silent', 'agent.item-done', 'response.done'],
  );
  b.kinds();
  useless.respond({ id: 'r1', text: ' story', ms: 400 });
  assert.deepEqual(b.kinds(), []);
  b.session.ready();
  assert.deepEqual(b.kinds(), ['model.fault session-renewed']);
});

test('a session that is of no use counts as a loss: where no other may follow, the model is closed', () => {
  const b = renewingBench();
  for (let losses = 0; losses <= RENEWALS_MAX; losses += 1) {
    b.session.ready();
    b.tell({ kind: 'session.renew', detail: 'it is silent' });
  }
  assert.equal(b.kinds().at(-1), 'model.closed');
  assert.equal(b.sessions.length, 1 + RENEWALS_MAX);
  assert.ok(b.sessions.every(({ closed }) => closed));
  b.tell({ kind: 'session.renew', detail: 'again' });
  assert.deepEqual(b.kinds(), []);
  assert.equal(b.world.timersPending, 0);
});
