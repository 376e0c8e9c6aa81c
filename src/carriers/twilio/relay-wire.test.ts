// Whatever comes on a relay's socket is read to a value, and what is spoken is found in what was sent.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { parseRelayMessage, relayEncoder, RELAY_TEXT_CHARS_MAX } from './relay-wire.ts';
import { spokenPrefix } from './spoken-prefix.ts';

test('nothing that comes makes the reader throw', () => {
  const type = fc.constantFrom('setup', 'prompt', 'dtmf', 'interrupt', 'error', 'info', 'media');
  const message = fc
    .record({
      type,
      name: fc.oneof(fc.string(), fc.constantFrom('tokensPlayed', 'agentSpeaking')),
      value: fc.jsonValue(),
      voicePrompt: fc.jsonValue(),
      digit: fc.jsonValue(),
      callSid: fc.jsonValue(),
      sessionId: fc.jsonValue(),
      customParameters: fc.jsonValue(),
      durationUntilInterruptMs: fc.jsonValue(),
      utteranceUntilInterrupt: fc.jsonValue(),
    })
    .map((fields) => JSON.stringify(fields));
  fc.assert(
    fc.property(fc.oneof(fc.string(), fc.json(), message), (text) => {
      assert.equal(typeof parseRelayMessage(text).kind, 'string');
    }),
  );
});

test('a text that is longer than any turn is none', () => {
  const voicePrompt = 'a'.repeat(RELAY_TEXT_CHARS_MAX + 1);
  assert.equal(parseRelayMessage(JSON.stringify({ type: 'prompt', voicePrompt })).kind, 'invalid');
});

test('words reach Twilio as they are, whatever is in them', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (token) => {
      const sent: unknown = JSON.parse(relayEncoder.text({ token, last: false, interruptible: true }));
      assert.deepEqual(sent, { type: 'text', token, last: false, preemptible: true });
    }),
  );
});

test('a beginning of what was said is found, whatever its spaces, marks and case', () => {
  const said = 'Sure, I can help with that.';
  assert.equal(spokenPrefix(said, 'Sure, I can help'), 'Sure, I can help'.length);
  assert.equal(spokenPrefix(said, 'sure i  CAN'), 'Sure, I can'.length);
  assert.equal(spokenPrefix(said, ''), 0);
  assert.equal(spokenPrefix(said, `${said} And more.`), said.length);
  assert.equal(spokenPrefix(said, 'Well, I can'), null);
  assert.equal(spokenPrefix('9 Uhr früh', '9 uhr fr'), '9 Uhr fr'.length);
});

test('of each text each beginning is found, never beyond its end', () => {
  fc.assert(
    fc.property(fc.string(), fc.nat(), (text, cut) => {
      const chars = spokenPrefix(text, text.slice(0, cut % (text.length + 1)));
      assert.ok(chars !== null && chars <= text.length);
    }),
  );
});
