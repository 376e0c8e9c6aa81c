// Whole calls in virtual time that three vendors hold together: tools, interruptions, backchannels, false alarms, faults.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { audioOf, silence } from '../../media/audio.ts';
import type { RunnableTool } from '../../nodes/tool.ts';
import { cascadingBench } from '../../testing/fakes/cascading-bench.ts';
import { syntheticSpeech } from '../../testing/rehearsal/doubles.ts';

const LOOKUP: RunnableTool = {
  name: 'lookup_hours',
  description: 'Looks up opening hours.',
  parameters: { type: 'object', properties: {} },
  timeMsMax: 5000,
  filler: null,
  fillerAfterMs: 2000,
  check: () => ({ ok: true, value: {} }),
  run: () => Promise.resolve({ open: '9-17' }),
};

const STORY = ['One two three four. ', 'Five six seven eight. ', 'Nine ten.'];

/** Greeted, and asked for the story: it has sounded for `ms`. */
async function inTheStory(ms: number, options: Parameters<typeof cascadingBench>[0] = {}) {
  const bench = cascadingBench({
    plan: { greeting: null, dormancy: null },
    answer: (_, number) => (number === 0 ? STORY : ['I see.']),
    ...options,
  });
  await bench.world.advance(1000);
  bench.stt.turn('Tell me a story.');
  // 20 ms to the first word, 30 ms to its sound.
  await bench.world.advance(50 + ms);
  return bench;
}

const saidLines = (bench: ReturnType<typeof cascadingBench>) =>
  bench.events('agent.said').map(({ heard }) => heard);

test('a caller is answered by way of a tool, and all of it is in the transcript and in the context', async () => {
  const bench = cascadingBench({
    plan: { tools: [LOOKUP] },
    answer: (_, number) =>
      number === 0
        ? ['Let me look.', { id: 'call_1', name: 'lookup_hours', argumentsJson: '{}' }]
        : ['We open at 09:00.'],
  });
  await bench.world.advance(2000);
  bench.stt.turn('When do you open?');
  await bench.world.advance(8000);
  assert.deepEqual(bench.told, [
    'system: You answer the phone.',
    'agent: Hello, how can I help?',
    'caller: When do you open?',
    'agent: Let me look.',
    'calls: lookup_hours',
    'result: {"open":"9-17"}',
  ]);
  assert.deepEqual(
    bench.tts.said.map(({ sentence }) => sentence.trim()),
    ['Let me look.', 'We open at 9 AM.'],
  );
  bench.carrier.hangUp();
  await bench.world.advance(1000);
  assert.deepEqual(
    bench.view.transcript.map((line) => [line.role, line.text]),
    [
      ['agent', 'Hello, how can I help?'],
      ['caller', 'When do you open?'],
      ['agent', 'Let me look.'],
      ['agent', 'We open at 09:00.'],
    ],
  );
  assert.equal(bench.view.outcome?.reason, 'caller-hangup');
});

test('words over the agent stop it, and the next request knows what was heard to the word', async () => {
  const bench = await inTheStory(1850);
  bench.stt.give({ kind: 'speech-started' });
  await bench.world.advance(10);
  assert.equal(bench.carrier.playing, true, 'a noise is no word');
  bench.stt.give({ kind: 'text', text: 'stop please' });
  await bench.world.advance(10);
  assert.equal(bench.carrier.playing, false);
  assert.equal(bench.tts.cancelled.length <= 1, true);
  bench.stt.give({ kind: 'turn-ended', text: 'Stop please.' });
  await bench.world.advance(100);
  // Six words of 300 ms; of the seventh 70 ms.
  assert.deepEqual(bench.told.slice(2), ['agent: One two three four. Five six', 'caller: Stop please.']);
  assert.deepEqual(saidLines(bench), ['One two three four. Five six']);
});

test('without word times the words heard are estimated by the share of the sound', async () => {
  const bench = await inTheStory(1850, { tts: { timesWords: false } });
  bench.stt.give({ kind: 'text', text: 'stop please' }, { kind: 'turn-ended', text: 'Stop please.' });
  await bench.world.advance(100);
  const [, , heard = ''] = bench.told;
  assert.match(heard, /^agent: One two three four\. Five( six)?( seven)?$/);
});

test('a backchannel while the agent speaks stops nothing, and stands in the transcript', async () => {
  const bench = await inTheStory(600);
  bench.stt.turn('Mm-hm.');
  await bench.world.advance(5000);
  assert.equal(bench.events('interrupted').length, 0);
  assert.deepEqual(saidLines(bench), [STORY.join('')]);
  assert.equal(bench.llm.requests.length, 1);
  assert.deepEqual(
    bench.events('caller.said').map(({ text }) => text),
    ['Tell me a story.', 'Mm-hm.'],
  );
});

test('the same word is a turn once the agent is silent', async () => {
  const bench = await inTheStory(4000);
  bench.stt.turn('Okay.');
  await bench.world.advance(2000);
  assert.equal(bench.llm.requests.length, 2);
  assert.deepEqual(saidLines(bench).slice(1), ['I see.']);
});

test('a noise that stops the agent and has no words is forgotten: the agent says the rest', async () => {
  const bench = await inTheStory(600);
  bench.carrier.speak(audioOf('pcmu', syntheticSpeech(1500)));
  await bench.world.advance(1400);
  assert.equal(bench.carrier.playing, false, 'so long a voice stops it, words or none');
  await bench.world.advance(4000);
  bench.stt.give({ kind: 'turn-ended', text: '' });
  await bench.world.advance(6000);
  assert.equal(bench.llm.requests.length, 1);
  const heard = saidLines(bench);
  assert.equal(heard.length, 2);
  assert.equal(`${heard[0]} ${heard[1]}`.replaceAll(/\s+/g, ' '), STORY.join(''));
});

test('a guess at an answer is spoken at once when the turn ends as it was heard', async () => {
  const bench = cascadingBench({ plan: { greeting: null }, llm: { firstMs: 400 } });
  await bench.world.advance(1000);
  bench.stt.give({ kind: 'speech-started' }, { kind: 'turn-eager', text: 'When are you open' });
  await bench.world.advance(450);
  assert.equal(bench.events('agent.first-audio').length, 0, 'nobody hears a guess');
  bench.stt.give({ kind: 'turn-ended', text: 'When are you open?' });
  await bench.world.advance(10);
  assert.equal(bench.carrier.playing, true);
  assert.equal(bench.llm.requests.length, 1);
});

test('a guess is dropped when the caller goes on', async () => {
  const bench = cascadingBench({ plan: { greeting: null } });
  await bench.world.advance(1000);
  bench.stt.give({ kind: 'speech-started' }, { kind: 'turn-eager', text: 'When are you open' });
  await bench.world.advance(30);
  bench.stt.give({ kind: 'turn-resumed' });
  await bench.world.advance(500);
  bench.stt.give({ kind: 'turn-ended', text: 'When are you open on Sunday?' });
  await bench.world.advance(100);
  assert.equal(bench.llm.requests.length, 2);
  assert.deepEqual(bench.told.slice(1), ['caller: When are you open on Sunday?']);
  assert.equal(new Set(bench.tts.said.map(({ speechId }) => speechId)).size, 2);
  assert.equal(bench.tts.cancelled.length, 1);
});

for (const [text, ms] of [
  ['I want an appointment.', 800],
  ['I want to book', 1300],
  ['I want to book a table for', 2200],
] as const)
  test(`with a transcriber that ends no turns, quiet ends "${text}" within ${ms} ms`, async () => {
    const bench = cascadingBench({ plan: { greeting: null }, stt: { endsTurns: false } });
    await bench.world.advance(1000);
    bench.carrier.speak(audioOf('pcmu', syntheticSpeech(1000)));
    await bench.world.advance(900);
    bench.stt.give({ kind: 'text', text });
    await bench.world.until(() => bench.stt.settles > 0, ms + 200);
    bench.stt.give({ kind: 'turn-ended', text });
    await bench.world.advance(200);
    assert.equal(bench.carrier.playing, true);
  });

test('a fixed text is spoken word for word without anybody thinking about it', async () => {
  const bench = cascadingBench({ rendered: 'none' });
  await bench.world.advance(3000);
  assert.deepEqual(
    bench.tts.said.map(({ sentence }) => sentence),
    ['Hello, how can I help?'],
  );
  assert.equal(bench.llm.requests.length, 0);
  assert.deepEqual(bench.kept, ['Hello, how can I help?']);
});

test('a language model that fails is asked once more, and told of in the journal', async () => {
  const refused = { kind: 'fault', code: 'http_500', detail: 'overloaded', fatal: false } as const;
  const bench = cascadingBench({
    plan: { greeting: null },
    answer: (_, number) => (number === 0 ? [refused] : ['Now then.']),
  });
  await bench.world.advance(1000);
  bench.stt.turn('Hello?');
  await bench.world.advance(3000);
  assert.equal(bench.events('model.fault')[0]?.code, 'llm.http_500');
  assert.deepEqual(saidLines(bench), ['Now then.']);
});

test('a language model that refuses the key ends the call kindly', async () => {
  const refused = { kind: 'fault', code: 'key_refused', detail: '', fatal: true } as const;
  const bench = cascadingBench({ plan: { greeting: null }, answer: () => [refused] });
  await bench.world.advance(1000);
  bench.stt.turn('Hello?');
  await bench.world.advance(10_000);
  assert.equal(bench.events('call.ended')[0]?.reason, 'model-failed');
  assert.deepEqual(saidLines(bench), ['I am sorry, something is broken here.']);
});

test('a voice that falls silent mid-answer is replaced, and the caller is told the rest', async () => {
  const bench = cascadingBench({
    plan: { greeting: null, dormancy: null },
    answer: (_, number) => (number === 0 ? ['One two. ', 'Three four. ', null] : ['Go on.']),
  });
  await bench.world.advance(11_000);
  bench.stt.turn('Tell me.');
  await bench.world.advance(200);
  bench.tts.give({ kind: 'closed', code: 1006, detail: 'gone' });
  await bench.world.advance(3000);
  assert.ok(bench.events('model.fault').some(({ code }) => code === 'session-renewed'));
  assert.equal(bench.over, false);
  assert.equal(
    bench.events('model.fault').some(({ code }) => code === 'session-lost'),
    true,
  );
});

test('on a quiet line the agent stays quiet', async () => {
  const bench = cascadingBench({ plan: { greeting: null, dormancy: null } });
  bench.carrier.speak(silence('pcmu', 5000));
  await bench.world.advance(20_000);
  assert.equal(bench.llm.requests.length, 0);
  assert.equal(bench.view.transcript.length, 0);
});
