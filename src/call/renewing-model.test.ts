// A model whose sessions end is still one model: what it says, what it was told and what it hears goes on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ToolCallId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { silence } from '../media/audio.ts';
import { fakeModel, type FakeModel } from '../testing/fakes/fake-model.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import type { ModelEnd } from './ends.ts';
import { HISTORY_LINES_MAX } from './history.ts';
import {
  CONFIRM_MS_MAX,
  RELIEF_PAUSE_MS,
  RENEWALS_MAX,
  RENEWAL_MS_MAX,
  STEADY_MS_MIN,
  renewingModel,
} from './renewing-model.ts';

type Given = FrameOf<ModelEnd['gives'][number]>;
type Taken = FrameOf<ModelEnd['takes'][number]>;

const TWENTY = silence('pcmu', 20);

/** A renewing model on fake sessions; `given` is what the graph would be given. */
function bench(sessionMsMax?: number) {
  const world = simulatedWorld();
  const sessions: FakeModel[] = [];
  const heard: number[] = [];
  const given: Given[] = [];
  const model = renewingModel({
    world,
    open() {
      const session = fakeModel();
      const accept = session.accept.bind(session);
      const index = sessions.push(session) - 1;
      session.accept = (frame, at) => {
        if (frame.kind === 'caller.audio') heard.push(index * 1e6 + frame.atMs);
        accept(frame, at);
      };
      return session;
    },
    ...(sessionMsMax === undefined ? {} : { sessionMsMax }),
  });
  model.attach((frame) => void given.push(frame));
  const tell = (frame: Taken): void => model.accept(frame, world.clock.now());
  return {
    world,
    model,
    sessions,
    given,
    tell,
    get session(): FakeModel {
      const last = sessions.at(-1);
      assert.ok(last !== undefined);
      return last;
    },
    /** Instants (by the carrier's clock) of the sound that the last session heard. */
    get heardAt(): number[] {
      const from = (sessions.length - 1) * 1e6;
      return heard.filter((each) => each >= from).map((each) => each - from);
    },
    speak(fromMs: number, toMs: number): void {
      for (let atMs = fromMs; atMs < toMs; atMs += 20) tell({ kind: 'caller.audio', audio: TWENTY, atMs });
    },
    lose(code = 1006): void {
      this.session.give({ kind: 'model.closed', code, detail: 'gone' });
    },
    kinds: (): string[] => given.splice(0).map(describe),
    told: (session: FakeModel): string[] =>
      session.taken.flatMap((frame) =>
        frame.kind === 'context.add' ? [`${frame.role}: ${frame.text}`] : [],
      ),
  };
}

function describe(frame: Given): string {
  return frame.kind === 'model.fault' ? `${frame.kind} ${frame.code}` : frame.kind;
}

test('frames pass in both directions as they are', () => {
  const { tell, session, given, world } = bench();
  const frame = { kind: 'agent.text', itemId: 'i' as ItemId, delta: 'Hi' } as const;
  session.ready();
  session.give(frame);
  assert.equal(given[1], frame);
  const cancel = { kind: 'response.cancel', responseId: 'r' as never } as const;
  tell(cancel);
  assert.equal(session.taken[0], cancel);
  assert.equal(world.timersPending, 1);
});

test('a session lost in silence is followed by another, and the graph is told by faults that are not fatal', () => {
  const b = bench();
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
  const b = bench();
  b.lose();
  assert.equal(b.sessions.length, 1);
  assert.deepEqual(b.kinds(), ['model.closed']);
  assert.equal(b.world.timersPending, 0);
});

test('after a fatal fault no session follows', () => {
  const b = bench();
  b.session.ready();
  b.session.give({ kind: 'model.fault', code: 'insufficient_quota', detail: '', fatal: true });
  b.lose();
  assert.equal(b.sessions.length, 1);
  assert.deepEqual(b.kinds(), ['model.ready', 'model.fault insufficient_quota', 'model.closed']);
  assert.equal(b.world.timersPending, 0);
});

test('a fatal fault of the session that follows ends it too', () => {
  const b = bench();
  b.session.ready();
  b.lose();
  b.kinds();
  b.session.give({ kind: 'model.fault', code: 'invalid_api_key', detail: '', fatal: true });
  b.lose();
  assert.equal(b.sessions.length, 2);
  assert.deepEqual(b.kinds(), ['model.fault invalid_api_key', 'model.closed']);
});

test('dials that fail in a row are bounded', () => {
  const b = bench();
  b.session.ready();
  for (let losses = 0; losses <= RENEWALS_MAX; losses += 1) b.lose();
  assert.equal(b.sessions.length, 1 + RENEWALS_MAX);
  assert.deepEqual(b.kinds(), ['model.ready', 'model.fault session-lost', 'model.closed']);
  assert.equal(b.world.timersPending, 0);
});

test('sessions that are lost as soon as they are ready are bounded too, those that served are not', async () => {
  const b = bench();
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
  const b = bench();
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
  const b = bench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'a long story', ms: 400, done: false });
  b.kinds();
  b.lose();
  assert.deepEqual(b.kinds(), ['model.fault session-lost', 'agent.item-done', 'response.done']);
  b.tell({ kind: 'response.create', requestId: 'again-1', instructions: null, tools: true });
  assert.equal(b.session.last('response.create'), undefined);
  b.session.ready();
  assert.equal(b.session.last('response.create')?.requestId, 'again-1');
  assert.deepEqual(b.told(b.session).slice(0, 1), ['agent: a long story']);
  assert.match(b.told(b.session)[1] ?? '', /^system: Your last answer broke off/);
});

test('a response that was asked for and had not begun is asked for again, once, and not when it is long ago', async () => {
  const b = bench();
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

test('the new session is told what was said, in order, and of the agent only what was heard', () => {
  const b = bench();
  b.session.ready();
  b.tell({ kind: 'context.add', itemId: 'greeting' as ItemId, role: 'agent', text: 'Hello?' });
  b.session.speechStarted();
  b.session.speechStopped();
  b.session.respond({ id: 'r1', text: 'one two three four five six seven eight nine ten', ms: 4000 });
  const itemId = 'caller-1' as ItemId;
  b.session.give({ kind: 'caller.text', itemId, text: 'Count.', final: true });
  b.session.respond({ id: 'r2', text: 'never heard', ms: 1000 });
  b.tell({ kind: 'context.truncate', itemId: 'item-r1' as ItemId, heardMs: 1310 });
  b.tell({ kind: 'context.remove', itemId: 'item-r2' as ItemId });
  b.tell({ kind: 'context.add', itemId: null, role: 'system', text: 'The caller pressed 5 on the keypad.' });
  b.session.respond({ id: 'r3', text: 'written only', ms: 0 });
  b.lose();
  b.session.ready();
  assert.deepEqual(b.told(b.session), [
    'agent: Hello?',
    'caller: Count.',
    'agent: one two three',
    'system: The caller pressed 5 on the keypad.',
  ]);
  const ids = b.session.taken.flatMap((frame) => (frame.kind === 'context.add' ? [frame.itemId] : []));
  assert.deepEqual(ids, ['greeting', null, 'item-r1', null]);
});

test('an item of a lost session that is cut later is replaced by what was heard of it', () => {
  const b = bench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'one two three four', ms: 4000 });
  b.lose();
  b.session.ready();
  b.tell({ kind: 'context.truncate', itemId: 'item-r1' as ItemId, heardMs: 2000 });
  assert.deepEqual(b.session.taken.slice(-2), [
    { kind: 'context.remove', itemId: 'item-r1' },
    { kind: 'context.add', itemId: null, role: 'agent', text: 'one two' },
  ]);
  b.session.respond({ id: 'r2', text: 'five six seven eight', ms: 4000 });
  b.tell({ kind: 'context.truncate', itemId: 'item-r2' as ItemId, heardMs: 2000 });
  assert.equal(b.session.taken.at(-1)?.kind, 'context.truncate');
});

test('what is corrected while no session serves is told as it stands then', () => {
  const b = bench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'one two three four', ms: 4000 });
  b.lose();
  b.tell({ kind: 'context.truncate', itemId: 'item-r1' as ItemId, heardMs: 2000 });
  b.tell({ kind: 'context.add', itemId: null, role: 'agent', text: 'We are still here.' });
  b.session.ready();
  assert.deepEqual(b.told(b.session), ['agent: one two', 'agent: We are still here.']);
  assert.equal(b.session.last('context.truncate'), undefined);
});

test('a function that was called stays known, and its result reaches the session that did not call it', () => {
  const b = bench();
  b.session.ready();
  b.session.respond({ id: 'r1', text: 'One moment.', ms: 200, done: false });
  b.session.callTool('r1', 't1', 'book', { day: 'Monday' });
  b.session.done('r1');
  b.lose();
  b.session.ready();
  assert.equal(
    b.told(b.session).at(-1),
    'system: The function book was called with {"day":"Monday"}. Its result will follow: do not call it again.',
  );
  const result = {
    kind: 'context.tool-result',
    toolCallId: 't1' as ToolCallId,
    outputJson: '{"ok":true}',
  } as const;
  b.tell(result);
  const told = 'system: The function book was called with {"day":"Monday"} and returned {"ok":true}';
  assert.equal(b.session.last('context.tool-result'), undefined);
  assert.equal(b.told(b.session).at(-1), told);
  b.lose();
  b.session.ready();
  assert.deepEqual(b.told(b.session), ['agent: One moment.', told]);
});

test('the result of a function goes to the session that called it as it is', () => {
  const b = bench();
  b.session.ready();
  b.session.callTool('r1', 't1', 'book', {});
  b.tell({ kind: 'context.tool-result', toolCallId: 't1' as ToolCallId, outputJson: '{}' });
  assert.equal(b.session.last('context.tool-result')?.toolCallId, 't1');
});

test('a new session begins with the latest settings, also those of the gap', () => {
  const b = bench();
  b.session.ready();
  b.tell({ kind: 'session.update', instructions: 'Be brief.' });
  b.tell({ kind: 'session.update', interruptible: false });
  b.lose();
  assert.deepEqual(b.session.taken, [
    { kind: 'session.update', instructions: 'Be brief.', interruptible: false },
  ]);
  b.tell({ kind: 'session.update', interruptible: true });
  b.lose();
  assert.deepEqual(b.session.taken, [
    { kind: 'session.update', instructions: 'Be brief.', interruptible: true },
  ]);
});

test('a new session is told of a bounded number of lines, the latest', () => {
  const b = bench();
  b.session.ready();
  for (let line = 1; line <= HISTORY_LINES_MAX + 50; line += 1)
    b.tell({ kind: 'context.add', itemId: null, role: 'system', text: `line ${line}` });
  b.lose();
  b.session.ready();
  assert.equal(b.told(b.session).length, HISTORY_LINES_MAX);
  assert.equal(b.told(b.session)[0], 'system: line 51');
});

test('what the caller says in the gap, and just before it, is heard by the new session', () => {
  const b = bench();
  b.session.ready();
  b.speak(0, 10_000);
  b.lose();
  b.speak(10_000, 12_000);
  assert.deepEqual(b.heardAt, []);
  b.session.ready();
  assert.deepEqual([b.heardAt[0], b.heardAt.at(-1), b.heardAt.length], [9000, 11_980, 150]);
  b.speak(12_000, 12_020);
  assert.equal(b.heardAt.at(-1), 12_000);
});

test('a sentence that was cut in two by the loss is heard again from its beginning, and begins once', () => {
  const b = bench();
  b.session.ready();
  b.speak(0, 5000);
  b.session.speechStarted();
  b.speak(5000, 8000);
  b.kinds();
  b.lose();
  b.speak(8000, 9000);
  b.session.ready();
  assert.equal(b.heardAt[0], 4000);
  assert.equal(b.heardAt.length, 250);
  b.session.speechStarted();
  b.session.speechStopped('I would like to book a table.');
  assert.deepEqual(b.kinds(), [
    'model.fault session-lost',
    'model.fault session-renewed',
    'speech.stopped',
    'caller.committed',
    'caller.text',
  ]);
});

test('speech that the new session does not hear comes to its end', async () => {
  const b = bench();
  b.session.ready();
  b.session.speechStarted();
  b.lose();
  b.session.ready();
  b.kinds();
  await b.world.advance(CONFIRM_MS_MAX);
  assert.deepEqual(b.kinds(), ['speech.stopped']);
  b.session.speechStarted();
  assert.deepEqual(b.kinds(), ['speech.started']);
});

test('a turn that was not answered is heard again, keeps its id, and is answered once', () => {
  const b = bench();
  b.session.ready();
  b.session.speechStarted();
  b.speak(0, 2000);
  b.session.speechStopped('What time is it?');
  b.session.give({ kind: 'response.started', responseId: 'r1' as never, requestId: null });
  b.kinds();
  b.lose();
  assert.deepEqual(b.kinds(), ['model.fault session-lost', 'response.done']);
  b.tell({ kind: 'response.create', requestId: 'again-1', instructions: null, tools: true });
  b.session.ready();
  assert.deepEqual(b.kinds(), ['model.fault session-renewed', 'response.refused']);
  assert.deepEqual(b.told(b.session), []);
  assert.equal(b.session.last('response.create'), undefined);
  assert.equal(b.heardAt.length, 100);
  b.session.speechStarted();
  b.session.give({ kind: 'caller.committed', itemId: 'other' as ItemId });
  b.session.give({ kind: 'caller.text', itemId: 'other' as ItemId, text: 'What time is it?', final: true });
  assert.deepEqual(
    b.given.flatMap((frame) => ('itemId' in frame ? [frame.itemId] : [])),
    ['caller-1', 'caller-1'],
  );
  b.session.respond({ id: 'r2', text: 'Noon.', ms: 200 });
  b.speak(2000, 4000);
  b.lose();
  b.session.ready();
  assert.deepEqual(b.told(b.session), ['caller: What time is it?', 'agent: Noon.']);
  assert.equal(b.heardAt[0], 3000);
});

test('an answered turn whose text never came is closed with what is known of it', () => {
  const b = bench();
  b.session.ready();
  b.session.speechStarted();
  b.session.speechStopped();
  const itemId = 'caller-1' as ItemId;
  b.session.give({ kind: 'caller.text', itemId, text: 'Hello, I', final: false });
  b.session.respond({ id: 'r1', text: 'Hi.', ms: 200 });
  b.lose();
  assert.deepEqual(
    b.given.findLast((frame) => frame.kind === 'caller.text'),
    { kind: 'caller.text', itemId, text: 'Hello, I', final: true },
  );
  b.session.ready();
  assert.deepEqual(b.told(b.session), ['caller: Hello, I', 'agent: Hi.']);
});

test('a session is relieved before its end, at a quiet moment, and the old one serves until then', async () => {
  const b = bench(60_000);
  b.session.ready();
  const old = b.session;
  await b.world.advance(59_000);
  old.speechStarted();
  await b.world.advance(1000);
  assert.equal(b.sessions.length, 2);
  b.session.ready();
  assert.equal(old.closed, false);
  old.speechStopped('Hello?');
  old.respond({ id: 'r1', text: 'Hi.', ms: 200, done: false });
  assert.equal(old.closed, false);
  assert.deepEqual(b.session.taken, []);
  b.kinds();
  old.done('r1');
  assert.equal(old.closed, true);
  assert.deepEqual(b.kinds(), ['response.done', 'model.fault session-renewed']);
  assert.deepEqual(b.told(b.session), ['caller: Hello?', 'agent: Hi.']);
  old.give({ kind: 'model.closed', code: 1001, detail: 'expired' });
  assert.deepEqual(b.kinds(), []);
});

test('on a quiet line the relief takes over as soon as it is ready, and is relieved in its turn', async () => {
  const b = bench(60_000);
  b.session.ready();
  for (let reliefs = 1; reliefs <= 3; reliefs += 1) {
    await b.world.advance(60_000);
    assert.equal(b.sessions.length, reliefs + 1);
    b.session.ready();
    assert.deepEqual(
      b.sessions.map(({ closed }) => closed),
      [...Array.from({ length: reliefs }, () => true), false],
    );
  }
});

test('a session whose function still runs is not relieved', async () => {
  const b = bench(60_000);
  b.session.ready();
  const old = b.session;
  old.give({ kind: 'response.started', responseId: 'r1' as never, requestId: null });
  old.callTool('r1', 't1', 'book', {});
  old.done('r1');
  await b.world.advance(60_000);
  b.session.ready();
  assert.equal(old.closed, false);
  b.tell({ kind: 'context.tool-result', toolCallId: 't1' as ToolCallId, outputJson: '{}' });
  old.respond({ id: 'r2', text: 'Booked.', ms: 200 });
  assert.equal(old.closed, true);
});

test('where no quiet moment comes, the relief takes over when the session ends', async () => {
  const b = bench(60_000);
  b.session.ready();
  await b.world.advance(59_000);
  b.session.respond({ id: 'r1', text: 'a long story', ms: 400, done: false });
  await b.world.advance(1000);
  b.session.ready();
  b.kinds();
  b.sessions[0]?.give({ kind: 'model.closed', code: 1001, detail: 'session_expired' });
  assert.deepEqual(b.kinds(), [
    'model.fault session-lost',
    'agent.item-done',
    'response.done',
    'model.fault session-renewed',
  ]);
  assert.equal(b.sessions.length, 2);
});

test('a relief that fails costs nothing and is tried again later', async () => {
  const b = bench(60_000);
  b.session.ready();
  await b.world.advance(60_000);
  b.kinds();
  b.session.give({ kind: 'model.fault', code: 'insufficient_quota', detail: '', fatal: true });
  assert.equal(
    b.given.every((frame) => frame.kind === 'model.fault' && !frame.fatal),
    true,
  );
  b.lose();
  assert.deepEqual(b.kinds(), ['model.fault insufficient_quota']);
  assert.equal(b.sessions[0]?.closed, false);
  await b.world.advance(RELIEF_PAUSE_MS);
  assert.equal(b.sessions.length, 3);
});

test('closed at any moment, it leaves no session, no timer, and says so once', async () => {
  const closers: readonly ((b: ReturnType<typeof bench>) => void)[] = [
    (b) => b.model.close(),
    (b) => b.tell({ kind: 'model.close' }),
  ];
  for (const close of closers) {
    const silent = bench();
    close(silent);
    assert.equal(silent.session.closed, true);

    const renewing = bench();
    renewing.session.ready();
    renewing.session.speechStarted();
    renewing.lose();
    close(renewing);
    close(renewing);
    assert.equal(renewing.kinds().filter((kind) => kind === 'model.closed').length, 1);

    const relieved = bench(1000);
    relieved.session.ready();
    relieved.session.speechStarted();
    await relieved.world.advance(1000);
    close(relieved);
    for (const b of [silent, renewing, relieved]) {
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
