// A stream's address: what stands in it comes back out of the upgrade request, and an upgrade without it is turned away.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { streamUrl, upgradeFault, wayOf } from './stream-address.ts';

const upgrade = (target: string, headers: Readonly<Record<string, string>> = {}) => ({
  method: 'GET',
  origins: ['https://voice.example.com'],
  target,
  headers,
  body: '',
});
const HEADER = 'x-telnyx-streaming-auth-token';

test('an address is secure where its origin is, and keeps call, way and token', () => {
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (call, token) => {
      const url = new URL(
        streamUrl('https://voice.example.com', '/telnyx/media', { call, token, way: 'commands' }),
      );
      assert.equal(`${url.protocol}//${url.host}${url.pathname}`, 'wss://voice.example.com/telnyx/media');
      assert.equal(url.searchParams.get('call'), call);
      assert.equal(url.searchParams.get('token'), token);
      assert.equal(wayOf(`${url.pathname}${url.search}`), 'commands');
    }),
  );
});

test('an upgrade needs a token, and a header that names one names no other', () => {
  assert.equal(upgradeFault(upgrade('/telnyx/media?call=a&token=t1')), null);
  assert.equal(upgradeFault(upgrade('/telnyx/media')), 'token-missing');
  assert.equal(upgradeFault(upgrade('/telnyx/media?token=')), 'token-missing');
  assert.equal(upgradeFault(upgrade('/telnyx/media?token=t1', { [HEADER]: 't1' })), null);
  assert.equal(upgradeFault(upgrade('/telnyx/media?token=t1', { [HEADER]: 'Bearer t1' })), null);
  for (const other of ['t2', '', 't1 '])
    assert.equal(upgradeFault(upgrade('/telnyx/media?token=t1', { [HEADER]: other })), 'token-mismatch');
});

test('a way that is not told is that of TeXML', () => {
  assert.equal(wayOf('/telnyx/media?token=t1'), 'texml');
  assert.equal(wayOf('/telnyx/media'), 'texml');
});
