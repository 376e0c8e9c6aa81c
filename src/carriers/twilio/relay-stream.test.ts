// A relay's session as an endpoint: one item at a time, marks by Twilio's word or the clock, and peers that break it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../../base/brand.ts';
import type { FrameOf } from '../../frames/frame.ts';
import { speakingMs } from '../../media/speaking-time.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { CARRIER_GIVES } from '../carrier.ts';
import { LEAD_MS } from './relay-speech.ts';
import { END_MS_MAX, KEY_HELD_MS, RelayStream, type RelayWays } from './relay-stream.ts';

const SETUP = {
  kind: 'setup',
  sessionId: 'VX1',
  callSid: 'CA1',
  parameters: { token: 't1', callId: 'call_1' },
} as const;

function scene(ways: Partial<RelayWays> = {}) {
  const world = simulatedWorld();
  const sent: Record<string, unknown>[] = [];
  const closed: number[] = [];
  const counted: string[] = [];
  const given: FrameOf<(typeof CARRIER_GIVES)[number]>[] = [];
  const socket = {
    listen() {},
    send: (message: string | Uint8Array) =>
      void sent.push(JSON.parse(String(message)) as Record<string, unknown>),
    close: (code: number) => void closed.push(code),
    unsentBytes: 0,
  };
  const musicUrl = 'https://voice.example.com/twilio/relay/hold-music.wav';
  const stream = new RelayStream(
    world,
    socket,
    SETUP,
    { musicUrl, languages: ['en-US', 'es-MX'], stopsAtKeys: true, ...ways },
    (name) => void counted.push(name),
  );
  stream.attach((frame) => void given.push(frame));
  const say = (item: string, text: string, mark: string, last = true): void => {
    const itemId = item as ItemId;
    stream.accept({ kind: 'playout.words', itemId, text, last: false, interruptible: true });
    stream.accept({ kind: 'playout.mark', mark });
    if (last) stream.accept({ kind: 'playout.words', itemId, text: '', last: true, interruptible: true });
  };
  const hear = (message: object): void => stream.text(JSON.stringify(message));
  const marks = (): readonly string[] =>
    given.flatMap((frame) => (frame.kind === 'playout.marked' ? [frame.mark] : []));
  const tokens = (): readonly unknown[] =>
    sent.flatMap((message) => ('token' in message ? [message['token']] : []));
  return { world, stream, sent, closed, counted, given, say, hear, marks, tokens };
}

test('a mark with nothing before it comes back at once; words come back at the pace of speech where nobody tells', async () => {
  const { world, stream, say, marks } = scene();
  stream.accept({ kind: 'playout.mark', mark: 'probe' });
  assert.deepEqual(marks(), ['probe']);
  say('a', 'Good morning.', '1');
  await world.advance(LEAD_MS + speakingMs('Good morning.') - 1);
  assert.deepEqual(marks(), ['probe']);
  await world.advance(1);
  assert.deepEqual(marks(), ['probe', '1']);
});

test('what is said next waits until what is said now was heard, since it would take its place', async () => {
  const { world, say, tokens } = scene();
  say('a', 'This call is recorded.', '1');
  say('b', 'How can I help?', '2');
  assert.deepEqual(tokens(), ['This call is recorded.', '']);
  await world.advance(10_000);
  assert.deepEqual(tokens(), ['This call is recorded.', '', 'How can I help?', '']);
});

test('Twilio’s word on what was played counts, told piece by piece or from the beginning', () => {
  for (const told of [
    ['Sure, ', 'one moment'],
    ['Sure, ', 'Sure, one moment'],
  ]) {
    const { say, hear, marks } = scene();
    say('a', 'Sure, ', '1', false);
    say('a', 'one moment.', '2');
    hear({ type: 'info', name: 'tokensPlayed', value: told[0] });
    assert.deepEqual(marks(), ['1']);
    hear({ type: 'info', name: 'tokensPlayed', value: told[1] });
    assert.deepEqual(marks(), ['1', '2']);
  }
});

test('an interruption says what was heard to the word, whether silence is told before it or behind', async () => {
  for (const silentFirst of [true, false]) {
    const { world, say, hear, given, marks } = scene();
    say('a', 'We are open ', '1', false);
    say('a', 'until five in the afternoon.', '2');
    hear({ type: 'info', name: 'agentSpeaking', value: 'on' });
    await world.advance(1500);
    const silent = (): void => hear({ type: 'info', name: 'agentSpeaking', value: 'off' });
    if (silentFirst) silent();
    hear({ type: 'interrupt', utteranceUntilInterrupt: 'We are open until', durationUntilInterruptMs: 900 });
    if (!silentFirst) silent();
    await world.advance(1000);
    assert.deepEqual(marks(), ['1']);
    const cut = given.find(({ kind }) => kind === 'playout.cut');
    assert.deepEqual(cut, { kind: 'playout.cut', cause: 'speech', beyondMs: speakingMs('until') });
  }
});

test('an interruption of nothing is none, and one without words goes by its time', async () => {
  const { world, say, hear, given } = scene();
  hear({ type: 'interrupt', utteranceUntilInterrupt: 'Hello' });
  assert.ok(given.every(({ kind }) => kind !== 'playout.cut'));
  say('a', 'abcdefghij', '1');
  await world.advance(100);
  hear({ type: 'interrupt', durationUntilInterruptMs: 310 });
  const cut = given.find(({ kind }) => kind === 'playout.cut');
  assert.ok(cut?.kind === 'playout.cut');
  assert.equal(cut.beyondMs, speakingMs('abcde'));
});

test('a key that stops the agent comes behind the word on what was heard; else it waits a moment and no longer', async () => {
  const { world, say, hear, given } = scene();
  say('a', 'Press one for sales.', '1');
  hear({ type: 'dtmf', digit: '1' });
  hear({ type: 'interrupt', utteranceUntilInterrupt: 'Press one' });
  const last = given.slice(-2);
  assert.deepEqual(
    last.map((frame) => (frame.kind === 'playout.cut' ? frame.cause : frame.kind)),
    ['digit', 'caller.digit'],
  );
  say('b', 'Thank you.', '2');
  hear({ type: 'dtmf', digit: '#' });
  await world.advance(KEY_HELD_MS);
  assert.deepEqual(given.at(-1), { kind: 'caller.digit', digit: '#' });
});

test('a clear takes the place of what plays, closes what is open, and drops what waits', async () => {
  const { world, stream, say, tokens, marks } = scene();
  say('a', 'We are open', '1', false);
  say('b', 'Hello.', '2');
  stream.accept({ kind: 'playout.clear' });
  assert.deepEqual(tokens(), ['We are open', '', ' ']);
  await world.advance(20_000);
  assert.deepEqual(marks(), []);
  stream.accept({ kind: 'playout.clear' });
  assert.equal(tokens().length, 3);
});

test('music, keys and languages go out in Twilio’s own words', () => {
  const { stream, sent, counted } = scene();
  stream.accept({ kind: 'carrier.music', on: true });
  stream.accept({ kind: 'carrier.music', on: false });
  stream.accept({ kind: 'carrier.digits', digits: '1W2A#' });
  const changed = { kind: 'speaker.changed', agent: 'desk', voice: 'marin' } as const;
  for (const language of ['en-US', 'es-MX', 'es-MX', 'fr-FR']) stream.accept({ ...changed, language });
  assert.deepEqual(
    sent.map(({ type, digits, ttsLanguage }) => digits ?? ttsLanguage ?? type),
    ['play', 'text', '1ww2#', 'es-MX'],
  );
  assert.deepEqual(counted, ['unsendable-key']);
});

test('an end is said with our id of the call, and a Twilio that does not close is left', async () => {
  const { world, stream, sent, closed, given } = scene();
  stream.close();
  stream.close();
  assert.deepEqual(sent, [{ type: 'end', handoffData: '{"callId":"call_1"}' }]);
  await world.advance(END_MS_MAX);
  assert.deepEqual(closed, [1000]);
  stream.closed(1000);
  assert.deepEqual(given.at(-1), { kind: 'carrier.stopped', cause: 'stop', detail: '1000' });
  assert.equal(world.timersPending, 0);
});

test('a socket that Twilio closes is a hang-up, one that breaks is lost', () => {
  for (const [code, cause] of [
    [1000, 'stop'],
    [1005, 'stop'],
    [1006, 'lost'],
    [1007, 'lost'],
  ] as const) {
    const { stream, given } = scene();
    stream.closed(code);
    const last = given.at(-1);
    assert.ok(last?.kind === 'carrier.stopped');
    assert.equal(last.cause, cause);
  }
});

test('a peer that does not speak the protocol is left, one that stumbles is borne for a while', () => {
  const noJson = scene();
  noJson.stream.text('hello');
  assert.deepEqual(noJson.closed, [1002]);
  const binary = scene();
  binary.stream.binary();
  assert.deepEqual(binary.closed, [1003]);
  const stumbles = scene();
  for (let count = 0; count < 100; count += 1) stumbles.hear({ type: 'dtmf', digit: 'x' });
  assert.deepEqual(stumbles.closed, []);
  stumbles.hear({ type: 'dtmf', digit: 'x' });
  assert.deepEqual(stumbles.closed, [1008]);
  stumbles.hear({ type: 'prompt', voicePrompt: 'late', last: true });
  assert.ok(stumbles.given.every(({ kind }) => kind !== 'caller.words'));
  const odd = scene();
  odd.hear({ type: 'hologram' });
  odd.hear({ type: 'error', description: 'Invalid message received' });
  odd.hear({ type: 'setup', sessionId: 'VX2', callSid: 'CA2' });
  assert.deepEqual(odd.counted, ['unknown-event', 'carrier-reported-error', 'second-start']);
  assert.deepEqual(odd.closed, []);
});
