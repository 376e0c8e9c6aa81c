// Plivo XML: exact where it matters, and proof against any text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readDocument } from '../../testing/telephone/read-document.ts';
import { dialXml, hangUpXml, speakXml, streamXml } from './xml.ts';

const HEAD = '<?xml version="1.0" encoding="UTF-8"?>';
const STREAM = {
  url: 'wss://voice.example.com/plivo/media?token=t1&v=2',
  contentType: 'audio/x-mulaw;rate=8000',
  redirectUrl: 'https://voice.example.com/plivo/after-stream',
} as const;

test('a stream keeps the call, names its codec, and has behind it where Plivo comes back to', () => {
  assert.equal(
    streamXml({
      ...STREAM,
      statusUrl: 'https://voice.example.com/plivo/stream-status',
    }),
    `${HEAD}<Response><Stream bidirectional="true" keepCallAlive="true" contentType="audio/x-mulaw;rate=8000" statusCallbackUrl="https://voice.example.com/plivo/stream-status" statusCallbackMethod="POST">wss://voice.example.com/plivo/media?token=t1&amp;v=2</Stream><Redirect method="POST">https://voice.example.com/plivo/after-stream</Redirect></Response>`,
  );
});

test('what is not given is not written', () => {
  assert.equal(
    streamXml(STREAM),
    `${HEAD}<Response><Stream bidirectional="true" keepCallAlive="true" contentType="audio/x-mulaw;rate=8000">wss://voice.example.com/plivo/media?token=t1&amp;v=2</Stream><Redirect method="POST">https://voice.example.com/plivo/after-stream</Redirect></Response>`,
  );
});

test('a dial names its action and its time; a SIP URI goes into its own noun', () => {
  const dial = { to: '+14155550123', actionUrl: 'https://h/after', timeoutS: 25 };
  assert.equal(
    dialXml(dial),
    `${HEAD}<Response><Dial action="https://h/after" method="POST" redirect="true" timeout="25"><Number>+14155550123</Number></Dial></Response>`,
  );
  assert.match(dialXml({ ...dial, callerId: '+14155550100' }), / callerId="\+14155550100">/);
  assert.match(dialXml({ ...dial, to: 'sip:desk@example.com' }), /<User>sip:desk@example\.com<\/User>/);
});

test('a text is said and then the call ends or goes on to somebody', () => {
  assert.equal(
    speakXml({ text: 'All lines are busy & <closed>.', language: 'en-US', next: 'hang-up' }),
    `${HEAD}<Response><Speak language="en-US">All lines are busy &amp; &lt;closed&gt;.</Speak><Hangup/></Response>`,
  );
  const next = { to: '+1', actionUrl: '/after', timeoutS: 25 };
  assert.match(speakXml({ text: 'Moment.', language: 'de-DE', next }), /<\/Speak><Dial action="\/after"/);
  assert.equal(hangUpXml(), `${HEAD}<Response><Hangup/></Response>`);
});

test('any text comes through as it was, but for what XML cannot hold', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      const document = readDocument(speakXml({ text, language: 'en-US', next: 'hang-up' }));
      assert.ok(document.ok);
      const held = text
        .toWellFormed()
        .replace(/[^\t\n\r\u0020-\uFFFD\u{10000}-\u{10FFFF}]/gu, '')
        .trim();
      assert.equal(document.verbs[0]?.text, held);
    }),
  );
});
