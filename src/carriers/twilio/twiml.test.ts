// TwiML: exact where it matters, equal to what Twilio's own library writes, and proof against any text.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import twilio from 'twilio';
import { connectStreamTwiml, dialTwiml, hangUpTwiml, PARAMETER_CHARACTERS_MAX, sayTwiml } from './twiml.ts';

const { VoiceResponse } = twilio.twiml;
const CONNECT = {
  url: 'wss://voice.example.com/twilio/media',
  actionUrl: 'https://voice.example.com/twilio/after-stream?a=1&b=2',
  redirectUrl: 'https://voice.example.com/twilio/after-stream?a=1&b=2',
  name: 'agent',
  statusUrl: 'https://voice.example.com/twilio/stream-status',
  parameters: { token: 'a<b', from: '+14155550100' },
} as const;

test("a stream is connected as Twilio's own library writes it, with a redirect behind", () => {
  const expected = new VoiceResponse();
  const stream = expected.connect({ action: CONNECT.actionUrl, method: 'POST' }).stream({
    url: CONNECT.url,
    name: CONNECT.name,
    statusCallback: CONNECT.statusUrl,
    statusCallbackMethod: 'POST',
  });
  for (const [name, value] of Object.entries(CONNECT.parameters)) stream.parameter({ name, value });
  expected.redirect({ method: 'POST' }, CONNECT.redirectUrl);
  assert.equal(connectStreamTwiml(CONNECT), expected.toString());
});

test('what is not given is not written', () => {
  const twiml = connectStreamTwiml({ url: 'wss://h/m', actionUrl: '/a', redirectUrl: '/a', parameters: {} });
  assert.equal(
    twiml,
    '<?xml version="1.0" encoding="UTF-8"?><Response><Connect action="/a" method="POST"><Stream url="wss://h/m"/></Connect><Redirect method="POST">/a</Redirect></Response>',
  );
});

test('a parameter that Twilio would refuse is left out, the longest that it takes is not', () => {
  const fits = 'x'.repeat(PARAMETER_CHARACTERS_MAX - 1);
  const twiml = connectStreamTwiml({ ...CONNECT, parameters: { a: fits, b: `${fits}x` } });
  assert.ok(twiml.includes(`<Parameter name="a" value="${fits}"/>`));
  assert.ok(!twiml.includes('name="b"'));
});

test('a stream URL with a query string is a bug', () => {
  assert.throws(() => connectStreamTwiml({ ...CONNECT, url: 'wss://h/m?x=1' }), /no query string/);
});

test('a dial names its action, its time and the shown number; a SIP URI goes into its own noun', () => {
  const expected = new VoiceResponse();
  expected
    .dial({ action: '/after', method: 'POST', timeout: 25, callerId: '+14155550199' })
    .number('+14155550123');
  assert.equal(
    dialTwiml({ to: '+14155550123', actionUrl: '/after', timeoutS: 25, callerId: '+14155550199' }),
    expected.toString(),
  );
  const sip = new VoiceResponse();
  sip.dial().sip('sip:desk@example.com');
  assert.equal(dialTwiml({ to: 'sip:desk@example.com' }), sip.toString());
});

test('a text is said and then the call ends or goes on to somebody', () => {
  const hangUp = new VoiceResponse();
  hangUp.say({ language: 'en-US' }, 'All lines are busy & <closed>.');
  hangUp.hangup();
  assert.equal(
    sayTwiml({ text: 'All lines are busy & <closed>.', language: 'en-US', next: 'hang-up' }),
    hangUp.toString(),
  );
  const dial = new VoiceResponse();
  dial.say({ language: 'de-DE' }, 'Moment.');
  dial.dial({ action: '/after', method: 'POST' }).number('+4930');
  assert.equal(
    sayTwiml({ text: 'Moment.', language: 'de-DE', next: { to: '+4930', actionUrl: '/after' } }),
    dial.toString(),
  );
});

test('hanging up is one verb', () => {
  const expected = new VoiceResponse();
  expected.hangup();
  assert.equal(hangUpTwiml(), expected.toString());
});

test('no text breaks out of where it was put, and no text makes XML that cannot be', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const twiml = sayTwiml({ text, language: text, next: 'hang-up' });
      assert.equal(twiml.match(/</g)?.length, 6);
      assert.equal(twiml.match(/>/g)?.length, 6);
      assert.equal(twiml.match(/"/g)?.length, 6);
      // oxlint-disable-next-line no-control-regex
      assert.ok(!/[\u0000-\u001f\ufffe\uffff]/.test(twiml) && twiml.isWellFormed());
      assert.ok(!/&(?!(amp|lt|gt|quot|apos|#9|#10|#13);)/.test(twiml));
    }),
  );
});
