// Keys in a live call, where they cross with everything else: prompts, quiet lines, ends, lost streams, models that go.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../base/brand.ts';
import { audioBytes, audioOf } from '../media/audio.ts';
import { dtmfTone } from '../media/tone.ts';
import { ENTRY_TAIL_MS, RESUMED_TAIL_MS } from '../nodes/digit-entry.ts';
import type { EntryWish } from '../nodes/tool-asks.ts';
import { callBench, type CallBenchOptions } from '../testing/fakes/call-bench.ts';
import { never, tool, type Run } from '../../test/fakes/tool-calls-bench.ts';

/** A call whose model has called `run` as a function. */
async function calling(run: Run, change: CallBenchOptions = {}) {
  const bench = callBench({
    ...change,
    plan: { greeting: null, tools: [tool('keys', run)], ...change.plan },
  });
  bench.model.ready();
  await bench.world.advance(100);
  bench.model.give({ kind: 'response.started', responseId: 'r1' as never, requestId: null });
  bench.model.callTool('r1', 'c1', 'keys', {});
  bench.model.done('r1');
  await bench.world.advance(100);
  return bench;
}

const collecting =
  (wish: Partial<EntryWish> = {}): Run =>
  (_, context) =>
    context.collectDigits({ timeoutMs: 60_000, ...wish });

test('a key stops the prompt and is the first of the entry', async () => {
  const bench = await calling(collecting({ prompt: 'Your number?', length: 2 }), {
    rendered: { 'Your number?': 4_000 },
  });
  await bench.world.advance(1_000);
  assert.ok(bench.carrier.playing);
  bench.carrier.press('4');
  await bench.world.advance(100);
  assert.ok(!bench.carrier.playing);
  bench.carrier.press('2');
  await bench.world.advance(100);
  assert.equal(bench.model.last('context.tool-result')?.outputJson, '{"status":"entered","digits":"42"}');
  assert.ok(!bench.model.taken.some((frame) => frame.kind === 'context.add' && frame.role === 'system'));
});

test('a caller who takes long to type is not asked whether somebody is there, and no tool runs out of time', async () => {
  const bench = await calling(collecting());
  await bench.world.advance(55_000);
  assert.equal(bench.view.transcript.length, 0);
  assert.equal(bench.view.tools[0]?.status, 'running');
  bench.carrier.press('#');
  await bench.world.advance(100);
  assert.equal(bench.view.tools[0]?.status, 'ok');
});

test('a caller who hangs up ends the entry as hung up, and the tool may still note it', async () => {
  const seen: string[] = [];
  const bench = await calling(async (_, context) => {
    const { status, digits } = await context.collectDigits({ timeoutMs: 60_000 });
    seen.push(`${status} ${digits}`);
  });
  bench.carrier.press('4');
  bench.carrier.hangUp();
  await bench.world.advance(1_000);
  assert.deepEqual(seen, ['hung-up 4']);
  assert.deepEqual(bench.events('entry.ended'), [
    { kind: 'entry.ended', private: false, length: 1, status: 'hung-up' },
  ]);
  assert.equal(bench.view.outcome?.reason, 'caller-hangup');
  assert.equal(bench.world.timersPending, 0);
});

test('an operator’s end, and a model that is gone, cancel what is waited for', async () => {
  const ways = [
    (bench: Awaited<ReturnType<typeof calling>>) =>
      bench.call.end({ reason: 'operator-hangup', farewell: null, transferTo: null }),
    (bench: Awaited<ReturnType<typeof calling>>) =>
      bench.model.give({ kind: 'model.fault', code: 'x', detail: '', fatal: true }),
  ];
  for (const end of ways) {
    let status = '';
    const bench = await calling(async (_, context) => {
      ({ status } = await context.collectDigits({ timeoutMs: 60_000 }));
    });
    end(bench);
    await bench.world.advance(40_000);
    assert.ok(bench.over);
    assert.equal(status, 'cancelled');
    assert.equal(bench.events('entry.ended').length, 1);
    assert.equal(bench.world.timersPending, 0);
  }
});

test('while an entry is private the caller’s sound is silence for the model, and sound again behind its tail', async () => {
  const bench = await calling(collecting({ private: true, length: 1 }));
  const heard: boolean[] = [];
  bench.model.listen((frame) => {
    if (frame.kind === 'caller.audio') heard.push(audioBytes(frame.audio).some((byte) => byte !== 0xff));
  });
  bench.carrier.speak(audioOf('pcmu', dtmfTone('5', 4_000)));
  await bench.world.advance(1_000);
  bench.carrier.press('5');
  await bench.world.advance(ENTRY_TAIL_MS - 40);
  assert.ok(heard.length > 100 && heard.every((sounds) => !sounds));
  heard.length = 0;
  await bench.world.advance(80 + 200);
  assert.ok(heard.at(-1));
});

test('a stream that breaks in a private entry comes back in private: what is typed on is nobody’s', async () => {
  const bench = await calling(collecting({ private: true }));
  for (const key of '4929') bench.carrier.press(key);
  bench.carrier.vanish();
  await bench.world.advance(500);
  const again = bench.reconnect();
  bench.model.ready();
  await bench.world.advance(100);
  for (const key of '1384') {
    again.press(key);
    await bench.world.advance(400);
  }
  await bench.world.advance(RESUMED_TAIL_MS);
  assert.deepEqual(bench.events('caller.digit'), []);
  assert.ok(!bench.model.taken.some((frame) => frame.kind === 'context.add' && /[0-9]/.test(frame.text)));
  again.press('1');
  await bench.world.advance(100);
  assert.deepEqual(bench.events('caller.digit'), [{ kind: 'caller.digit', digit: '1' }]);
});

test('nothing interrupts keys on their way out, and an end waits until they have sounded', async () => {
  const sent: string[] = [];
  const bench = await calling(async (_, context) => {
    sent.push((await context.sendDigits('1W2W3')).status);
  });
  await bench.world.advance(300);
  bench.model.speechStarted();
  bench.carrier.press('9');
  bench.call.end({ reason: 'agent-hangup', farewell: null, transferTo: null });
  await bench.world.advance(20_000);
  assert.deepEqual(sent, ['sent']);
  assert.equal(bench.carrier.heardMs('digits-1' as ItemId), 2_600);
  assert.deepEqual(bench.events('interrupted'), []);
  assert.equal(bench.view.outcome?.reason, 'agent-hangup');
});

test('keys that a lost line cut off are told as cut, and the model is not corrected about them', async () => {
  const bench = await calling(async (_, context) => context.sendDigits('1W2W3'));
  await bench.world.advance(300);
  bench.carrier.hangUp();
  await bench.world.advance(1_000);
  assert.deepEqual(bench.events('digits.sent'), [{ kind: 'digits.sent', digits: '1W2W3', status: 'cut' }]);
  assert.ok(!bench.model.taken.some(({ kind }) => kind === 'context.remove' || kind === 'context.truncate'));
});

test('a stream that sends keys itself is handed keys', async () => {
  const bench = await calling((_, context) => context.sendDigits('1w2#'), { sendsDigits: true });
  await bench.world.advance(2_000);
  assert.equal(bench.carrier.sentDigits, '12#');
  assert.equal(bench.view.tools[0]?.status, 'ok');
});

test('a tool that never asks for keys leaves them to everybody', async () => {
  const bench = await calling(never);
  bench.carrier.press('7');
  await bench.world.advance(2_000);
  const note = bench.model.last('context.add');
  assert.equal(note?.text, 'The caller pressed 7 on the keypad.');
});
