// Another agent or language is put on once, for everybody, on record.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nodeBench } from '../testing/node-bench.ts';
import type { AgentPlan, Cast } from './cast.ts';
import { speaker } from './speaker.ts';

function agent(name: string, languages: readonly string[]): AgentPlan {
  const [language = 'en-US', ...others] = languages;
  const plan = (tag: string) => ({
    language: tag,
    instructions: `${name} in ${tag}`,
    voice: `${name}-voice`,
    wording: {},
  });
  return { ...plan(language), agent: name, tools: [], guardrails: [], languages: others.map(plan) };
}

const CAST: Cast = {
  agents: [
    agent('desk', ['en-US', 'es-US']),
    agent('billing', ['en-GB', 'es-ES']),
    agent('sales', ['de-DE']),
  ],
  first: { agent: 'desk', language: 'en-US' },
};

test('a handoff is on record, then everybody is told, and the model has instructions and functions of the next agent', () => {
  const node = nodeBench(speaker(CAST));
  node.feed({ kind: 'handoff.wanted', agent: 'billing', by: 'model' });
  assert.deepEqual(node.take(), [
    {
      kind: 'journal.entry',
      event: { kind: 'agent.handed-over', from: 'desk', to: 'billing', by: 'model' },
    },
    {
      kind: 'journal.entry',
      event: { kind: 'language.switched', from: 'en-US', to: 'en-GB', by: 'model' },
    },
    { kind: 'speaker.changed', agent: 'billing', language: 'en-GB', voice: 'billing-voice' },
    { kind: 'session.update', instructions: 'billing in en-GB', language: 'en-GB', tools: [] },
  ]);
});

test('the language that the caller was found to speak goes along, where the next agent has it', () => {
  const node = nodeBench(speaker(CAST));
  node.feed({ kind: 'language.wanted', language: 'es-MX', by: 'detected' });
  node.feed({ kind: 'handoff.wanted', agent: 'billing', by: 'model' });
  const told = node.take().filter((frame) => frame.kind === 'speaker.changed');
  assert.deepEqual(
    told.map((frame) => ('language' in frame ? frame.language : null)),
    ['es-US', 'es-ES'],
  );
});

test('an agent that an operator puts on is asked to speak', () => {
  const node = nodeBench(speaker(CAST));
  node.feed({ kind: 'handoff.wanted', agent: 'sales', by: 'operator' });
  const last = node.take().at(-1);
  assert.equal(last?.kind, 'response.wanted');
});

test('an agent that is not known, or speaks already, and a language that it does not have change nothing', () => {
  const node = nodeBench(speaker(CAST));
  node.feed({ kind: 'handoff.wanted', agent: 'nobody', by: 'model' });
  node.feed({ kind: 'handoff.wanted', agent: 'desk', by: 'model' });
  node.feed({ kind: 'language.wanted', language: 'fr-FR', by: 'operator' });
  node.feed({ kind: 'language.wanted', language: 'en-GB', by: 'operator' });
  assert.deepEqual(node.take(), []);
});
