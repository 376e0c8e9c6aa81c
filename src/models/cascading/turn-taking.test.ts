// Turn taking, by itself: what is told of voice, words and quiet, and what becomes of a transcriber that says nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { END_MS, INSIST_MS, SETTLE_MS_MAX, TurnTaking, WORDLESS_MS } from './turn-taking.ts';

function turns({ led = false, agentSpeaks = false } = {}) {
  const world = simulatedWorld();
  const told: string[] = [];
  const agent = { speaks: agentSpeaks };
  const taking = new TurnTaking(world, led, {
    agentSpeaks: () => agent.speaks,
    speechStarted: () => told.push('started'),
    speechStopped: () => told.push('stopped'),
    turnEnded: (text) => told.push(`turn: ${text}`),
    turnEager: (text) => told.push(`eager: ${text}`),
    turnGoesOn: () => told.push('goes on'),
    backchannel: (text) => told.push(`backchannel: ${text}`),
    falseAlarm: () => told.push('false alarm'),
    settle: () => told.push('settle'),
  });
  return {
    world,
    agent,
    taking,
    /** What was told since this was last asked. */
    told: () => told.splice(0),
  };
}

const said = (text: string) => ({ kind: 'text', text }) as const;
const over = (text: string) => ({ kind: 'turn-ended', text }) as const;

test('a turn is voice, words and quiet, and a whole sentence is answered ahead', async () => {
  const { world, taking, told } = turns();
  taking.voice('started');
  assert.deepEqual(told(), ['started']);
  taking.heard(said('When are you open?'));
  taking.voice('stopped');
  assert.deepEqual(told(), ['eager: When are you open?']);
  await world.advance(END_MS.whole - 1);
  assert.deepEqual(told(), []);
  await world.advance(1);
  assert.deepEqual(told(), ['settle']);
  taking.heard(over('When are you open?'));
  assert.deepEqual(told(), ['stopped', 'turn: When are you open?']);
  assert.equal(world.timersPending, 0);
});

test('words that come late do not make the quiet longer', async () => {
  const { world, taking, told } = turns();
  taking.voice('started');
  taking.voice('stopped');
  await world.advance(END_MS.unsure);
  taking.heard(said('tomorrow at ten'));
  await world.advance(0);
  assert.deepEqual(told(), ['started', 'settle']);
});

test('a caller who goes on takes the guess back', async () => {
  const { world, taking, told } = turns();
  taking.voice('started');
  taking.heard(said('I want to come.'));
  taking.voice('stopped');
  await world.advance(200);
  taking.voice('started');
  await world.advance(2000);
  assert.deepEqual(told(), ['started', 'eager: I want to come.', 'goes on']);
});

test('a transcriber that never tells its last words is not waited for', async () => {
  const { world, taking, told } = turns();
  taking.voice('started');
  taking.heard(said('Hello.'));
  taking.voice('stopped');
  await world.advance(END_MS.whole + SETTLE_MS_MAX);
  assert.deepEqual(told().slice(-2), ['stopped', 'turn: Hello.']);
  taking.heard(over(''));
  assert.deepEqual(told(), [], 'its late answer is none');
});

test('sound without a word is no turn', async () => {
  const { world, taking, told } = turns();
  taking.voice('started');
  taking.voice('stopped');
  await world.advance(WORDLESS_MS);
  taking.heard(over(''));
  assert.deepEqual(told(), ['started', 'settle', 'stopped']);
});

test('a transcriber that ends turns is told to when it does not', async () => {
  const { world, taking, told } = turns({ led: true });
  taking.voice('started');
  taking.heard(said('Hello there'));
  taking.voice('stopped');
  await world.advance(4000);
  assert.deepEqual(told(), ['started']);
  await world.advance(4000);
  assert.deepEqual(told(), ['settle', 'stopped', 'turn: Hello there']);
});

test('who speaks on while the last words are awaited begins another turn', () => {
  const { taking, told } = turns({ led: true });
  taking.voice('started');
  taking.heard(said('First.'));
  taking.heard(over('First.'));
  assert.deepEqual(told(), ['started', 'stopped', 'turn: First.', 'started']);
});

test('over the agent only words that mean something are speech, or a voice that insists', async () => {
  const quiet = turns({ agentSpeaks: true });
  quiet.taking.voice('started');
  quiet.taking.heard(said('okay'));
  quiet.taking.voice('stopped');
  await quiet.world.advance(INSIST_MS);
  assert.ok(!quiet.told().includes('started'));
  quiet.taking.heard(over('Okay.'));
  assert.deepEqual(quiet.told(), ['backchannel: Okay.']);

  const loud = turns({ agentSpeaks: true });
  loud.taking.voice('started');
  await loud.world.advance(INSIST_MS);
  assert.deepEqual(loud.told(), ['started']);
  loud.taking.voice('stopped');
  loud.taking.heard(over('Mm-hm.'));
  assert.deepEqual(loud.told(), ['stopped', 'backchannel: Mm-hm.', 'false alarm']);

  const plain = turns({ agentSpeaks: true });
  plain.taking.heard(said('okay'));
  plain.taking.heard(said('okay stop'));
  assert.deepEqual(plain.told(), ['started']);
});

test('a word said while the agent comes to its end is a turn', () => {
  const { agent, taking, told } = turns({ agentSpeaks: true });
  taking.voice('started');
  taking.heard(said('Sure.'));
  agent.speaks = false;
  taking.voice('stopped');
  taking.heard(over('Sure.'));
  assert.deepEqual(told().slice(-3), ['started', 'stopped', 'turn: Sure.']);
});

test('once it is stopped nothing is left of it', async () => {
  const { world, taking, told } = turns({ agentSpeaks: true });
  taking.voice('started');
  taking.heard(said('okay'));
  taking.stop();
  assert.equal(world.timersPending, 0);
  await world.advance(10_000);
  assert.deepEqual(told(), []);
});
