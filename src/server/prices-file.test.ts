// The price table that the settings name: read once, or one error that says what is wrong with it and where.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import type { EpochMs } from '../base/time.ts';
import { NO_USE, type CallUse } from '../call/call-use.ts';
import { pricesOf } from './prices-file.ts';

const folder = mkdtempSync(join(tmpdir(), 'offhook-prices-'));
after(() => rmSync(folder, { recursive: true, force: true }));

const USE: CallUse = {
  ...NO_USE,
  openedAt: Date.UTC(2026, 10, 21) as EpochMs,
  parts: { model: 'gpt-live-1', stt: null, llm: null, tts: null },
  sessionMs: 60_000,
};

function file(text: string): string {
  const path = join(folder, 'prices.json');
  writeFileSync(path, text);
  return path;
}

test('without a file the built-in prices hold, and a file wins over them', () => {
  assert.equal(pricesOf(null)(USE)?.usd, 0.05);
  const own = [{ part: 'model', of: 'gpt-live-1', perMinute: 0.04, from: '2026-01-01', source: 'ours' }];
  assert.equal(pricesOf(file(JSON.stringify(own)))(USE)?.usd, 0.04);
});

test('a file that is not there, is no JSON or does not fit is one error with its path', () => {
  assert.throws(() => pricesOf(join(folder, 'none.json')), {
    code: 'PRICES_INVALID',
    message: /PRICES_FILE names .*none\.json, which cannot be read/,
  });
  assert.throws(() => pricesOf(file('[{')), { code: 'PRICES_INVALID', message: /which is no JSON/ });
  assert.throws(() => pricesOf(file('[{"part":"stt"}]')), {
    code: 'PRICES_INVALID',
    message: /prices\.json\[0\]\.of: must be text/,
  });
});
