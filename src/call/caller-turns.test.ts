// What the caller said and nobody answered is heard again, once, and remains one line.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId, ResponseId } from '../base/brand.ts';
import { silence } from '../media/audio.ts';
import { renewingBench, type RenewingBench } from '../testing/fakes/renewing-bench.ts';
import { CONFIRM_MS_MAX, STEADY_MS_MIN } from './renewing-model.ts';

/** A session that is lost and at once followed by one that is ready. */
function renew(b: RenewingBench): void {
  b.lose();
  b.session.ready();
}

test('what the caller says in the gap, and just before it, is heard by the new session', () => {
  const b = renewingBench();
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
  const b = renewingBench();
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
  const b = renewingBench();
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
  const b = renewingBench();
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
  assert.deepEqual(b.lines, []);
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
  assert.deepEqual(b.lines, ['caller: What time is it?', 'agent: Noon.']);
  assert.equal(b.heardAt[0], 3000);
  assert.equal(b.session.last('response.create'), undefined);
});

test('a turn that is heard again does not begin again: nothing that holds the line is stopped by it', () => {
  const b = renewingBench();
  b.session.ready();
  b.speak(0, 2000);
  b.session.speechStarted();
  b.session.speechStopped('Are you open?');
  renew(b);
  b.kinds();
  b.session.speechStarted();
  b.session.give({ kind: 'speech.stopped' });
  // Words that come before the turn is one are of the old one too.
  b.session.give({ kind: 'caller.text', itemId: 'again' as ItemId, text: 'Are you', final: false });
  b.session.give({ kind: 'caller.committed', itemId: 'again' as ItemId });
  assert.deepEqual(b.kinds(), ['caller.text', 'caller.committed']);
  b.session.speechStarted();
  assert.deepEqual(b.kinds(), ['speech.started']);
});

test('an answered turn whose text never came is closed with what is known of it', () => {
  const b = renewingBench();
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
  assert.deepEqual(b.lines, ['caller: Hello, I', 'agent: Hi.']);
});

test('the second of two doubtful sessions has its own time to hear the caller', async () => {
  const b = renewingBench();
  b.session.ready();
  b.session.speechStarted();
  renew(b);
  await b.world.advance(CONFIRM_MS_MAX - 1000);
  renew(b);
  b.kinds();
  await b.world.advance(1000);
  assert.deepEqual(b.kinds(), []);
  await b.world.advance(CONFIRM_MS_MAX - 1000);
  assert.deepEqual(b.kinds(), ['speech.stopped']);
});

test('a turn of which too much time has passed to be heard again is told as text', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.speechStarted();
  b.speak(0, 2000);
  b.session.speechStopped('Hello?');
  b.speak(2000, 40_000);
  renew(b);
  assert.deepEqual(b.lines, ['caller: Hello?']);
});

test('late sound of an answer that was interrupted answers nothing', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.speechStarted();
  b.session.speechStopped();
  b.session.give({ kind: 'response.started', responseId: 'r1' as ResponseId, requestId: null });
  b.session.speechStarted();
  b.speak(0, 1000);
  b.session.speechStopped();
  const late = { responseId: 'r1' as ResponseId, itemId: 'item-r1' as ItemId, audio: silence('pcmu', 20) };
  b.session.give({ kind: 'agent.audio', ...late });
  renew(b);
  assert.equal(b.heardAt.length, 50);
});

test('what was answered is not heard again', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.speechStarted();
  b.speak(0, 2000);
  b.session.speechStopped('Hello?');
  b.session.respond({ id: 'r1', text: 'Hi.', ms: 200 });
  renew(b);
  assert.deepEqual(b.heardAt, []);
});

test('two turns that are heard again as one leave the next turn its own id', async () => {
  const b = renewingBench();
  b.session.ready();
  for (const text of ['Hello?', 'Anybody?']) {
    b.session.speechStarted();
    b.speak(0, 200);
    b.session.speechStopped(text);
  }
  renew(b);
  b.session.give({ kind: 'caller.committed', itemId: 'both' as ItemId });
  b.session.respond({ id: 'r1', text: 'Hi.', ms: 200 });
  b.session.give({ kind: 'caller.committed', itemId: 'new' as ItemId });
  renew(b);
  b.session.give({ kind: 'caller.committed', itemId: 'new again' as ItemId });
  b.session.respond({ id: 'r2', text: 'Yes.', ms: 200 });
  await b.world.advance(STEADY_MS_MIN);
  renew(b);
  b.session.give({ kind: 'caller.committed', itemId: 'both' as ItemId });
  assert.deepEqual(
    b.given.flatMap((frame) => (frame.kind === 'caller.committed' ? [frame.itemId] : [])),
    ['caller-1', 'caller-2', 'caller-1', 'new', 'new', 'both'],
  );
});

test('a turn that is heard again and has no text yet waits for it', () => {
  const b = renewingBench();
  b.session.ready();
  b.session.speechStarted();
  b.session.speechStopped();
  b.kinds();
  b.lose();
  assert.deepEqual(b.kinds(), ['model.fault session-lost']);
});

test('voice of which the model said nothing is heard by the new session, if it was not long ago', () => {
  const b = renewingBench();
  b.session.ready();
  b.speak(0, 20_000);
  b.tell({ kind: 'caller.voice' });
  b.speak(20_000, 26_000);
  renew(b);
  assert.deepEqual([b.heardAt[0], b.heardAt.length], [19_000, 350]);
  b.speak(26_000, 40_000);
  renew(b);
  assert.equal(b.heardAt[0], 39_000);
});
