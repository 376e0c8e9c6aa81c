// An answer that is not the protocol, and ends of itself: it is told as a fault, and not as an answer without a word.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { LlmEvent } from '../llm.ts';
import { openaiLlm } from './chat-llm.ts';

const BASE_URL = 'http://llm.example.com/v1';
const END = '{"choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}';

/** How an answer of one piece ends. */
async function endOf(piece: string): Promise<LlmEvent | undefined> {
  const world = simulatedWorld();
  world.serveStream(`${BASE_URL}/chat/completions`, (_request, answer) => {
    answer.head(200, { 'content-type': 'text/event-stream' });
    if (piece !== '') answer.send(piece);
    answer.end();
  });
  const events: LlmEvent[] = [];
  const request = { messages: [{ role: 'caller', text: 'Hello.' }], tools: [] } as const;
  openaiLlm({ model: 'm', apiKey: null, baseUrl: BASE_URL }).ask(world, request, (event) =>
    events.push(event),
  );
  await world.advance(10_000);
  assert.equal(events.length, 1);
  return events[0];
}

test('an answer of which nothing is the protocol is a fault, however little of it there is', async () => {
  for (const piece of [
    '',
    '<html><body>Sign in</body></html>',
    'data: {{{\n\n',
    '{"ok":true}',
    'data: [1]\n\n',
  ]) {
    const end = await endOf(piece);
    assert.ok(end?.kind === 'fault', `${piece}: ${JSON.stringify(end)}`);
    assert.deepEqual([end.code, end.fatal], ['malformed', false]);
  }
});

test('an answer in the protocol that says nothing is an answer, whether it says that it is over or not', async () => {
  for (const piece of [`data: ${END}\n\n`, `data: ${END}\n\ndata: [DONE]\n\n`, 'data: [DONE]\n\n'])
    assert.equal((await endOf(piece))?.kind, 'done', piece);
});
