// X-Twilio-Signature: the published and computed vectors, Twilio's own library as oracle, and every way to fail.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import twilio from 'twilio';
import type { FormFields } from '../../base/form-fields.ts';
import { checkSignature, sha256, signTwilio } from './signature.ts';

const TOKEN = '0123456789abcdef0123456789abcdef';
const INCOMING: FormFields = {
  AccountSid: 'AC00000000000000000000000000000001',
  ApiVersion: '2010-04-01',
  CallSid: 'CA00000000000000000000000000000001',
  CallStatus: 'ringing',
  Direction: 'inbound',
  From: '+14155550100',
  To: '+14155550199',
};
const INCOMING_URL = 'https://voice.example.com/twilio/voice?tenant=a%20b&x=1';
const NONE = { kind: 'none' } as const;

const formCheck = (url: string, signature: string, fields: FormFields, tokens = [TOKEN]) =>
  checkSignature(tokens, { url, signature, content: { kind: 'form', fields } });
const streamCheck = (url: string, signature: string | undefined, tokens = [TOKEN]) =>
  checkSignature(tokens, { url, signature, content: NONE });

test('a form post holds, its query string as it came', () => {
  assert.equal(signTwilio(TOKEN, INCOMING_URL, INCOMING), 'YxcEERtkVJXZYfzgYI2rPaxhiC0=');
  assert.deepEqual(formCheck(INCOMING_URL, 'YxcEERtkVJXZYfzgYI2rPaxhiC0=', INCOMING), { ok: true });
});

test("Twilio's published case holds", () => {
  const fields = {
    CallSid: 'CA1234567890ABCDE',
    Caller: '+14158675310',
    Digits: '1234',
    From: '+14158675310',
    To: '+18005551212',
  };
  const url = 'https://example.com/myapp.php?foo=1&bar=2';
  assert.deepEqual(formCheck(url, 'L/OH5YylLD5NRKLltdqwSvS0BnU=', fields, ['12345']), { ok: true });
});

test('values of a repeated name are signed once each, sorted', () => {
  assert.equal(
    signTwilio(TOKEN, 'https://h/p', { A: ['b', 'a', 'a'], B: '1' }),
    'QicZHdgsTHkugTvYlX4uXoeFonA=',
  );
});

test("a stream's upgrade holds with and without a slash at the end", () => {
  const bare = 'ttk+kVY3Kdi/BWVnuJguRoi2Bjs=';
  const slashed = 'xSZ25E4AoL/WAklRSBhXh8WbY9E=';
  for (const url of ['wss://voice.example.com/media', 'wss://voice.example.com/media/']) {
    assert.deepEqual(streamCheck(url, bare), { ok: true });
    assert.deepEqual(streamCheck(url, slashed), { ok: true });
  }
});

test('a slash at the end counts for webhooks', () => {
  const signature = signTwilio(TOKEN, 'https://h/p/', INCOMING);
  assert.deepEqual(formCheck('https://h/p', signature, INCOMING), { ok: false, reason: 'mismatch' });
});

test('a JSON body holds by the hash in its URL, and another body does not', () => {
  const body = '{"CallSid":"CA1","Caller":"+14155550100"}';
  const url = `https://voice.example.com/hook?bodySHA256=${sha256(body)}`;
  const signature = 'Ch2VnJHnBsxoEZLqhEOiiephapk=';
  const check = (body: string, url_ = url) =>
    checkSignature([TOKEN], { url: url_, signature, content: { kind: 'json', body } });
  assert.deepEqual(check(body), { ok: true });
  assert.deepEqual(check(`${body} `), { ok: false, reason: 'body-hash' });
  assert.deepEqual(check(body, 'https://voice.example.com/hook'), { ok: false, reason: 'mismatch' });
});

test('a URL without the body hash proves nothing of the body', () => {
  const url = 'https://voice.example.com/hook';
  const signature = signTwilio(TOKEN, url);
  assert.deepEqual(checkSignature([TOKEN], { url, signature, content: { kind: 'json', body: '{}' } }), {
    ok: false,
    reason: 'body-hash',
  });
});

test('any of several tokens signs while one is rotated, and no token signs nothing', () => {
  const signature = signTwilio('new', INCOMING_URL, INCOMING);
  assert.deepEqual(formCheck(INCOMING_URL, signature, INCOMING, ['old', 'new']), { ok: true });
  assert.deepEqual(formCheck(INCOMING_URL, signature, INCOMING, ['old']), { ok: false, reason: 'mismatch' });
  assert.deepEqual(formCheck(INCOMING_URL, signature, INCOMING, []), { ok: false, reason: 'mismatch' });
});

test('a missing or empty signature is told apart from a wrong one', () => {
  assert.deepEqual(streamCheck('wss://h/m', undefined), { ok: false, reason: 'missing' });
  assert.deepEqual(streamCheck('wss://h/m', ''), { ok: false, reason: 'missing' });
  assert.deepEqual(streamCheck('wss://h/m', 'ä'.repeat(14)), { ok: false, reason: 'mismatch' });
});

test('a port and user info may or may not have been signed', () => {
  for (const signed of ['https://h/p', 'https://h:443/p', 'https://h:8443/p']) {
    const signature = signTwilio(TOKEN, signed, INCOMING);
    assert.deepEqual(formCheck('https://user:word@h:8443/p', signature, INCOMING), { ok: true });
  }
  const other = signTwilio(TOKEN, 'https://h:9/p', INCOMING);
  assert.deepEqual(formCheck('https://h:8443/p', other, INCOMING), { ok: false, reason: 'mismatch' });
});

test("Twilio's own library makes and accepts the same signatures", () => {
  const value = fc.string({ unit: 'binary', maxLength: 20 });
  const fields = fc.dictionary(
    fc.stringMatching(/^[A-Za-z_]{1,12}$/),
    fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })),
  );
  const path = fc.stringMatching(/^[a-z0-9/]{0,12}$/);
  const port = fc.constantFrom('', ':443', ':8443');
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), path, port, fields, (token, path, port, given) => {
      const url = `https://voice.example.com${port}/${path}?a=1`;
      const signature = signTwilio(token, url, given);
      assert.equal(signature, twilio.getExpectedTwilioSignature(token, url, given));
      // Twilio drops the port of an HTTPS URL before it signs.
      const sent = signTwilio(token, url.replace(port, ''), given);
      assert.ok(twilio.validateRequest(token, sent, url, given));
      assert.deepEqual(formCheck(url, sent, given, [token]), { ok: true });
    }),
  );
});

test('no request makes the check throw', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string({ unit: 'binary' }),
      (url, signature) => void streamCheck(url, signature),
    ),
  );
});
