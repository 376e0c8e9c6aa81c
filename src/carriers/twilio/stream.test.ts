// A Twilio stream at its socket: entrance, frames both ways, and each way in which it ends.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SOCKET_MESSAGE_BYTES_MAX, type SocketListener } from '../../base/socket.ts';
import { plusMs, type Micros } from '../../base/time.ts';
import type { ItemId } from '../../base/brand.ts';
import type { Frame } from '../../frames/frame.ts';
import { socketPair } from '../../testing/world/simulated-socket.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { CarrierStream, StreamStart } from '../carrier.ts';
import { acceptTwilioStream, START_MS_MAX } from './entrance.ts';
import { EARLY_FRAMES_MAX, STREAM_FAULTS_MAX, UNSENT_BYTES_MAX } from './stream.ts';

const START =
  '{"event":"start","sequenceNumber":"1","streamSid":"MZ1","start":{"streamSid":"MZ1","callSid":"CA1","customParameters":{"token":"t"}}}';
const AT = plusMs(0 as Micros, 0);
const media = (timestampMs: number, streamSid = 'MZ1', track = 'inbound') =>
  `{"event":"media","sequenceNumber":"3","streamSid":"${streamSid}","media":{"track":"${track}","chunk":"1","timestamp":"${timestampMs}","payload":"//8="}}`;

function setUp(options: { takes?: boolean; attaches?: boolean } = {}) {
  const world = simulatedWorld();
  const count = { open: 0 };
  const [twilio, ours] = socketPair(world.timers, { latencyMs: 0, dialled: false, count });
  const sent: string[] = [];
  const frames: Frame[] = [];
  const counts: string[] = [];
  const starts: StreamStart[] = [];
  const refusals: string[] = [];
  let stream: CarrierStream | null = null;
  let closedWith = 0;
  let binary = (): void => {};
  const unsent = { bytes: 0 };
  const socket = {
    listen: (listener: SocketListener) => {
      binary = () => listener.binary?.(new Uint8Array(2));
      ours.listen(listener);
    },
    send: (message: string) => ours.send(message),
    close: (code: number, reason: string) => ours.close(code, reason),
    get unsentBytes() {
      return unsent.bytes;
    },
  };
  twilio.listen({ text: (text) => sent.push(text), closed: (code) => void (closedWith = code) });
  acceptTwilioStream(world, socket, {
    onStart(start, given) {
      starts.push(start);
      stream = given;
      if (options.attaches !== false) given.attach((frame) => frames.push(frame));
      return options.takes !== false;
    },
    onRefused: (cause) => refusals.push(cause),
    count: (name) => counts.push(name),
  });
  const say = async (...texts: string[]) => {
    for (const text of texts) twilio.send(text);
    await world.advance(0);
  };
  const taken = (): CarrierStream => {
    assert.ok(stream !== null);
    return stream;
  };
  return {
    world,
    twilio,
    sent,
    frames,
    counts,
    starts,
    refusals,
    say,
    taken,
    binary: () => binary(),
    unsent,
    count,
    closedWith: () => closedWith,
  };
}

test('a start hands over the stream with call and parameters, and says that the carrier started', async () => {
  const { say, starts, frames, world } = setUp();
  await say('{"event":"connected","protocol":"Call","version":"1.0.0"}', START);
  assert.deepEqual(starts, [{ streamId: 'MZ1', carrierCallId: 'CA1', parameters: { token: 't' } }]);
  assert.deepEqual(frames, [{ kind: 'carrier.started', streamId: 'MZ1' }]);
  assert.equal(world.timersPending, 0);
});

test('sound, keys and marks become frames in the order in which they came', async () => {
  const { say, frames } = setUp();
  await say(
    START,
    media(20),
    '{"event":"dtmf","streamSid":"MZ1","dtmf":{"digit":"5"}}',
    '{"event":"mark","streamSid":"MZ1","mark":{"name":"g1"}}',
    media(40),
  );
  assert.deepEqual(frames.slice(1), [
    { kind: 'caller.audio', audio: { encoding: 'pcmu', base64: '//8=' }, atMs: 20 },
    { kind: 'caller.digit', digit: '5' },
    { kind: 'playout.marked', mark: 'g1' },
    { kind: 'caller.audio', audio: { encoding: 'pcmu', base64: '//8=' }, atMs: 40 },
  ]);
});

test('what comes between start and attach is kept, bounded, the oldest sound let go', async () => {
  const { say, frames, taken, counts } = setUp({ attaches: false });
  await say(START, ...Array.from({ length: EARLY_FRAMES_MAX + 2 }, (_, index) => media(index)));
  await say('{"event":"stop","streamSid":"MZ1","stop":{}}');
  taken().attach((frame) => frames.push(frame));
  assert.equal(frames[0]?.kind, 'carrier.started');
  assert.equal(frames[1]?.kind === 'caller.audio' && frames[1].atMs, 2);
  assert.equal(frames.length, EARLY_FRAMES_MAX + 2);
  assert.equal(frames.at(-1)?.kind, 'carrier.stopped');
  assert.deepEqual(counts, ['early-frame-dropped', 'early-frame-dropped']);
});

test('frames for the caller are written to the wire', async () => {
  const { say, taken, sent, world } = setUp();
  await say(START);
  const itemId = 'item_1' as ItemId;
  taken().accept({ kind: 'playout.audio', itemId, audio: { encoding: 'pcmu', base64: 'AAAA' } }, AT);
  taken().accept({ kind: 'playout.mark', mark: 'g1:1' }, AT);
  taken().accept({ kind: 'playout.clear' }, AT);
  await world.advance(0);
  assert.deepEqual(sent, [
    '{"event":"media","streamSid":"MZ1","media":{"payload":"AAAA"}}',
    '{"event":"mark","streamSid":"MZ1","mark":{"name":"g1:1"}}',
    '{"event":"clear","streamSid":"MZ1"}',
  ]);
});

test('sound in an encoding that Twilio does not play is a bug', async () => {
  const { say, taken } = setUp();
  await say(START);
  const audio = { encoding: 'pcma', base64: 'AAAA' } as const;
  assert.throws(() => taken().accept({ kind: 'playout.audio', itemId: 'i' as ItemId, audio }, AT), /µ-law/);
});

test('a Twilio stream does not say that it sends keys, so to be given some is a bug', async () => {
  const { say, taken } = setUp();
  await say(START);
  assert.ok(taken().sendsDigits !== true);
  assert.throws(() => taken().accept({ kind: 'carrier.digits', digits: '1' }, AT), /no keys/);
});

test('a stop ends the stream once and the socket is closed', async () => {
  const { say, frames, closedWith, count, twilio, world } = setUp();
  await say(START, '{"event":"stop","streamSid":"MZ1","stop":{}}', media(20));
  twilio.close(1000, '');
  await world.advance(1000);
  assert.deepEqual(
    frames.map((frame) => frame.kind),
    ['carrier.started', 'carrier.stopped'],
  );
  assert.equal(frames[1]?.kind === 'carrier.stopped' && frames[1].cause, 'stop');
  assert.equal(closedWith(), 1000);
  assert.equal(count.open, 0);
});

test('a socket that goes without a stop is lost', async () => {
  const { say, frames, twilio, world } = setUp();
  await say(START);
  twilio.vanish();
  await world.advance(0);
  assert.deepEqual(frames.slice(1), [
    { kind: 'carrier.stopped', cause: 'lost', detail: 'socket closed with 1006' },
  ]);
});

test('closing from here ends the stream as stopped, once, and nothing is sent any more', async () => {
  for (const way of ['close', 'frame'] as const) {
    const { say, frames, taken, sent, closedWith, world } = setUp();
    await say(START);
    if (way === 'close') taken().close();
    else taken().accept({ kind: 'carrier.close' }, AT);
    taken().close();
    taken().accept({ kind: 'playout.clear' }, AT);
    await world.advance(0);
    assert.deepEqual(frames.slice(1), [
      { kind: 'carrier.stopped', cause: 'stop', detail: 'closed from here' },
    ]);
    assert.deepEqual(sent, []);
    assert.equal(closedWith(), 1000);
  }
});

test('a broken protocol closes the socket with its code and ends the stream as a fault', async () => {
  const cases: readonly [(set: ReturnType<typeof setUp>) => Promise<void>, number][] = [
    [({ say }) => say('{"event":'), 1002],
    [({ say }) => say('x'.repeat(SOCKET_MESSAGE_BYTES_MAX + 1)), 1009],
    [async ({ binary, world }) => (binary(), world.advance(0)), 1003],
    [({ say }) => say(...Array<string>(STREAM_FAULTS_MAX + 1).fill(media(1, 'MZ2'))), 1008],
    [({ say }) => say(...Array<string>(STREAM_FAULTS_MAX + 1).fill(START)), 1008],
  ];
  for (const [offend, code] of cases) {
    const set = setUp();
    await set.say(START);
    await offend(set);
    assert.equal(set.closedWith(), code);
    assert.equal(set.frames.length, 2);
    assert.equal(set.frames[1]?.kind === 'carrier.stopped' && set.frames[1].cause, 'fault');
    assert.equal(set.count.open, 0);
  }
});

test('a socket that the World closed for a protocol fault ends as a fault', async () => {
  const { say, frames, twilio, world } = setUp();
  await say(START);
  twilio.close(1009, '');
  await world.advance(0);
  assert.equal(frames[1]?.kind === 'carrier.stopped' && frames[1].cause, 'fault');
});

test('a carrier that does not read is given up', async () => {
  const { say, frames, taken, unsent, closedWith, world } = setUp();
  await say(START);
  unsent.bytes = UNSENT_BYTES_MAX + 1;
  taken().accept({ kind: 'playout.mark', mark: 'g1' }, AT);
  await world.advance(0);
  assert.equal(frames[1]?.kind === 'carrier.stopped' && frames[1].cause, 'fault');
  assert.equal(closedWith(), 1008);
});

test('what is odd but breaks nothing is counted and ignored', async () => {
  const { say, frames, counts } = setUp();
  await say(
    START,
    '{"event":"weather"}',
    media(1, 'MZ2'),
    media(1, 'MZ1', 'outbound'),
    START,
    '{"event":"mark","streamSid":"MZ1"}',
    media(60),
  );
  assert.deepEqual(counts, [
    'unknown-event',
    'wrong-stream',
    'other-track',
    'second-start',
    'invalid-message',
  ]);
  assert.deepEqual(
    frames.map((frame) => frame.kind),
    ['carrier.started', 'caller.audio'],
  );
});

test('a stream that is not wanted is closed with 1008 and heard no more', async () => {
  const { say, refusals, closedWith, starts, world } = setUp({ takes: false, attaches: false });
  await say(START, media(20), START);
  assert.equal(closedWith(), 1008);
  assert.equal(starts.length, 1);
  assert.deepEqual(refusals, []);
  assert.equal(world.timersPending, 0);
});

test('a socket that never introduces itself is refused after its time', async () => {
  const { say, refusals, closedWith, world, counts } = setUp();
  await say('{"event":"connected"}', '{"event":"weather"}', media(1), '{"event":"dtmf","streamSid":"MZ1"}');
  await world.advance(START_MS_MAX - 1);
  assert.deepEqual(refusals, []);
  await world.advance(1);
  assert.deepEqual(refusals, ['no-start']);
  assert.equal(closedWith(), 1008);
  assert.deepEqual(counts, ['unknown-event', 'wrong-stream', 'invalid-message']);
});

test('what breaks the protocol before the start is refused with its cause', async () => {
  const cases: readonly [(set: ReturnType<typeof setUp>) => Promise<void>, string, number][] = [
    [({ say }) => say('nonsense'), 'malformed', 1002],
    [({ say }) => say('{"event":"start","streamSid":"MZ1","start":{}}'), 'malformed', 1002],
    [({ say }) => say('x'.repeat(SOCKET_MESSAGE_BYTES_MAX + 1)), 'too-big', 1009],
    [async ({ binary, world }) => (binary(), world.advance(0)), 'binary', 1003],
    [async ({ twilio, world }) => (twilio.close(1000, ''), world.advance(0)), 'closed-early', 1000],
    [async ({ twilio, world }) => (twilio.close(1009, ''), world.advance(0)), 'too-big', 1009],
  ];
  for (const [offend, cause, code] of cases) {
    const set = setUp();
    await offend(set);
    await set.say(START);
    assert.deepEqual(set.refusals, [cause]);
    assert.deepEqual(set.starts, []);
    assert.equal(set.closedWith(), code);
    assert.equal(set.world.timersPending, 0);
  }
});
