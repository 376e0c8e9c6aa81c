// A session is relieved before its greatest age, and nobody notices.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ToolCallId } from '../base/brand.ts';
import { renewingBench } from '../testing/fakes/renewing-bench.ts';
import { RELIEF_PAUSE_MS } from './renewing-model.ts';

test('a session is relieved before its end, at a quiet moment, and the old one serves until then', async () => {
  const b = renewingBench({ sessionMsMax: 60_000 });
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
  assert.deepEqual(b.lines, ['caller: Hello?', 'agent: Hi.']);
  old.give({ kind: 'model.closed', code: 1001, detail: 'expired' });
  assert.deepEqual(b.kinds(), []);
});

test('on a quiet line the relief takes over as soon as it is ready, and is relieved in its turn', async () => {
  const b = renewingBench({ sessionMsMax: 60_000 });
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
  const b = renewingBench({ sessionMsMax: 60_000 });
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
  const b = renewingBench({ sessionMsMax: 60_000 });
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
  const b = renewingBench({ sessionMsMax: 60_000 });
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
