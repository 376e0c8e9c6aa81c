// Vonage's tokens: Vonage's own library as oracle. With a shared secret it checks tokens and makes none; with an
// application's key it does both.
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { tokenGenerate, verifySignature } from '@vonage/jwt';
import * as fc from 'fast-check';
import { keyClaims, keyToken, sharedClaims } from './jwt.ts';
import { vonageProofHeader, webhookFault } from './signature.ts';

/** Another signature of the same length. */
function tampered(token: string): string {
  const at = token.lastIndexOf('.') + 1;
  return `${token.slice(0, at)}${token[at] === 'A' ? 'B' : 'A'}${token.slice(at + 1)}`;
}

test("Vonage's own library accepts the proof of a webhook as we do, and refuses what was tampered with", () => {
  const secret = fc.stringMatching(/^[A-Za-z0-9]{1,40}$/);
  const body = fc.string({ unit: 'binary' }).map((text) => text.toWellFormed());
  fc.assert(
    fc.property(secret, body, fc.uuid(), (secret, body, id) => {
      // It reads the real clock.
      const nowMs = Date.now();
      const proof = vonageProofHeader(secret, nowMs, id, body);
      const token = proof.replace('Bearer ', '');
      const fault = (authorization: string, given: { body?: string; secret?: string } = {}) => {
        const all = { body, secret, ...given };
        const request = {
          method: 'POST',
          origins: [],
          target: '/',
          headers: { authorization },
          body: all.body,
        };
        return webhookFault(request, { secrets: [all.secret], nowMs });
      };
      assert.equal(verifySignature(token, secret), true);
      assert.equal(fault(proof), null);
      assert.equal(verifySignature(token, `${secret}x`), false);
      assert.equal(fault(proof, { secret: `${secret}x` }), 'mismatch');
      assert.equal(verifySignature(tampered(token), secret), false);
      assert.equal(fault(tampered(proof)), 'mismatch');
      // Whether the hash in it is the body's, that library leaves to whoever calls it.
      assert.equal(fault(proof, { body: `${body} ` }), 'body');
    }),
  );
});

test("Vonage's own library accepts our tokens of an application, and we accept its own", () => {
  const keys = () =>
    generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    });
  const [own, other] = [keys(), keys()];
  fc.assert(
    fc.property(fc.uuid(), fc.uuid(), (applicationId, jti) => {
      const ours = keyToken(
        { application_id: applicationId, jti, iat: Math.floor(Date.now() / 1000) },
        own.privateKey,
      );
      assert.equal(verifySignature(ours, own.publicKey), true);
      const theirs = tokenGenerate(applicationId, own.privateKey, { jti });
      assert.equal(keyClaims(theirs, own.privateKey)?.['application_id'], applicationId);
      for (const token of [ours, theirs]) {
        assert.equal(verifySignature(tampered(token), own.publicKey), false);
        assert.equal(keyClaims(tampered(token), own.privateKey), null);
        assert.equal(verifySignature(token, other.publicKey), false);
        assert.equal(keyClaims(token, other.privateKey), null);
        // A token of one kind does not pass for one of the other.
        assert.equal(sharedClaims(token, [own.publicKey]), null);
      }
    }),
    { numRuns: 20 },
  );
});
