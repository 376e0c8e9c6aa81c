// Request origins: which of them come first, and that nobody from elsewhere chooses one.
import assert from 'node:assert/strict';
import type { IncomingMessage } from 'node:http';
import { test } from 'node:test';
import { requestOrigins } from './request-origins.ts';

function origins(publicUrl: string | null, host: string | undefined, remoteAddress = '203.0.113.7') {
  const request = { headers: { host, 'x-forwarded-proto': 'https' }, socket: { remoteAddress } };
  return requestOrigins(publicUrl, request as unknown as IncomingMessage);
}

test('a host that is reached from outside most likely has TLS in front of it, this machine none', () => {
  assert.deepEqual(origins(null, 'voice.example.com'), [
    'https://voice.example.com',
    'http://voice.example.com',
  ]);
  assert.deepEqual(origins(null, '127.0.0.1:5050'), ['http://127.0.0.1:5050', 'https://127.0.0.1:5050']);
});

test('a public URL decides, but for a caller on this machine that names this machine', () => {
  const publicUrl = 'https://voice.example.com';
  assert.deepEqual(origins(publicUrl, 'evil.example.com'), [publicUrl]);
  assert.deepEqual(origins(publicUrl, 'localhost:5050'), [publicUrl]);
  assert.deepEqual(origins(publicUrl, 'localhost:5050', '127.0.0.1'), [
    publicUrl,
    'http://localhost:5050',
    'https://localhost:5050',
  ]);
});

test('a host that is none gives no origin', () => {
  for (const host of [undefined, '', 'a b', 'voice.example.com/path', 'user@host'])
    assert.deepEqual(origins(null, host), []);
});
