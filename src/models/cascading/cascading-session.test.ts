// The cascading session at its edges: what is asked while it is busy, what is owed, what stalls, what is steered.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../../base/brand.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { silence } from '../../media/audio.ts';
import { CONTRACT_SETTINGS } from '../../testing/contracts/model-scene.ts';
import { fakeLlm, type FakeAnswer } from '../../testing/fakes/fake-llm.ts';
import { fakeStt } from '../../testing/fakes/fake-stt.ts';
import { fakeTts } from '../../testing/fakes/fake-tts.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { SessionSettings } from '../model.ts';
import { cascadingModel } from './cascading-model.ts';
import { STALL_MS_MAX, type Given } from './reply.ts';

async function scene(answers: readonly FakeAnswer[] = [['Fine.']], change: Partial<SessionSettings> = {}) {
  const world = simulatedWorld();
  const stt = fakeStt();
  const llm = fakeLlm((_, number) => answers[number] ?? ['Fine.']);
  const tts = fakeTts();
  const session = cascadingModel({ stt, llm, tts }).open(world, { ...CONTRACT_SETTINGS, ...change });
  const given: Given[] = [];
  session.attach((frame) => void given.push(frame));
  await world.advance(10);
  const of = <Kind extends Given['kind']>(kind: Kind): readonly FrameOf<Kind>[] =>
    given.filter((frame): frame is never => frame.kind === kind);
  const accept = (frame: Parameters<typeof session.accept>[0]): void =>
    session.accept(frame, world.clock.now());
  const ask = (requestId: string, instructions: string | null = null, tools = true): void =>
    accept({ kind: 'response.create', requestId, instructions, tools });
  return { world, stt, llm, tts, session, given, of, accept, ask };
}

test('a second request is refused while a response is under way, and taken right when it is done', async () => {
  const { world, of, ask, session } = await scene();
  ask('one');
  ask('two');
  const [refused] = of('response.refused');
  assert.deepEqual([refused?.requestId, refused?.cause], ['two', 'busy']);
  await world.advance(2000);
  ask('three');
  await world.advance(2000);
  assert.deepEqual(
    of('response.done').map(({ status }) => status),
    ['completed', 'completed'],
  );
  session.close();
});

test('instructions of one response are told behind everything else, and tools only where they may be called', async () => {
  const { llm, ask, session } = await scene();
  ask('one', 'Answer in French.', false);
  assert.deepEqual(llm.requests[0]?.messages.at(-1), { role: 'system', text: 'Answer in French.' });
  assert.deepEqual(llm.requests[0]?.tools, []);
  session.close();
});

test('a turn that ends while a protected answer sounds is answered behind it', async () => {
  const { world, stt, llm, of, session } = await scene([['One two three. ', 'Four five.']], {
    interruptible: false,
  });
  stt.turn('Tell me.');
  await world.advance(30);
  stt.turn('And then?');
  assert.equal(of('response.done').length, 0);
  await world.advance(5000);
  assert.equal(llm.requests.length, 2);
  assert.deepEqual(
    of('response.done').map(({ status }) => status),
    ['completed', 'completed'],
  );
  session.close();
});

test('a language model that falls silent fails the response, and the session goes on', async () => {
  const { world, of, ask, session } = await scene([['Let me ', null]]);
  ask('one');
  await world.advance(STALL_MS_MAX + 100);
  assert.deepEqual(
    of('model.fault').map(({ code }) => code),
    ['llm.stalled'],
  );
  assert.deepEqual([of('response.done')[0]?.status, of('response.done')[0]?.fatal], ['failed', false]);
  assert.equal(of('model.closed').length, 0);
  session.close();
});

test('a voice that falls silent ends the session, so that another one is dialled', async () => {
  const { world, tts, of, ask } = await scene();
  tts.fallSilent();
  ask('one');
  await world.advance(STALL_MS_MAX + 100);
  assert.equal(of('model.fault')[0]?.code, 'tts.stalled');
  assert.equal(of('model.closed').length, 1);
  assert.equal(world.timersPending, 0);
});

test('a voice that cannot speak one speech fails that response alone', async () => {
  const { world, tts, of, ask, session } = await scene();
  ask('one');
  await world.advance(30);
  const speechId = tts.said[0]?.speechId ?? '';
  tts.give({ kind: 'fault', speechId, code: 'too_long', detail: '', fatal: false });
  assert.deepEqual(
    of('model.fault').map(({ code }) => code),
    ['tts.too_long'],
  );
  assert.deepEqual(
    [of('response.done')[0]?.status, of('response.done')[0]?.reason],
    ['failed', 'tts.too_long'],
  );
  ask('two');
  await world.advance(2000);
  assert.equal(of('response.done')[1]?.status, 'completed');
  session.close();
});

test('what made no sound is not part of the conversation', async () => {
  const { world, llm, of, accept, ask, session } = await scene([['Never heard. ', null]]);
  ask('one');
  await world.advance(25);
  const [{ responseId } = { responseId: null }] = of('response.started');
  assert.ok(responseId !== null);
  accept({ kind: 'response.cancel', responseId });
  ask('two');
  assert.ok(llm.requests[1]?.messages.every(({ role }) => role === 'system'));
  session.close();
});

test('an answer cut at its greatest length is incomplete', async () => {
  const { world, of, ask, session } = await scene([['One two.', { kind: 'done', cut: true, usage: null }]]);
  ask('one');
  await world.advance(3000);
  const [done] = of('response.done');
  assert.deepEqual([done?.status, done?.reason], ['incomplete', 'length']);
  session.close();
});

test('instructions change from the next request on, and items that were removed are gone', async () => {
  const { llm, accept, ask, session } = await scene();
  const itemId = 'greeting' as ItemId;
  accept({ kind: 'context.add', itemId, role: 'agent', text: 'Hello.' });
  accept({ kind: 'context.remove', itemId });
  accept({ kind: 'session.update', instructions: 'Be brief.' });
  ask('one');
  assert.deepEqual(llm.requests[0]?.messages, [{ role: 'system', text: 'Be brief.' }]);
  session.close();
});

test('a call without its result is told as running', async () => {
  const call = { id: 'call_1', name: 'lookup_hours', argumentsJson: '{}' };
  const { world, llm, ask, session } = await scene([[call]]);
  ask('one');
  await world.advance(100);
  ask('two');
  assert.deepEqual(llm.requests[1]?.messages.slice(1), [
    { role: 'calls', calls: [call] },
    { role: 'result', callId: 'call_1', outputJson: '{"status":"still running"}' },
  ]);
  session.close();
});

test('a guess at other words than were said is dropped, and its voice with it', async () => {
  const { world, stt, llm, of, session } = await scene([['Guess. ', null], ['Answer.']]);
  stt.give({ kind: 'speech-started' }, { kind: 'turn-eager', text: 'Are you open' });
  await world.advance(100);
  stt.give({ kind: 'turn-ended', text: 'Are you open on Sunday?' });
  await world.advance(2000);
  assert.equal(llm.stopped, 1);
  assert.equal(of('response.started').length, 1);
  assert.deepEqual(
    of('agent.text').map(({ delta }) => delta),
    ['Answer.'],
  );
  session.close();
});

test('sound in another format than the session’s is a bug', async () => {
  const { accept, session } = await scene();
  assert.throws(() => accept({ kind: 'caller.audio', audio: silence('pcma', 20), atMs: 0 }));
  session.close();
});
