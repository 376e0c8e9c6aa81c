// A session whose ear and voice are the carrier's: when it answers, what it says of the caller, and what a key makes of it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FrameOf } from '../../frames/frame.ts';
import { speakingMs } from '../../media/speaking-time.ts';
import { CONTRACT_SETTINGS } from '../../testing/contracts/model-scene.ts';
import { fakeLlm, type FakeAnswer } from '../../testing/fakes/fake-llm.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { managedModel } from './managed-model.ts';
import { WORDS_MS_MAX } from './managed-session.ts';
import type { Given } from './reply.ts';

function scene(answers: readonly FakeAnswer[] = []) {
  const world = simulatedWorld();
  const llm = fakeLlm((_, number) => answers[number] ?? ['Fine.']);
  const session = managedModel({ llm }).open(world, CONTRACT_SETTINGS);
  const given: Given[] = [];
  session.attach((frame) => void given.push(frame));
  const hear = (frame: FrameOf<'caller.words' | 'caller.speaking' | 'playout.cut'>): void =>
    session.hear?.(frame);
  const words = (text: string, final = true, language: string | null = null): void =>
    hear({ kind: 'caller.words', text, final, language });
  const of = <Kind extends Given['kind']>(kind: Kind): readonly FrameOf<Kind>[] =>
    given.filter((frame): frame is never => frame.kind === kind);
  const told = (): readonly string[] =>
    (llm.requests.at(-1)?.messages ?? []).flatMap((each) =>
      'text' in each ? [`${each.role}: ${each.text}`] : [],
    );
  return { world, llm, session, given, hear, words, of, told };
}

test('it is ready at once, and answers a turn in words, with their end and their times', async () => {
  const { world, given, words, of } = scene([['We are open. ', 'Until five.']]);
  assert.equal(given[0]?.kind, 'model.ready');
  words('When are you open?');
  await world.advance(1000);
  assert.deepEqual(
    of('agent.words').map(({ text }) => text),
    ['We are open. ', 'Until five.'],
  );
  const times = of('agent.timing').flatMap(({ marks }) => marks);
  assert.ok((times.at(-1)?.atMs ?? 0) <= speakingMs('We are open. Until five.'));
  assert.equal(of('response.done')[0]?.status, 'completed');
  assert.equal(of('agent.item-done').length, 1);
});

test('a turn is told as speech is, also where the carrier does not tell when it began', () => {
  const { given, words } = scene();
  words('Hello.', true, 'en');
  const kinds = given.slice(1, 5).map(({ kind }) => kind);
  assert.deepEqual(kinds, ['speech.started', 'speech.stopped', 'caller.committed', 'caller.text']);
  const text = given.find(({ kind }) => kind === 'caller.text');
  assert.ok(text?.kind === 'caller.text');
  assert.deepEqual([text.text, text.final, text.language], ['Hello.', true, 'en']);
});

test('silence that was taken for a turn is none', () => {
  const { words, of, llm } = scene();
  words('  ');
  assert.equal(of('caller.committed').length, 0);
  assert.equal(llm.requests.length, 0);
});

test('a caller who goes on before anything was said gets one answer to all of it', async () => {
  const { world, words, of, told } = scene();
  words('I need an appointment.');
  words('For tomorrow.');
  await world.advance(1000);
  assert.deepEqual(
    of('response.done').map(({ status }) => status),
    ['cancelled', 'completed'],
  );
  assert.deepEqual(told().slice(1), ['caller: I need an appointment.', 'caller: For tomorrow.']);
});

test('an answer that was prepared while the turn might be over is given when it is, and dropped when it goes on', async () => {
  const { world, words, of, llm } = scene();
  words('Are you open', false);
  await world.advance(500);
  assert.equal(of('response.started').length, 0);
  words('Are you open on Sundays', false);
  await world.advance(500);
  words('Are you open on Sundays?');
  assert.equal(of('agent.words').length, 1);
  await world.advance(500);
  assert.deepEqual([llm.requests.length, of('response.done').length], [2, 1]);
});

test('what the carrier was interrupted in is not gone on with, and speech without words comes to an end', async () => {
  const { world, hear, words, of } = scene([['One. ', 'Two. ', null]]);
  words('Count.');
  await world.advance(100);
  hear({ kind: 'playout.cut', cause: 'speech', beyondMs: 0 });
  assert.equal(of('response.done')[0]?.status, 'cancelled');
  assert.equal(of('speech.started').length, 2);
  await world.advance(WORDS_MS_MAX);
  assert.equal(of('speech.stopped').length, 2);
});

test('functions, instructions and language may change between two answers', async () => {
  const { world, session, words, llm } = scene();
  const at = world.clock.now();
  session.accept(
    { kind: 'session.update', instructions: 'Speak Spanish.', language: 'es-MX', tools: [] },
    at,
  );
  words('Hola.');
  await world.advance(500);
  const request = llm.requests.at(-1);
  assert.deepEqual(request?.messages[0], { role: 'system', text: 'Speak Spanish.' });
  assert.deepEqual(request.tools, []);
});

test('a refused key is told as fatal, and a session that was closed says nothing more', async () => {
  const fault = { kind: 'fault', code: 'key_refused', detail: 'no', fatal: true } as const;
  const { world, session, words, of, given } = scene([[fault]]);
  words('Hello.');
  await world.advance(500);
  assert.deepEqual([of('model.fault')[0]?.code, of('response.done')[0]?.fatal], ['llm.key_refused', true]);
  session.close();
  words('Still there?');
  await world.advance(500);
  assert.equal(given.at(-1)?.kind, 'model.closed');
  assert.equal(world.timersPending, 0);
});
