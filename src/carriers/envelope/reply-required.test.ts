// A wire that asks for replies, as AudioHook does: an offer to be answered, counters both ways, pings, pauses, errors.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import type { ItemId } from '../../base/brand.ts';
import type { Frame } from '../../frames/frame.ts';
import { audioOf } from '../../media/audio.ts';
import { socketPair } from '../../testing/world/simulated-socket.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import type { CarrierStream } from '../carrier.ts';
import { defineEnvelope } from './define-envelope.ts';
import { acceptEnvelopeStream } from './entrance.ts';
import { EnvelopeStream } from './envelope-stream.ts';
import type { EnvelopeSpec } from './envelope-spec.ts';

const reply = (type: string, more: object = {}) =>
  ({ version: '2', type, seq: '$seq', clientseq: '$peerSeq', id: '$streamId', ...more }) as const;

/** https://developer.genesys.cloud/devapps/audiohook, as far as a call needs it. */
const AUDIOHOOK: EnvelopeSpec = {
  name: 'audiohook',
  transport: { binary: 'audio', text: 'json' },
  events: [
    { when: [{ at: 'type', is: 'open' }], as: 'open-offer' },
    ...(['ping', 'pause', 'error'] as const).map((role) => ({ when: [{ at: 'type', is: role }], as: role })),
    { when: [{ at: 'type', is: 'resumed' }], as: 'resume' },
    { when: [{ at: 'type', is: 'dtmf' }], as: 'dtmf' },
    { when: [{ at: 'type', is: 'close' }], as: 'stop' },
  ],
  start: {
    by: 'message',
    streamId: [{ at: 'id' }],
    callId: [{ at: 'parameters.conversationId' }],
    from: [{ at: 'parameters.participant.ani' }],
    to: [{ at: 'parameters.participant.dnis' }],
    parameters: [{ as: 'object', at: 'parameters.inputVariables' }],
  },
  streamIdAt: 'id',
  inbound: { payload: 'binary', codec: 'pcmu', rateHz: 8000 },
  outbound: {
    media: 'binary',
    codec: 'pcmu',
    rateHz: 8000,
    framing: { rule: 'multiple', unit: { ms: 20 }, bytesMin: 1600 },
    messageBytesMax: 16_000,
    pacing: 'burst',
  },
  clear: {
    send: reply('event', { parameters: { entities: [{ type: 'barge_in', data: {} }] } }),
    marks: 'unknown',
  },
  marks: { by: 'clock' },
  dtmf: { digitAt: 'parameters.digit' },
  errors: { codeAt: 'parameters.code', fatal: { at: 'parameters.code', is: ['403', '500'] } },
  peerSeq: 'seq',
  replies: [
    {
      on: 'open-offer',
      send: reply('opened', { parameters: { startPaused: false, media: '$in.parameters.media' } }),
    },
    { on: 'ping', send: reply('pong', { parameters: {} }) },
    { on: 'stop', send: reply('closed', { parameters: {} }), thenClose: true },
  ],
  keepalive: { everyMs: 5000, send: { type: 'noop', sentMs: '$sentMs' } },
  close: { ours: 'ends', send: reply('disconnect', { parameters: { reason: 'completed' } }) },
  auth: { webhook: 'none', upgrade: 'none', tokenParameter: 'token' },
  limits: { idleMsMax: 12_000, startMsMax: 2000 },
};

const MEDIA = [{ type: 'audio', format: 'PCMU', channels: ['external'], rate: 8000 }];
const OPEN = {
  version: '2',
  type: 'open',
  seq: 1,
  id: '30b0',
  parameters: {
    conversationId: 'e160',
    participant: { ani: '+14155550100', dnis: '+14155550199' },
    media: MEDIA,
    inputVariables: { token: 't' },
  },
};

function setUp() {
  const world = simulatedWorld();
  const count = { open: 0 };
  const [peer, ours] = socketPair(world.timers, { latencyMs: 0, dialled: false, count });
  const sent: unknown[] = [];
  const frames: Frame[] = [];
  const counts: string[] = [];
  const starts: unknown[] = [];
  const refusals: string[] = [];
  let stream: CarrierStream | null = null;
  let closedWith = 0;
  peer.listen({
    text: (text) => void sent.push(JSON.parse(text)),
    binary: (bytes) => void sent.push(bytes.length),
    closed: (code) => void (closedWith = code),
  });
  acceptEnvelopeStream(
    world,
    ours,
    defineEnvelope(AUDIOHOOK),
    { url: '/hook' },
    {
      onStart(start, given) {
        starts.push(start);
        stream = given;
        given.attach((frame) => frames.push(frame));
        return true;
      },
      onRefused: (cause) => refusals.push(cause),
      count: (name) => counts.push(name),
    },
  );
  const say = async (...messages: readonly object[]) => {
    for (const message of messages)
      peer.send(message instanceof Uint8Array ? message : JSON.stringify(message));
    await world.advance(0);
  };
  const taken = (): EnvelopeStream => {
    const now: unknown = stream;
    assert.ok(now instanceof EnvelopeStream);
    return now;
  };
  return {
    world,
    peer,
    say,
    sent,
    frames,
    counts,
    starts,
    refusals,
    taken,
    count,
    closedWith: () => closedWith,
  };
}

test('an offer is answered with what it offered, and starts the stream', async () => {
  const { say, sent, starts, frames } = setUp();
  await say(OPEN);
  assert.deepEqual(starts, [
    {
      streamId: '30b0',
      carrierCallId: 'e160',
      parameters: { token: 't' },
      from: '+14155550100',
      to: '+14155550199',
    },
  ]);
  assert.deepEqual(frames, [{ kind: 'carrier.started', streamId: '30b0' }]);
  assert.deepEqual(sent, [
    {
      version: '2',
      type: 'opened',
      seq: 1,
      clientseq: '1',
      id: '30b0',
      parameters: { startPaused: false, media: MEDIA },
    },
  ]);
});

test('counters go up on our side, and echo the last of theirs', async () => {
  const { say, sent, taken } = setUp();
  await say(OPEN, { type: 'ping', seq: 5, id: '30b0' }, { type: 'ping', seq: 9, id: '30b0' });
  taken().accept({ kind: 'playout.clear' });
  await say();
  const counters = sent.map((message) => {
    const { type, seq, clientseq } = message as Record<string, unknown>;
    return [type, seq, clientseq];
  });
  assert.deepEqual(counters, [
    ['opened', 1, '1'],
    ['pong', 2, '5'],
    ['pong', 3, '9'],
    ['event', 4, '9'],
  ]);
});

test('while the other side is paused nothing is sent to it', async () => {
  const { say, sent, taken } = setUp();
  await say(OPEN, { type: 'pause', seq: 2, id: '30b0' });
  const audio = audioOf({ encoding: 'pcmu' }, Buffer.alloc(1600, 1));
  taken().accept({ kind: 'playout.audio', itemId: 'i' as ItemId, audio });
  await say();
  assert.equal(sent.includes(1600), false);
  await say({ type: 'resumed', seq: 3, id: '30b0' });
  assert.equal(sent.includes(1600), true);
});

test('a close of theirs is answered before the socket is closed', async () => {
  const { say, sent, frames, world, count, closedWith } = setUp();
  await say(OPEN, { type: 'close', seq: 12, id: '30b0' });
  await world.advance(20_000);
  assert.equal((sent.at(-1) as { type: string }).type, 'closed');
  assert.deepEqual(frames.at(-1), {
    kind: 'carrier.stopped',
    cause: 'stop',
    detail: 'the carrier stopped the stream',
  });
  assert.equal(closedWith(), 1000);
  assert.equal(count.open + world.timersPending, 0);
});

test('an error that is not fatal is counted, a fatal one ends the stream with its code', async () => {
  const { say, frames, counts } = setUp();
  await say(OPEN, { type: 'error', seq: 2, id: '30b0', parameters: { code: 429 } });
  assert.deepEqual(counts, ['carrier-error']);
  assert.equal(frames.length, 1);
  await say({ type: 'error', seq: 3, id: '30b0', parameters: { code: 500, message: 'Mrs Miller was here' } });
  assert.deepEqual(frames.at(-1), {
    kind: 'carrier.stopped',
    cause: 'fault',
    detail: "the carrier's error 500",
  });
});

test('we show that we are there, and a peer that does not is lost', async () => {
  const { say, sent, frames, world, count } = setUp();
  await say(OPEN);
  await world.advance(11_000);
  const noops = sent.filter((message) => (message as { type?: string }).type === 'noop');
  assert.deepEqual(noops, [
    { type: 'noop', sentMs: 0 },
    { type: 'noop', sentMs: 0 },
  ]);
  await say(new Uint8Array(160));
  await world.advance(11_999);
  assert.equal(frames.at(-1)?.kind, 'caller.audio');
  await world.advance(2);
  assert.deepEqual(frames.at(-1), {
    kind: 'carrier.stopped',
    cause: 'lost',
    detail: 'nothing came for 12000 ms',
  });
  await world.advance(20_000);
  assert.equal(count.open + world.timersPending, 0);
});

test('our close says goodbye first; what cannot be said on a wire is not', async () => {
  const { say, sent, taken, world } = setUp();
  await say(OPEN);
  assert.equal(taken().hangUp(), false);
  assert.equal(taken().sendDigit('5'), false);
  taken().close();
  assert.equal(taken().hangUp(), false);
  await world.advance(0);
  assert.equal((sent.at(-1) as { type: string }).type, 'disconnect');
});

test('a start that takes longer than its spec allows is refused', async () => {
  const { refusals, world } = setUp();
  await world.advance(1999);
  assert.deepEqual(refusals, []);
  await world.advance(1);
  assert.deepEqual(refusals, ['no-start']);
});
