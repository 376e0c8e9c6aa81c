// Base URLs as people write them, and where they lead.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { realtimeUrl } from './realtime-url.ts';

test('every way to write a base URL leads to the same place', () => {
  const table = [
    ['https://api.openai.com/v1', 'wss://api.openai.com/v1/realtime?model=m'],
    ['https://api.openai.com/v1/', 'wss://api.openai.com/v1/realtime?model=m'],
    ['wss://api.openai.com', 'wss://api.openai.com/v1/realtime?model=m'],
    ['http://127.0.0.1:5051/v1', 'ws://127.0.0.1:5051/v1/realtime?model=m'],
    ['ws://127.0.0.1:5051/', 'ws://127.0.0.1:5051/v1/realtime?model=m'],
    ['ws://[::1]:5051/v1/realtime', 'ws://[::1]:5051/v1/realtime?model=m'],
    [
      'https://x.openai.azure.com/openai/v1?tier=a',
      'wss://x.openai.azure.com/openai/v1/realtime?tier=a&model=m',
    ],
  ] as const;
  for (const [baseUrl, url] of table) assert.equal(realtimeUrl(baseUrl, 'm'), url);
});

test('a model name is escaped', () => {
  assert.equal(realtimeUrl('ws://h', 'a b&c'), 'ws://h/v1/realtime?model=a+b%26c');
});

test('what is no such URL is told to whoever wrote it', () => {
  for (const baseUrl of ['', 'api.openai.com', 'ftp://h', '/v1'])
    assert.throws(() => realtimeUrl(baseUrl, 'm'), { code: 'CONFIG_INVALID', message: /OPENAI_BASE_URL/ });
});
