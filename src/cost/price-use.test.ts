// What a call costs by a table: each part by its own unit, on the day on which it opened, and what is unknown said to be.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { EpochMs } from '../base/time.ts';
import { missingCosts } from '../call/call-cost.ts';
import type { CallUse } from '../call/call-use.ts';
import { NO_TOKENS } from '../call/token-totals.ts';
import { BUILT_IN_PRICES } from './built-in-prices.ts';
import { priceTable } from './price-table.ts';
import { priceUse } from './price-use.ts';
import type { Price } from './price.ts';

const base = { from: '2026-01-01', source: 'our contract' };

const OWN: readonly Price[] = [
  { part: 'stt', of: 'deepgram/nova-3', perMinute: 0.006, ...base },
  {
    part: 'llm',
    of: 'gpt-6-luna',
    perMillionTokens: { textIn: 2, textCached: 0.2, textOut: 8 },
    ...base,
  },
  { part: 'tts', of: 'deepgram/aura', perMillionCharacters: 30, ...base },
  { part: 'carrier', of: 'twilio', charge: 'inbound', to: '+1', perMinute: 0.01, ...base },
  { part: 'carrier', of: 'twilio', charge: 'inbound', to: '+1800', perMinute: 0.02, ...base },
  { part: 'carrier', of: 'twilio', charge: 'outbound', to: '+1', perMinute: 0.014, ...base },
  { part: 'carrier', of: 'twilio', charge: 'stream', perMinute: 0.004, incrementS: 1, ...base },
  { part: 'carrier', of: 'twilio', charge: 'managed', perMinute: 0.07, ...base },
  { part: 'carrier', of: 'asterisk', perMinute: 0, ...base },
];

const CASCADE = { model: null, stt: 'deepgram/nova-3', llm: 'gpt-6-luna', tts: 'deepgram/aura' };

function use(changes: Partial<CallUse> = {}): CallUse {
  return {
    carrier: 'twilio',
    direction: 'inbound',
    to: '+14155550199',
    openedAt: Date.UTC(2026, 10, 21, 12) as EpochMs,
    parts: CASCADE,
    answeredMs: 90_000,
    streamMs: 90_000,
    sessionMs: 95_000,
    tokens: { ...NO_TOKENS, inputText: 1_000_000, cachedText: 500_000, outputText: 100_000 },
    untold: 0,
    characters: 10_000,
    transcribedMs: null,
    legs: [],
    conclusion: null,
    ...changes,
  };
}

const cost = (changes: Partial<CallUse> = {}, own = OWN) => priceUse(priceTable(own), use(changes));
const usdOf = (part: string, changes: Partial<CallUse> = {}, own = OWN) =>
  cost(changes, own).parts.find((one) => one.part === part)?.usd;

test('a cascade costs the sum of its parts and its carrier, each by its own unit', () => {
  const whole = cost();
  const rounded = whole.parts.map(({ part, of, usd }) => [part, of, Number(usd?.toFixed(6))]);
  assert.deepEqual(rounded, [
    ['stt', 'deepgram/nova-3', 0.009],
    ['llm', 'gpt-6-luna', 1.9],
    ['tts', 'deepgram/aura', 0.3],
    ['carrier', 'twilio', 0.026],
  ]);
  assert.equal(whole.usd, whole.knownUsd);
  assert.deepEqual(missingCosts(whole), []);
});

test('a carrier bills begun minutes, by the longest beginning of the number that was called', () => {
  const none = { streamMs: 0 };
  assert.equal(usdOf('carrier', { ...none, answeredMs: 60_000 }), 0.01);
  assert.equal(usdOf('carrier', { ...none, answeredMs: 60_001 }), 0.02);
  assert.equal(usdOf('carrier', { ...none, answeredMs: 60_000, to: '+18005550199' }), 0.02);
  assert.equal(usdOf('carrier', { ...none, answeredMs: 60_000, direction: 'outbound' }), 0.014);
  assert.equal(usdOf('carrier', { ...none, answeredMs: 60_000, legs: [{ to: '+1212', ms: 1 }] }), 0.024);
});

test('a carrier that hears and speaks for us bills that, and no stream', () => {
  const parts = { model: null, stt: 'carrier', llm: 'gpt-6-luna', tts: 'carrier' };
  const whole = cost({ parts, answeredMs: 60_000, streamMs: 60_000 });
  assert.deepEqual(
    whole.parts.map(({ part }) => part),
    ['llm', 'carrier'],
  );
  assert.equal(whole.parts[1]?.usd?.toFixed(3), '0.080');
});

test('one price for all that a carrier does is billed once', () => {
  const own: readonly Price[] = [{ part: 'carrier', of: 'twilio', perMinute: 0.02, ...base }];
  assert.equal(usdOf('carrier', { answeredMs: 60_000 }, own), 0.02);
  assert.equal(usdOf('carrier', { carrier: 'asterisk' }), 0);
});

test('what has no price is unknown and never nothing, and says what is missing', () => {
  const whole = cost({ to: '+442079460000' });
  assert.equal(whole.usd, null);
  assert.ok(whole.knownUsd > 2);
  assert.deepEqual(missingCosts(whole), [
    'carrier twilio: no price of inbound on 2026-11-21 for the number called',
  ]);
  assert.equal(usdOf('stt', { parts: { ...CASCADE, stt: 'deepgram/flux-general' } }), null);
  assert.equal(usdOf('llm', { untold: 2 }), null);
  assert.match(missingCosts(cost({ untold: 2 })).join(), /2 answers were not told/);
});

test('a call costs what held on the day on which it opened', () => {
  const own: readonly Price[] = [
    ...OWN.filter(({ part }) => part !== 'tts'),
    { part: 'tts', of: 'deepgram/aura', perMillionCharacters: 30, from: '2026-01-01', source: 'old' },
    { part: 'tts', of: 'deepgram/aura', perMillionCharacters: 40, from: '2026-11-21', source: 'new' },
  ];
  assert.equal(usdOf('tts', {}, own), 0.4);
  assert.equal(usdOf('tts', { openedAt: Date.UTC(2026, 10, 20) as EpochMs }, own), 0.3);
  assert.equal(usdOf('tts', { openedAt: Date.UTC(2025, 10, 20) as EpochMs }, own), null);
});

test("one's own price of a thing wins over the built-in one, of whatever day that is", () => {
  const parts = { model: 'gpt-live-1', stt: null, llm: null, tts: null };
  assert.equal(usdOf('model', { parts, sessionMs: 60_000 }), 0.05);
  const own: readonly Price[] = [{ part: 'model', of: 'gpt-live-1', perMinute: 0.03, ...base }];
  assert.equal(usdOf('model', { parts, sessionMs: 60_000 }, own), 0.03);
});

test('a realtime model costs its tokens of text and of sound, its snapshots as much as it', () => {
  const tokens = {
    inputText: 1_000_000,
    inputAudio: 1_000_000,
    cachedText: 500_000,
    cachedAudio: 500_000,
    outputText: 1_000_000,
    outputAudio: 1_000_000,
  };
  const model = (name: string) =>
    usdOf('model', { tokens, parts: { model: name, stt: null, llm: null, tts: null } });
  assert.equal(model('gpt-realtime-2.1'), 2 + 0.2 + 24 + 16 + 0.2 + 64);
  assert.equal(model('gpt-realtime-2.1-2026-09-01'), model('gpt-realtime-2.1'));
  assert.equal(model('rehearsal'), null);
});

test('beside a realtime model only what was written down is billed, and where that is not told it is unknown', () => {
  const parts = { model: 'gpt-realtime-2.1', stt: 'openai/gpt-realtime-whisper', llm: null, tts: null };
  assert.equal(usdOf('stt', { parts, transcribedMs: 60_000 }), 0.017);
  assert.equal(usdOf('stt', { parts, transcribedMs: null }), null);
});

test('who writes the conclusion is billed beside who spoke, by a price of its own', () => {
  const conclusion = { model: 'gpt-6-luna', tokens: { ...NO_TOKENS, inputText: 500_000 }, untold: 0 };
  const parts = { model: 'gpt-live-1', stt: null, llm: null, tts: null };
  assert.equal(usdOf('llm', { parts, conclusion }), 1);
  assert.equal(usdOf('llm', { parts, conclusion: { ...conclusion, untold: 1 } }), null);
});

test('every built-in price has a day and a source, and no input costs more cached than fresh', () => {
  for (const price of BUILT_IN_PRICES) {
    assert.match(price.from, /^\d{4}-\d{2}-\d{2}$/);
    assert.match(price.source, /^https:\/\//);
    if (!('perMillionTokens' in price)) continue;
    const { textIn, textCached, audioIn = 0, audioCached = 0 } = price.perMillionTokens;
    assert.ok(textCached < textIn && audioCached <= audioIn, price.of);
  }
});
