// What Twilio is asked for where it hears and speaks for us, and who is refused then, by one error that says what to do.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { defineAgent } from '../agent/define-agent.ts';
import type { AgentOptions } from '../agent/agent-options.ts';
import type { PipelineOptions } from '../agent/pipeline-options.ts';
import { relayAttributes, relayMusic } from '../carriers/twilio/relay-options.ts';
import { connectRelayTwiml } from '../carriers/twilio/twiml.ts';
import { refuseOthers, relayOf } from './managed-door.ts';
import { readSettings } from './settings.ts';

const asked = (options: Partial<AgentOptions> = {}) =>
  relayOf(defineAgent({ name: 'desk', instructions: 'Help.', pipeline: 'managed', ...options }));

test('every default is Twilio’s, but for what a conversation needs', () => {
  const relay = asked();
  assert.ok(relay !== null);
  assert.deepEqual(relayAttributes(relay), {
    attributes: {
      language: 'en-US',
      interruptible: 'any',
      interruptSensitivity: 'medium',
      reportInputDuringAgentSpeech: 'any',
      dtmfDetection: 'true',
      events: 'speaker-events tokens-played',
      ignoreBackchannel: 'true',
    },
    languages: [],
  });
});

test('what is chosen becomes Twilio’s attributes, by its own names', () => {
  const relay = asked({
    language: 'en-GB',
    languages: ['de-DE', 'fr-FR'],
    bargeInSensitivity: 'low',
    pipeline: {
      kind: 'managed',
      stt: { vendor: 'deepgram', model: 'flux', endOfTurn: 0.7, eager: true },
      tts: { vendor: 'elevenlabs', voice: 'v1', textNormalization: 'on' },
      languages: [{ language: 'de-DE', tts: { vendor: 'google', voice: 'v2' } }],
      hints: ['Ada', 'Byron'],
      speechTimeoutMs: 900,
    },
  });
  assert.ok(relay !== null);
  const { attributes, languages } = relayAttributes(relay);
  const twiml = connectRelayTwiml({
    url: 'wss://h/relay',
    actionUrl: 'https://h/after',
    redirectUrl: 'https://h/after',
    attributes,
    languages,
    parameters: { token: 't<1' },
  });
  for (const part of [
    'language="en-GB"',
    'ttsProvider="ElevenLabs" voice="v1"',
    'transcriptionProvider="Deepgram" speechModel="flux"',
    'eotThreshold="0.7"',
    'partialPrompts="true"',
    'elevenlabsTextNormalization="on"',
    'hints="Ada,Byron"',
    'speechTimeout="900"',
    'interruptSensitivity="low"',
    '<Language code="en-GB"',
    '<Language code="de-DE" ttsProvider="Google" voice="v2"/>',
    '<Language code="fr-FR"/>',
    '<Parameter name="token" value="t&lt;1"/>',
  ])
    assert.ok(twiml.includes(part), `${part} in ${twiml}`);
});

test('what interrupts the agent is what the agent says; of one key alone Twilio knows nothing', () => {
  const rules = (options: Partial<AgentOptions>) => [
    asked(options)?.interruptible,
    asked(options)?.stopsAtKeys,
  ];
  assert.deepEqual(rules({ bargeIn: 'none' }), ['none', false]);
  assert.deepEqual(rules({ bargeIn: 'dtmf' }), ['dtmf', true]);
  assert.deepEqual(rules({ bargeIn: 'speech' }), ['speech', false]);
  assert.deepEqual(rules({ bargeIn: 'any', interruptDigit: '#' }), ['speech', false]);
});

test('another carrier that is configured is refused at start, by the name of its variable', () => {
  refuseOthers(readSettings({ TWILIO_AUTH_TOKEN: 'a'.repeat(32) }));
  assert.throws(() => refuseOthers(readSettings({ PLIVO_AUTH_TOKEN: 'secret-secret' })), {
    code: 'ENVIRONMENT_INVALID',
    message: /'managed', which Twilio alone has, and PLIVO_AUTH_TOKEN is set/,
  });
});

test('a recording of what never passes here is refused, and so is what Twilio does not have', () => {
  const says = (options: Partial<AgentOptions>, message: RegExp): void =>
    assert.throws(() => asked(options), { code: 'CONFIG_INVALID', message });
  says({ recording: true }, /recording: must be left out or false where pipeline is 'managed'/);
  for (const pipeline of [
    { kind: 'managed', stt: { vendor: 'assemblyai' } },
    { kind: 'managed', stt: { vendor: 'google', endOfTurn: 0.7 } },
    { kind: 'managed', tts: { vendor: 'cartesia', voice: 'v' } },
    { kind: 'managed', speechTimeoutMs: 100 },
    { kind: 'managed', languages: [{ language: 'not a tag' }] },
  ])
    says({ pipeline: pipeline as unknown as PipelineOptions }, /pipeline/);
});

test('the hold music is a file below the socket’s path, made once', () => {
  const music = relayMusic('/twilio/relay');
  assert.deepEqual([music.path, music.contentType], ['/twilio/relay/hold-music.wav', 'audio/wav']);
  const file = music.body();
  assert.equal(new TextDecoder().decode(file.subarray(0, 4)), 'RIFF');
  assert.equal(relayMusic('/twilio/relay').body(), file);
});
