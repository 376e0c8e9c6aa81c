// TeXML as Telnyx is given it: read back by the reader of the emulator, with every text escaped.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { readDocument } from '../../testing/telephone/read-document.ts';
import { connectStreamTexml, dialTexml, hangUpTexml, sayTexml } from './texml.ts';

function verbsOf(xml: string) {
  const document = readDocument(xml);
  assert.ok(document.ok, xml);
  return document.verbs;
}

test('a stream is asked for in rtp, for the caller’s track, and the call comes back behind it', () => {
  const xml = connectStreamTexml({
    url: 'wss://voice.example.com/telnyx/media?call=v3%3Aa&token=t1',
    receive: 'default',
    send: 'PCMA',
    redirectUrl: 'https://voice.example.com/telnyx/after-stream',
    statusUrl: 'https://voice.example.com/telnyx/stream-status',
  });
  const [connect, redirect, ...more] = verbsOf(xml);
  assert.deepEqual(more, []);
  assert.deepEqual(connect?.attributes, {});
  assert.deepEqual(connect?.children[0]?.attributes, {
    url: 'wss://voice.example.com/telnyx/media?call=v3%3Aa&token=t1',
    track: 'inbound_track',
    codec: 'default',
    bidirectionalMode: 'rtp',
    bidirectionalCodec: 'PCMA',
    statusCallback: 'https://voice.example.com/telnyx/stream-status',
    statusCallbackMethod: 'POST',
  });
  assert.equal(redirect?.text, 'https://voice.example.com/telnyx/after-stream');
});

test('a number is dialled as a number, a SIP URI as one', () => {
  const actionUrl = 'https://voice.example.com/telnyx/after-dial';
  const [number] = verbsOf(dialTexml({ to: '+14155550123', actionUrl, timeoutS: 25 }));
  assert.deepEqual(number?.attributes, { action: actionUrl, method: 'POST', timeout: '25' });
  assert.deepEqual([number?.children[0]?.name, number?.children[0]?.text], ['Number', '+14155550123']);
  const [sip] = verbsOf(dialTexml({ to: 'sip:desk@example.com', actionUrl }));
  assert.equal(sip?.children[0]?.name, 'Sip');
});

test('what is said is followed by the end of the call, or by a dial', () => {
  const names = (xml: string) => verbsOf(xml).map(({ name }) => name);
  const dial = { to: '+14155550123', actionUrl: 'https://voice.example.com/x' };
  assert.deepEqual(names(sayTexml({ text: 'Bye', language: 'en-US', next: 'hang-up' })), ['Say', 'Hangup']);
  assert.deepEqual(names(sayTexml({ text: 'One moment', language: 'en-US', next: dial })), ['Say', 'Dial']);
  assert.deepEqual(names(hangUpTexml()), ['Hangup']);
});

test('any text comes out of the document as it went in', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
      const [say] = verbsOf(sayTexml({ text, language: 'en-US', next: 'hang-up' }));
      assert.equal(say?.text, text.trim());
    }),
  );
});
