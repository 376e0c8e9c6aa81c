// The emulator's streams keep Twilio's rules: frames in time, marks, clear, keys, and a faulty line.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import twilio from 'twilio';
import { TOKEN, STREAM, sound, setUp } from '../../../test/fakes/emulator-bench.ts';

test('a stream is dialled with a signed upgrade and introduces itself', async () => {
  const { connected, call, requests, world } = setUp({ '/incoming': STREAM, '/stream-status': '' });
  const { request, messages } = await connected();
  assert.equal(request.url, 'wss://voice.example.com/media');
  assert.ok(twilio.validateRequest(TOKEN, request.headers['x-twilio-signature'] ?? '', request.url, {}));
  assert.deepEqual(messages.slice(0, 2), [
    { kind: 'connected' },
    { kind: 'start', streamSid: call.streamId, callSid: call.carrierCallId, parameters: { token: 't1' } },
  ]);
  await world.advance(10);
  const status = requests.find(({ path }) => path === '/stream-status');
  assert.equal(status?.fields['StreamEvent'], 'stream-started');
  assert.equal(status?.fields['StreamName'], 'agent');
});

test('the caller is sent as 20 ms frames in time: speech as it was given, silence else', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const { messages } = await connected();
  const spoken = call.speak(sound(50, 7));
  await world.advance(105);
  assert.equal(await spoken, true);
  const frames = messages.filter((message) => message.kind === 'media');
  assert.deepEqual(
    frames.map(({ chunk, timestampMs }) => [chunk, timestampMs]),
    [
      [1, 0],
      [2, 20],
      [3, 40],
      [4, 60],
      [5, 80],
    ],
  );
  const bytes = Buffer.concat(frames.map(({ payload }) => Buffer.from(payload, 'base64')));
  assert.deepEqual([...bytes], [...sound(50, 7), ...sound(50, 0xff)]);
});

test('where silence is not sent, the clock goes on and the chunks do not', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM }, { sendsSilence: false });
  const { messages } = await connected();
  await world.advance(200);
  void call.speak(sound(40));
  await world.advance(100);
  const frames = messages.filter((message) => message.kind === 'media');
  assert.deepEqual(
    frames.map(({ chunk }) => chunk),
    [1, 2],
  );
  assert.ok((frames[0]?.timestampMs ?? 0) >= 180);
});

test('the caller hears what is played in its time, and marks come back with it', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const told: number[] = [];
  call.onHeard(({ bytes }) => told.push(bytes.length));
  const connection = await connected();
  connection.mark('idle');
  connection.media(sound(100, 5));
  connection.mark('m1');
  await world.advance(5 + 60);
  assert.equal(call.playing, true);
  assert.equal(call.heardBytes, 480);
  await world.advance(200);
  assert.deepEqual([...call.heard()], [...sound(100, 5)]);
  assert.equal(call.heardStretches().length, 1);
  assert.equal(
    told.reduce((sum, bytes) => sum + bytes, 0),
    800,
  );
  assert.ok(call.quietMs > 100 && call.quietMs < 200);
  assert.deepEqual(
    call.record.marks.map(({ name, cause, heardBytes }) => [name, cause, heardBytes]),
    [
      ['idle', 'idle', 0],
      ['m1', 'played', 800],
    ],
  );
  const [idle, played] = call.record.marks.map(({ atMs }) => atMs);
  assert.equal((played ?? 0) - (idle ?? 0), 100);
  const names = connection.messages.flatMap((message) => (message.kind === 'mark' ? [message.name] : []));
  assert.deepEqual(names, ['idle', 'm1']);
});

test('clear cuts what the caller hears and returns all pending marks', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const connection = await connected();
  connection.media(sound(1000, 5));
  connection.mark('m1');
  connection.media(sound(1000, 6));
  connection.mark('m2');
  await world.advance(300);
  connection.clear();
  connection.media(sound(20, 7));
  await world.advance(100);
  assert.deepEqual([...call.heard()], [...sound(300, 5), ...sound(20, 7)]);
  assert.deepEqual(
    call.record.marks.map(({ name, cause }) => [name, cause]),
    [
      ['m1', 'cleared'],
      ['m2', 'cleared'],
    ],
  );
  assert.equal(call.record.clears.length, 1);
});

test('late marks keep their order and what was heard when they were due', async () => {
  const { connected, call, world } = setUp(
    { '/incoming': STREAM },
    { faults: { markDelayMs: { min: 50, max: 300 } } },
  );
  const connection = await connected();
  for (const name of ['a', 'b', 'c', 'd']) {
    connection.media(sound(20));
    connection.mark(name);
  }
  await world.advance(1000);
  const { marks } = call.record;
  assert.deepEqual(
    marks.map(({ name }) => name),
    ['a', 'b', 'c', 'd'],
  );
  assert.deepEqual(
    marks.map(({ heardBytes }) => heardBytes),
    [160, 320, 480, 640],
  );
  assert.ok((marks[0]?.atMs ?? 0) >= 70);
});

test('a message that Twilio would drop is dropped and shown once', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const { socket, media } = await connected();
  for (const text of [
    'nonsense',
    '{"event":"media","streamSid":"MZother","media":{"payload":"AAAA"}}',
    '{"event":"dtmf"}',
  ])
    socket.send(text);
  media(sound(20));
  await world.advance(50);
  assert.deepEqual(
    call.record.refusals.map(({ code }) => code),
    [31951],
  );
  assert.equal(call.heardBytes, 160);
});

test('keys are told on the stream, and nowhere else', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  assert.equal(call.press('1'), false);
  const { messages } = await connected();
  assert.equal(call.press('#'), true);
  await world.advance(10);
  assert.ok(messages.some((message) => message.kind === 'dtmf' && message.digit === '#'));
  assert.deepEqual(
    call.record.digits.map(({ digit }) => digit),
    ['#'],
  );
});

test('a faulty line loses, doubles and disorders frames, the same with the same seed', async () => {
  const chunks = async (seed: number) => {
    const { connected, world } = setUp(
      { '/incoming': STREAM },
      { faults: { lossChance: 0.1, duplicateChance: 0.1, reorderChance: 0.1 } },
      seed,
    );
    const { messages } = await connected();
    await world.advance(4000);
    return messages.flatMap((message) => (message.kind === 'media' ? [message.chunk] : []));
  };
  const one = await chunks(1);
  assert.deepEqual(await chunks(1), one);
  assert.notDeepEqual(await chunks(2), one);
  const inOrder = one.toSorted((a, b) => a - b);
  assert.notDeepEqual(one, inOrder);
  assert.ok(new Set(one).size < one.length, 'some came twice');
  assert.ok(new Set(one).size < (inOrder.at(-1) ?? 0), 'some were lost');
});

test('a half-open socket neither sends nor hears, and nobody says so', async () => {
  const { connected, call, world, over } = setUp(
    { '/incoming': STREAM },
    { faults: { halfOpenAfterMs: 200 } },
  );
  const connection = await connected();
  await world.advance(500);
  const before = connection.messages.length;
  connection.media(sound(100));
  await world.advance(1000);
  assert.equal(connection.messages.length, before);
  assert.equal(call.heardBytes, 0);
  assert.equal(connection.closed, null);
  call.hangUp();
  await over();
  assert.equal(world.socketsOpen, 0);
});

test('the recording holds both sides on one time line', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const connection = await connected();
  void call.speak(sound(40, 3));
  connection.media(sound(60, 5));
  await world.advance(200);
  call.hangUp();
  const stereo = call.recording();
  const left = stereo.filter((_, at) => at % 2 === 0);
  const right = stereo.filter((_, at) => at % 2 === 1);
  assert.equal(left.length, Math.ceil(call.nowMs * 8));
  assert.equal(left.filter((byte) => byte === 3).length, 320);
  assert.equal(right.filter((byte) => byte === 5).length, 480);
  const { atMs } = call.heardStretches()[0] ?? { atMs: -1 };
  assert.equal(right.indexOf(5), atMs * 8);
  const spoken = call.spokenStretches()[0] ?? { atMs: -1 };
  assert.equal(left.indexOf(3), spoken.atMs * 8);
});

test('a script waits until something holds, or until the call is over', async () => {
  const { connected, call, world } = setUp({ '/incoming': STREAM });
  const { media } = await connected();
  let quiet: boolean | null = null;
  void call.until(() => call.quietMs >= 100).then((held) => (quiet = held));
  const never = call.until(() => false);
  media(sound(100));
  await world.advance(200);
  assert.equal(quiet, null);
  await world.advance(50);
  assert.equal(quiet, true);
  call.hangUp();
  assert.equal(await never, false);
});
