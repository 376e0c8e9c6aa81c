// Telnyx's signature: the reference vector, Telnyx's own library as oracle, the tolerance on both sides, several keys,
// and every way of being wrong.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { TelnyxWebhook } from 'telnyx/lib/webhooks';
import type { EpochMs } from '../../base/time.ts';
import {
  isTelnyxPublicKey,
  SIGNATURE_AGE_MS_MAX,
  signatureChecker,
  signTelnyx,
  telnyxPublicKey,
} from './signature.ts';

const SEED = Buffer.from(Array.from({ length: 32 }, (_, index) => index)).toString('base64');
const KEY = 'A6EHv/POEL4dcN0Y50vAmWfk1jCbpQ1fHdyGZBJVMbg=';
const OTHER = telnyxPublicKey(Buffer.alloc(32, 7).toString('base64'));
const BODY =
  '{"data":{"event_type":"call.initiated","id":"evt_1","payload":{"call_control_id":"v2:abc"},"record_type":"event"}}';
const REQUEST = {
  signature: 'ut9g8aeczWq48kca05ozJufwEhe4dODSdmluruvlArRJRBSkcxFaBYMrCms8jOUfxWu7AZMP7q3/EmxWE3ALDA==',
  timestamp: '1700000000',
  body: BODY,
};
const NOW = 1_700_000_000_000 as EpochMs;
const at = (ms: number) => (NOW + ms) as EpochMs;

test('the reference vector holds, and is what we would sign', () => {
  assert.deepEqual(signatureChecker([KEY])(REQUEST, NOW), { ok: true });
  assert.equal(signTelnyx(SEED, REQUEST.timestamp, BODY), REQUEST.signature);
  assert.equal(telnyxPublicKey(SEED), KEY);
});

test('any of several keys may have signed; without a key nothing holds', () => {
  assert.deepEqual(signatureChecker([OTHER, KEY])(REQUEST, NOW), { ok: true });
  assert.deepEqual(signatureChecker([OTHER])(REQUEST, NOW), { ok: false, reason: 'mismatch' });
  assert.deepEqual(signatureChecker([])(REQUEST, NOW), { ok: false, reason: 'mismatch' });
  assert.deepEqual(signatureChecker(['no key', ''])(REQUEST, NOW), { ok: false, reason: 'mismatch' });
});

test('a signature holds for five minutes before and after its time, and not a millisecond longer', () => {
  const check = signatureChecker([KEY]);
  for (const sign of [1, -1]) {
    assert.deepEqual(check(REQUEST, at(sign * SIGNATURE_AGE_MS_MAX)), { ok: true });
    assert.deepEqual(check(REQUEST, at(sign * (SIGNATURE_AGE_MS_MAX + 1))), {
      ok: false,
      reason: 'expired',
    });
  }
});

test('a request without signature or time is told from one that is forged', () => {
  const check = signatureChecker([KEY]);
  for (const missing of [
    { signature: undefined },
    { signature: '' },
    { timestamp: undefined },
    { timestamp: '' },
  ])
    assert.deepEqual(check({ ...REQUEST, ...missing }, NOW), { ok: false, reason: 'missing' });
  for (const forged of [
    { body: `${BODY} ` },
    { timestamp: '1700000001' },
    { timestamp: '17e8' },
    { timestamp: '1700000000 ' },
    { signature: 'A'.repeat(88) },
    { signature: REQUEST.signature.slice(4) },
    { signature: 'no base64 at all' },
  ])
    assert.deepEqual(check({ ...REQUEST, ...forged }, NOW), { ok: false, reason: 'mismatch' });
});

test('a public key is base64 of 32 bytes and nothing else', () => {
  assert.ok(isTelnyxPublicKey(KEY));
  for (const text of ['', 'abc', KEY.slice(0, -1), `${KEY} `, Buffer.alloc(31).toString('base64')])
    assert.equal(isTelnyxPublicKey(text), false, text);
});

test('what is signed holds, and no other body does', () => {
  const check = signatureChecker([KEY]);
  fc.assert(
    fc.property(fc.string(), fc.string(), (body, other) => {
      const signature = signTelnyx(SEED, '1700000000', body);
      assert.equal(check({ signature, timestamp: '1700000000', body }, NOW).ok, true);
      assert.equal(check({ signature, timestamp: '1700000000', body: other }, NOW).ok, body === other);
    }),
  );
});

test("Telnyx's own library accepts what we do, and refuses what was tampered with", async () => {
  // It reads the real clock, and makes no signatures.
  const nowS = Math.floor(Date.now() / 1000);
  const bytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
  const skewS = fc.integer({ min: -250, max: 250 });
  const body = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());
  await fc.assert(
    fc.asyncProperty(bytes, skewS, body, async (seedBytes, skew, body) => {
      const seed = Buffer.from(seedBytes).toString('base64');
      const key = telnyxPublicKey(seed);
      const timestamp = String(nowS + skew);
      const signature = signTelnyx(seed, timestamp, body);
      /** Whether theirs and ours take it, which must be the same. */
      const taken = async (given: Partial<typeof REQUEST> & { readonly key?: string }) => {
        const all = { signature, timestamp, body, key, ...given };
        const headers = {
          'telnyx-signature-ed25519': all.signature,
          'telnyx-timestamp': all.timestamp,
        };
        const theirs = await new TelnyxWebhook(all.key).verify(all.body, headers).then(
          () => true,
          () => false,
        );
        const ours = signatureChecker([all.key])(all, (nowS * 1000) as EpochMs).ok;
        assert.equal(ours, theirs);
        return ours;
      };
      assert.equal(await taken({}), true);
      const [first = ''] = signature;
      for (const tampered of [
        { body: `${body} ` },
        { timestamp: String(nowS + skew + 1) },
        { signature: `${first === 'A' ? 'B' : 'A'}${signature.slice(1)}` },
        { key: OTHER },
        { signature: signTelnyx(seed, String(nowS - 400), body), timestamp: String(nowS - 400) },
        { signature: signTelnyx(seed, String(nowS + 400), body), timestamp: String(nowS + 400) },
      ])
        assert.equal(await taken(tampered), false);
    }),
    { numRuns: 50 },
  );
});

test('no header, however odd, makes the check throw', () => {
  const check = signatureChecker([KEY]);
  fc.assert(
    fc.property(fc.string(), fc.string(), (signature, timestamp) => {
      assert.equal(check({ signature, timestamp, body: BODY }, NOW).ok, false);
    }),
  );
});
