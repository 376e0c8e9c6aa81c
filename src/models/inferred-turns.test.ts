// A caller's turns, inferred from voice, words and answers of a model that tells none.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf, PCMU } from '../media/audio.ts';
import { quiet, syntheticSpeech } from '../testing/rehearsal/doubles.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { InferredTurns, QUIET_MS, type TurnFrame } from './inferred-turns.ts';

function bench({ answersAll = true } = {}) {
  const world = simulatedWorld();
  const given: TurnFrame[] = [];
  let sounds = false;
  const turns = new InferredTurns(
    world,
    { format: PCMU, sensitivity: 'medium' },
    { give: (frame) => void given.push(frame), agentSounds: () => sounds, answersAll },
  );
  const play = async (bytes: Uint8Array): Promise<void> => {
    for (let from = 0; from < bytes.length; from += 160) {
      turns.hear(audioOf('pcmu', bytes.subarray(from, from + 160)));
      await world.advance(20);
    }
  };
  return {
    world,
    turns,
    given,
    kinds: () => given.map(({ kind }) => kind),
    agentSounds: (now: boolean) => void (sounds = now),
    speak: async (ms: number) => play(syntheticSpeech(ms)),
    hush: async (ms: number) => play(quiet(ms)),
  };
}

test('voice is speech at once, its end is told in time, and the answer makes it a turn', async () => {
  const { speak, hush, turns, kinds, given } = bench();
  await speak(800);
  assert.deepEqual(kinds(), ['speech.started']);
  await hush(400);
  turns.words('When are ', false);
  turns.answered();
  turns.words('you open?', false);
  turns.settle();
  assert.deepEqual(kinds(), [
    'speech.started',
    'speech.stopped',
    'caller.text',
    'caller.committed',
    'caller.text',
    'caller.text',
  ]);
  assert.deepEqual(given.at(-1), { ...given.at(-1), text: 'When are you open?', final: true });
});

test('a turn that nobody answers is owed an answer where every turn is answered, and none where not', async () => {
  for (const answersAll of [true, false]) {
    const { speak, hush, turns, kinds, world } = bench({ answersAll });
    await speak(800);
    turns.words('Hello?', false);
    await hush(400);
    await world.advance(QUIET_MS);
    assert.equal(kinds().includes('caller.committed'), answersAll);
    assert.equal(kinds().at(-1), 'caller.text');
    assert.equal(world.timersPending, 0);
  }
});

test('speech is told as by level until the model itself shows that it hears it', async () => {
  const { speak, hush, turns, given } = bench();
  await speak(800);
  await hush(400);
  turns.interrupted();
  turns.answered();
  await speak(800);
  turns.words('And', false);
  assert.deepEqual(
    given.flatMap((frame) => (frame.kind === 'speech.started' ? [frame.byLevel ?? false] : [])),
    [true, true],
  );
  turns.answered();
  await hush(400);
  turns.interrupted();
  assert.deepEqual(
    given.findLast(({ kind }) => kind === 'speech.started'),
    { kind: 'speech.started' },
  );
});

test('a short noise without a word is no turn', async () => {
  const { speak, hush, kinds, world } = bench();
  await speak(200);
  await hush(400);
  await world.advance(QUIET_MS);
  assert.ok(!kinds().includes('caller.committed') && !kinds().includes('caller.text'), kinds().join());
});

test('over the agent nothing is speech but what the model stops for', async () => {
  const { speak, turns, kinds, agentSounds } = bench();
  agentSounds(true);
  await speak(600);
  turns.words('mm-hm', false);
  assert.deepEqual(kinds(), ['caller.text']);
  turns.interrupted();
  assert.deepEqual(kinds().slice(1), ['speech.started']);
});
