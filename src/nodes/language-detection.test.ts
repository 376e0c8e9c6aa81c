// The caller's own words put the agent's other languages on, when enough of them are in one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { nodeBench } from '../testing/node-bench.ts';
import type { Cast } from './cast.ts';
import { languageDetection } from './language-detection.ts';

const plan = (language: string) => ({ language, instructions: '', voice: 'v', wording: {} });
const CAST: Cast = {
  agents: [
    {
      ...plan('en-US'),
      agent: 'desk',
      tools: [],
      guardrails: [],
      languages: [plan('es-US'), plan('de-DE')],
    },
  ],
  first: { agent: 'desk', language: 'en-US' },
};

function said(text: string, language?: string): FrameOf<'caller.text'> {
  const told = language === undefined ? {} : { language };
  return { kind: 'caller.text', itemId: 'i' as ItemId, text, final: true, ...told };
}

function wanted(...frames: FrameOf<'caller.text'>[]): readonly string[] {
  const node = nodeBench(languageDetection(CAST));
  for (const frame of frames) node.feed(frame);
  return node.take().map((frame) => (frame.kind === 'language.wanted' ? frame.language : frame.kind));
}

test('a whole sentence in another of the languages is enough', () => {
  assert.deepEqual(wanted(said('Hola, quiero saber dónde está mi pedido, por favor.')), ['es-US']);
  assert.deepEqual(wanted(said('Guten Tag, ich möchte bitte wissen, wo meine Bestellung ist.')), ['de-DE']);
});

test('short turns decide when two in a row are in the same language, by the ear that tells it', () => {
  assert.deepEqual(wanted(said('Hola.', 'es')), []);
  assert.deepEqual(wanted(said('Hola.', 'es'), said('Sí, señor.', 'es')), ['es-US']);
  assert.deepEqual(wanted(said('Hola.', 'es'), said('Hello there.', 'en'), said('Sí.', 'es')), []);
});

test('a text that is in none of them, or not final, changes nothing', () => {
  assert.deepEqual(wanted(said('Bonjour, je voudrais parler avec votre service, merci.')), []);
  assert.deepEqual(wanted({ ...said('Hola, quiero saber dónde está mi pedido.'), final: false }), []);
  assert.deepEqual(wanted(said('My name is Maria and I have a question about the order.')), []);
});

test('what was found is found once', () => {
  const node = nodeBench(languageDetection(CAST));
  node.feed(said('Hola, quiero saber dónde está mi pedido, por favor.'));
  node.feed({ kind: 'speaker.changed', agent: 'desk', language: 'es-US', voice: 'v' });
  node.take();
  node.feed(said('Sí, gracias, el número es para mi casa.'));
  assert.deepEqual(node.take(), []);
});
