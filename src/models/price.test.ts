// What tokens cost, by the table.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { costUsd, PRICES } from './price.ts';

const TOKENS = {
  inputText: 1_000_000,
  inputAudio: 1_000_000,
  cachedText: 500_000,
  cachedAudio: 500_000,
  outputText: 1_000_000,
  outputAudio: 1_000_000,
};

test('cached tokens are among the input tokens and cost less', () => {
  assert.equal(costUsd('gpt-realtime-2.1', TOKENS), 2 + 0.2 + 24 + 16 + 0.2 + 64);
  const none = { inputText: 0, inputAudio: 0, cachedText: 0, cachedAudio: 0, outputText: 0, outputAudio: 0 };
  assert.equal(costUsd('gpt-realtime-2.1-mini', { ...none, outputAudio: 1_200 }), 0.024);
  assert.equal(costUsd('gpt-realtime-2.1-mini', none), 0);
});

test('a dated snapshot costs what its model does, and an unknown model has no price', () => {
  assert.equal(costUsd('gpt-realtime-2.1-2026-09-01', TOKENS), costUsd('gpt-realtime-2.1', TOKENS));
  assert.equal(costUsd('gpt-realtime', TOKENS), null);
  assert.equal(costUsd('rehearsal', TOKENS), null);
});

test('no input costs more cached than fresh, and the table has a date', () => {
  for (const [name, price] of PRICES.models)
    assert.ok(price.textCached < price.textIn && price.audioCached < price.audioIn, name);
  assert.match(PRICES.asOf, /^\d{4}-\d{2}-\d{2}$/);
});

test('a model that costs by the minute costs as long as the call was, whatever its tokens', () => {
  assert.equal(costUsd('gpt-live-1', TOKENS, 90_000), 0.075);
  assert.equal(costUsd('grok-voice-latest', TOKENS), 0);
});
