// X-Plivo-Signature-V3: vectors, Plivo's own library as oracle, and every way to fail.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { formFields } from '../../base/form-fields.ts';
import { checkSignature, signedText, SIGNATURES_MAX, signPlivo, type PlivoRequest } from './signature.ts';

/** Plivo's library has no types; it checks signatures and makes none. */
const plivo = createRequire(import.meta.url)('plivo') as {
  validateV3Signature(
    method: string,
    uri: string,
    nonce: string,
    authToken: string,
    signature: string,
    params?: Readonly<Record<string, unknown>>,
  ): boolean;
};

const TOKEN = 'my_auth_token';
const NONCE = '12345678901234567890';
const BASE = 'https://voice.example.com/plivo/answer';

interface Vector {
  readonly what: string;
  readonly request: Omit<PlivoRequest, 'nonce'>;
  readonly text: string;
  readonly signature: string;
}

const VECTORS: readonly Vector[] = [
  {
    what: 'a GET without a query',
    request: { method: 'GET', url: BASE },
    text: BASE,
    signature: 'JtaPIUUTBMzlAybvgzzOygInUvBAWRaZucAr3HExn3M=',
  },
  {
    what: 'a POST without a body',
    request: { method: 'POST', url: BASE, fields: {} },
    text: BASE,
    signature: 'JtaPIUUTBMzlAybvgzzOygInUvBAWRaZucAr3HExn3M=',
  },
  {
    what: 'a GET with a query, sorted',
    request: { method: 'GET', url: `${BASE}?b=2&a=1` },
    text: `${BASE}?a=1&b=2`,
    signature: '12CoQjzvJaD9wuEVzlpLfDH8NuxnwSloJSjdAx0qo48=',
  },
  {
    what: 'a POST with a body',
    request: { method: 'POST', url: BASE, fields: { To: '2', From: '1' } },
    text: `${BASE}?From1To2`,
    signature: 'SBbYWZvh20Ok0zA8Lnvei1/8R6+bX9dd3pkBj7ES3uQ=',
  },
  {
    what: 'a POST with query and body',
    request: { method: 'POST', url: `${BASE}?b=2&a=1`, fields: { To: '2', From: '1' } },
    text: `${BASE}?a=1&b=2.From1To2`,
    signature: 'amN5UbjFVFBpZ9n8lqT3GNz/wktpJpF/HFodppRjFJs=',
  },
  {
    what: 'a query that is percent-encoded',
    request: { method: 'GET', url: `${BASE}?a=x%20y` },
    text: `${BASE}?a=x y`,
    signature: 'w9MwvhbAJVWc3IhbPP2aW6Rga0vipd4mWIAbDaoIZe0=',
  },
  {
    what: 'a port',
    request: { method: 'GET', url: 'https://voice.example.com:8443/ws' },
    text: 'https://voice.example.com:8443/ws',
    signature: 'AaN0V3K57GqKNAFD6mrpf9JB6gwoxHG86LASmqAm2u4=',
  },
  {
    what: "a stream's upgrade",
    request: { method: 'GET', url: 'wss://voice.example.com/ws/abc?token=1' },
    text: 'http://voice.example.com/ws/abc?token=1',
    signature: '5s1oaiJMA9WPkBl8UQLSqlZNKjcbFj7qxAioXvfYASA=',
  },
  {
    what: 'a slash at the end',
    request: { method: 'GET', url: 'https://voice.example.com/' },
    text: 'https://voice.example.com/',
    signature: 'KKdpfNpwIl9OkVSLBwgfc955NpcAbJE7wrok5MzDCKA=',
  },
  {
    what: 'a name with several values, sorted',
    request: { method: 'POST', url: 'https://voice.example.com/p', fields: { A: ['b', 'a'] } },
    text: 'https://voice.example.com/p?AaAb',
    signature: '9GQZPaK2XfaMAOCU2L2lYL3cSOLMxIph8uBQ5Q9awOA=',
  },
];

const check = (
  request: Omit<PlivoRequest, 'nonce'>,
  signatures: readonly (string | undefined)[],
  given: { readonly tokens?: readonly string[]; readonly nonce?: string | undefined } = {},
) => checkSignature(given.tokens ?? [TOKEN], { ...request, nonce: NONCE, ...given, signatures });

for (const { what, request, text, signature } of VECTORS) {
  test(`${what} is signed as Plivo signs it`, () => {
    assert.equal(signedText(request), text);
    assert.equal(signPlivo(TOKEN, { ...request, nonce: NONCE }), signature);
    assert.deepEqual(check(request, [signature]), { ok: true });
  });
}

test('a stream that was signed as HTTPS or as WSS does not hold', () => {
  const request = { method: 'GET', url: 'wss://h/m?token=1' } as const;
  const signed = signPlivo(TOKEN, { method: 'GET', url: 'https://h/m?token=1', nonce: NONCE });
  assert.deepEqual(check(request, [signed]), { ok: false, reason: 'mismatch' });
});

test('one of several signatures in a header is enough, and so is the one of the main account', () => {
  const [{ request, signature }] = VECTORS as [Vector];
  assert.deepEqual(check(request, [`bm90IHRoaXM=, ${signature}`]), { ok: true });
  assert.deepEqual(check(request, [undefined, signature]), { ok: true });
  assert.deepEqual(check(request, ['bm90IHRoaXM=', 'bm9yIHRoaXM=']), { ok: false, reason: 'mismatch' });
});

test('signatures beyond the bound of a header are not looked at', () => {
  const [{ request, signature }] = VECTORS as [Vector];
  const many = (count: number) => [...Array<string>(count).fill('bm90IHRoaXM='), signature].join(',');
  assert.deepEqual(check(request, [many(SIGNATURES_MAX - 1)]), { ok: true });
  assert.deepEqual(check(request, [many(SIGNATURES_MAX)]), { ok: false, reason: 'mismatch' });
});

test('any of several tokens signs while one is rotated, and no token signs nothing', () => {
  const [{ request, signature }] = VECTORS as [Vector];
  assert.deepEqual(check(request, [signature], { tokens: ['new', TOKEN] }), { ok: true });
  assert.deepEqual(check(request, [signature], { tokens: ['new'] }), { ok: false, reason: 'mismatch' });
  assert.deepEqual(check(request, [signature], { tokens: [] }), { ok: false, reason: 'mismatch' });
});

test('a missing signature or nonce is told apart from a wrong one', () => {
  const [{ request, signature }] = VECTORS as [Vector];
  const missing = { ok: false, reason: 'missing' };
  assert.deepEqual(check(request, []), missing);
  assert.deepEqual(check(request, [undefined, '', ' , ']), missing);
  assert.deepEqual(check(request, [signature], { nonce: undefined }), missing);
  assert.deepEqual(check(request, [signature], { nonce: '' }), missing);
  assert.deepEqual(check(request, [signature], { nonce: `${NONCE}0` }), { ok: false, reason: 'mismatch' });
});

test('whatever is changed, the signature no longer holds', () => {
  const request: Omit<PlivoRequest, 'nonce'> = {
    method: 'POST',
    url: `${BASE}?a=1`,
    fields: { CallUUID: 'c1', From: '1' },
  };
  const signature = signPlivo(TOKEN, { ...request, nonce: NONCE });
  for (const changed of [
    { ...request, url: `${BASE}?a=2` },
    { ...request, url: BASE },
    { ...request, url: `${BASE}/?a=1` },
    { ...request, url: `${BASE.replace('https', 'http')}?a=1` },
    { ...request, method: 'GET' as const },
    { ...request, fields: { CallUUID: 'c1', From: '2' } },
    { ...request, fields: { CallUUID: 'c1', From: '1', To: '' } },
  ])
    assert.deepEqual(check(changed, [signature]), { ok: false, reason: 'mismatch' });
});

test('the order of names and values does not count, in the query or in the body', () => {
  const pairs = fc.array(
    fc.tuple(fc.stringMatching(/^[A-Za-z_]{1,8}$/), fc.string({ unit: 'binary', maxLength: 8 })),
    { maxLength: 6 },
  );
  const textOf = (query: readonly [string, string][], body: readonly [string, string][]) => {
    const search = query.map((pair) => pair.map((one) => encodeURIComponent(one.toWellFormed())).join('='));
    const fields = formFields(new URLSearchParams([...body]).toString());
    return signedText({ method: 'POST', url: `https://h/p?${search.join('&')}`, fields });
  };
  fc.assert(
    fc.property(pairs, pairs, (query, body) => {
      assert.equal(textOf(query, body), textOf(query.toReversed(), body.toReversed()));
    }),
  );
});

test("Plivo's own library accepts what we do, and refuses what was tampered with", () => {
  const word = fc.stringMatching(/^[A-Za-z_]{1,8}$/);
  const value = fc.string({ unit: 'binary', maxLength: 12 }).map((text) => text.toWellFormed());
  const fields = fc.dictionary(word, fc.oneof(value, fc.array(value, { minLength: 1, maxLength: 3 })));
  const request = fc.record({
    method: fc.constantFrom('GET', 'POST'),
    token: fc.stringMatching(/^[A-Za-z0-9]{1,40}$/),
    nonce: fc.stringMatching(/^\d{1,20}$/),
    origin: fc.constantFrom('https://voice.example.com', 'http://h:8080', 'https://voice.example.com:8443'),
    path: fc.stringMatching(/^\/[a-z0-9/-]{1,12}[a-z0-9]$/),
    query: fc.array(fc.tuple(word, value), { maxLength: 4 }),
    fields,
  });
  fc.assert(
    fc.property(request, value, ({ method, token, nonce, origin, path, query, fields }, other) => {
      const search = query.map((pair) => pair.map(encodeURIComponent).join('=')).join('&');
      const url = `${origin}${path}${search === '' ? '' : `?${search}`}`;
      const body = method === 'GET' ? {} : fields;
      const signature = signPlivo(token, { method, url, nonce, fields: body });
      /** Whether theirs and ours take it, which must be the same. */
      const taken = (given: { url?: string; body?: typeof body; token?: string; signature?: string }) => {
        const all = { url, body, token, signature, ...given };
        const copy = structuredClone(all.body);
        const theirs = plivo.validateV3Signature(method, all.url, nonce, all.token, all.signature, copy);
        const ours = check({ method, url: all.url, fields: all.body }, [all.signature], {
          tokens: [all.token],
          nonce,
        }).ok;
        assert.equal(ours, theirs);
        return ours;
      };
      assert.equal(taken({}), true);
      assert.equal(taken({ url: url.replace(path, `${path}x`) }), false);
      assert.equal(taken({ token: `${token}x` }), false);
      assert.equal(taken({ signature: `A${signature.slice(1)}` }), signature.startsWith('A'));
      if (method === 'POST') assert.equal(taken({ body: { ...body, Added_by_me: other } }), false);
    }),
  );
});

test('no request makes the check throw', () => {
  const text = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(text, text, text, (url, header, nonce) => {
      for (const method of ['GET', 'POST'] as const) check({ method, url }, [header], { nonce });
    }),
  );
});
