// X-SignalWire-Signature: SignalWire's own library as oracle. It checks signatures and makes none.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formSignature, formSignatureHolds } from '../form-signature.ts';

/** Its types are where its package does not let them be found. */
const { RestClient } = createRequire(import.meta.url)('@signalwire/compatibility-api') as {
  readonly RestClient: {
    validateRequest(
      key: string,
      signature: string,
      url: string,
      params: Readonly<Record<string, string>>,
    ): boolean;
  };
};

test("SignalWire's own library accepts what we do, and refuses what was tampered with", () => {
  const name = fc.stringMatching(/^[A-Z][A-Za-z]{0,12}$/);
  const fields = fc.dictionary(
    name,
    // A name that is repeated it reads in another way than Twilio's; SignalWire sends none.
    fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.toWellFormed()),
  );
  const key = fc.stringMatching(/^PSK_[A-Za-z0-9]{1,24}$/);
  const path = fc.stringMatching(/^[a-z0-9/-]{1,12}$/);
  // It may have been signed with its port or without.
  const port = fc.constantFrom('', ':443', ':8443');
  fc.assert(
    fc.property(key, path, port, fields, (key, path, port, fields) => {
      const url = `https://voice.example.com${port}/${path}?call=call_1`;
      const signature = formSignature(key, url, fields);
      /** Whether theirs and ours take it, which must be the same. */
      const taken = (given: { key?: string; url?: string; fields?: typeof fields; signature?: string }) => {
        const all = { key, url, fields, signature, ...given };
        const theirs = RestClient.validateRequest(all.key, all.signature, all.url, { ...all.fields });
        assert.equal(formSignatureHolds([all.key], all.signature, all.url, all.fields), theirs);
        return theirs;
      };
      assert.equal(taken({}), true);
      const bare = formSignature(key, url.replace(port, ''), fields);
      assert.equal(taken({ signature: bare }), true);
      const [first = ''] = signature;
      for (const tampered of [
        { key: `${key}x` },
        { url: `${url}1` },
        { fields: { ...fields, Added_by_me: '1' } },
        { signature: `${first === 'A' ? 'B' : 'A'}${signature.slice(1)}` },
        { signature: '' },
      ])
        assert.equal(taken(tampered), false);
    }),
  );
});
