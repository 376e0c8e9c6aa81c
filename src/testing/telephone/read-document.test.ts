// TwiML is read as it was meant, and what is no TwiML is a value.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { connectStreamTwiml, sayTwiml } from '../../carriers/twilio/twiml.ts';
import { readDocument } from './read-document.ts';

test('verbs, nouns, attributes and text are read', () => {
  const document = readDocument(
    connectStreamTwiml({
      url: 'wss://h/m',
      actionUrl: '/after?a=1&b=2',
      redirectUrl: '/after',
      parameters: { token: '<&">' },
    }),
  );
  assert.deepEqual(document, {
    ok: true,
    verbs: [
      {
        name: 'Connect',
        attributes: { action: '/after?a=1&b=2', method: 'POST' },
        text: '',
        children: [
          {
            name: 'Stream',
            attributes: { url: 'wss://h/m' },
            text: '',
            children: [
              { name: 'Parameter', attributes: { name: 'token', value: '<&">' }, text: '', children: [] },
            ],
          },
        ],
      },
      { name: 'Redirect', attributes: { method: 'POST' }, text: '/after', children: [] },
    ],
  });
});

test('comments, CDATA, character references, single quotes and space do not disturb', () => {
  const document = readDocument(
    "\uFEFF<?xml version='1.0'?>\n<!-- hi --><Response>\n <Say voice = 'a\"b'>one <![CDATA[<two>]]> &#51;&#x34;&unknown;</Say >\n</Response>\n",
  );
  assert.ok(document.ok);
  assert.deepEqual(document.verbs, [
    { name: 'Say', attributes: { voice: 'a"b' }, text: 'one <two> 34&unknown;', children: [] },
  ]);
});

test('what is no document is refused with a reason', () => {
  for (const text of [
    '',
    'hello',
    '<Response>',
    '<Response></Say></Response>',
    '<Hangup/>',
    '<Response/><Response/>',
    '<Response x=1/>',
    '{"a":1}',
    '<a>'.repeat(50),
  ]) {
    const document = readDocument(text);
    assert.equal(document.ok, false, text);
  }
});

test('any text that is said is read back, and no text makes the reader throw', () => {
  const word = fc.string({ unit: 'grapheme' });
  fc.assert(
    fc.property(word, (text) => {
      const document = readDocument(sayTwiml({ text, language: 'en-US', next: 'hang-up' }));
      assert.ok(document.ok);
      assert.equal(document.verbs[0]?.text, text.trim());
      readDocument(text);
    }),
  );
});
