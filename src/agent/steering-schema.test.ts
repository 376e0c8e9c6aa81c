// What of an agent keeps it on course is checked and has its defaults.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OffhookError } from '../base/errors.ts';
import type { Agent } from './agent.ts';
import { defineAgent } from './define-agent.ts';

const MINIMAL = { name: 'desk', instructions: 'Be kind.' };

function refusal(change: Record<string, unknown>): string {
  try {
    defineAgent({ ...MINIMAL, ...change });
  } catch (error) {
    if (error instanceof OffhookError) return error.message;
    throw error;
  }
  throw new Error(`taken: ${JSON.stringify(change)}`);
}

test('agents that hand over to each other name each other in functions', () => {
  const triage: Agent = defineAgent({ ...MINIMAL, name: 'triage', handoffs: () => [billing] });
  const billing: Agent = defineAgent({ ...MINIMAL, name: 'billing', handoffs: () => [triage] });
  assert.deepEqual(
    triage.handoffs().map(({ name }) => name),
    ['billing'],
  );
  assert.deepEqual(
    billing.handoffs().map(({ name }) => name),
    ['triage'],
  );
});

test('a guardrail lets pass by default what its check has no verdict on within a second', () => {
  const check = () => ({ pass: true });
  const { guardrails } = defineAgent({ ...MINIMAL, guardrails: [{ name: 'prices', check }] });
  assert.deepEqual(guardrails, [
    { name: 'prices', check, everyChars: 100, timeMsMax: 1000, onFault: 'pass', instead: null },
  ]);
});

test("a language is a tag or an object, has its own default phrases, and the agent's own needs no entry", () => {
  const { languages } = defineAgent({
    ...MINIMAL,
    languages: ['en-US', 'es-US', { language: 'de-DE', voice: 'cedar', phrases: { oneMoment: 'Sekunde.' } }],
  });
  assert.deepEqual(
    languages.map(({ language, voice, phrases }) => [language, voice, phrases.oneMoment]),
    [
      ['es-US', null, 'Un momento, por favor.'],
      ['de-DE', 'cedar', 'Sekunde.'],
    ],
  );
});

test('fillers come one at a time, after what is usual', () => {
  const { filler } = defineAgent({ ...MINIMAL, filler: { say: 'Let me see.' } });
  assert.deepEqual(filler, { texts: ['Let me see.'], answerAfterMs: 1800, toolAfterMs: 1000 });
});

test('an MCP server is a program or an address', () => {
  const { mcpServers } = defineAgent({
    ...MINIMAL,
    mcpServers: [
      { name: 'files', command: 'node', args: ['server.js'], tools: ['read'] },
      { name: 'crm', url: 'https://crm.example.com/mcp', timeout: '5s', prefix: 'crm_' },
    ],
  });
  assert.deepEqual(mcpServers[0], {
    name: 'files',
    tools: ['read'],
    prefix: '',
    timeMsMax: 10_000,
    filler: null,
    fillerAfterMs: 1000,
    reach: { kind: 'stdio', command: 'node', args: ['server.js'], env: {}, cwd: null },
  });
  assert.deepEqual(mcpServers[1]?.reach, { kind: 'http', url: 'https://crm.example.com/mcp', headers: {} });
});

test('what does not fit is named, with what would', () => {
  assert.match(refusal({ handoffs: [{ name: 'billing' }] }), /handoffs/);
  assert.match(refusal({ guardrails: [{ name: 'no spaces', check: () => ({ pass: true }) }] }), /guardrails/);
  assert.match(refusal({ guardrails: [{ name: 'prices' }] }), /guardrails\[0\]\.check: must be a function/);
  assert.match(refusal({ languages: ['no language'] }), /languages/);
  assert.match(refusal({ filler: { answerAfter: '30s' } }), /filler\.answerAfter: must be a duration/);
  assert.match(
    refusal({ mcpServers: [{ name: 'crm' }] }),
    /mcpServers\[0\]: must be \{ name, command, args \}/,
  );
  const twice = { name: 'crm', url: 'https://crm.example.com/mcp' };
  assert.match(refusal({ mcpServers: [twice, twice] }), /mcpServers: must differ in their names/);
});
