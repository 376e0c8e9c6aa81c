// Every speaker's fixed texts are known ahead, each once per voice.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fakePlan } from '../testing/fakes/fake-plan.ts';
import { fixedTexts } from './plan.ts';
import { spokenTexts } from './spoken-texts.ts';

const SPANISH = {
  language: 'es-US',
  instructions: '',
  voice: 'marin',
  wording: { 'One moment, please.': 'Un momento.' },
};
const BILLING = {
  agent: 'billing',
  language: 'en-US',
  instructions: '',
  voice: 'cedar',
  wording: {},
  tools: [],
  guardrails: [],
  languages: [],
};

test('another language adds what is said otherwise in it, another voice adds all', () => {
  const plan = fakePlan({ languages: [SPANISH], handoffs: [BILLING] });
  const all = fixedTexts(plan);
  assert.deepEqual(
    spokenTexts(plan, true).map(({ speaker, voice, texts }) => [speaker.agent, voice, texts]),
    [
      ['front-desk', 'marin', all],
      ['front-desk', 'marin', ['Un momento.']],
      ['billing', 'cedar', all],
    ],
  );
});

test('a model that keeps its voice says everything in that one', () => {
  const groups = spokenTexts(fakePlan({ languages: [SPANISH], handoffs: [BILLING] }), false, ['More.']);
  assert.deepEqual(
    groups.map(({ voice, texts }) => [voice, texts.length]),
    [
      ['marin', fixedTexts(fakePlan()).length + 1],
      ['marin', 1],
    ],
  );
});

test('what is said in place of something that was stopped is among the fixed texts', () => {
  const guardrail = {
    name: 'prices',
    everyChars: 100,
    timeMsMax: 1000,
    onFault: 'pass',
    instead: 'Somebody will call you.',
    check: () => ({ pass: true }),
  } as const;
  assert.ok(fixedTexts(fakePlan({ guardrails: [guardrail] })).includes('Somebody will call you.'));
});
