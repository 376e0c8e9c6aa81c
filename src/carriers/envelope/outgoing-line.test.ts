// The way out: paced as the carrier takes it, held where it says so, emptied at once, every mark back exactly once.
import assert from 'node:assert/strict';
import { Buffer } from 'node:buffer';
import { test } from 'node:test';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { EnvelopeEncoder } from './encode.ts';
import type { EnvelopeSpec, MarksSpec, OutboundSpec } from './envelope-spec.ts';
import { OutgoingLine, REMAINDER_MS_MAX } from './outgoing-line.ts';
import { REALTIME_AHEAD_MS, WAITING_MS_MAX } from './pacer.ts';
import { sipBridgeSpec } from './specs/sip-bridge.ts';

const ECHOING: MarksSpec = { by: 'carrier', send: { mark: '$mark' }, nameAt: 'name', whenIdle: 'never' };

function setUp(outbound: Partial<OutboundSpec>, more: Partial<EnvelopeSpec> = {}) {
  const world = simulatedWorld();
  const base = sipBridgeSpec();
  const framing = { rule: 'any' } as const;
  const spec: EnvelopeSpec = {
    ...base,
    outbound: { ...base.outbound, framing, messageBytesMax: 16_000, ...outbound },
    ...more,
  };
  const sent: { readonly atMs: number; readonly what: string | number }[] = [];
  const marked: { readonly atMs: number; readonly mark: string }[] = [];
  let refused = 0;
  const now = (): number => world.clock.now() / 1000;
  const line = new OutgoingLine(
    world,
    spec,
    { encoding: 'pcmu' },
    new EnvelopeEncoder(spec, { streamId: 's', callId: 'c' }),
    {
      send: (message) =>
        void sent.push({ atMs: now(), what: typeof message === 'string' ? message : message.length }),
      marked: (mark) => void marked.push({ atMs: now(), mark }),
      refused: () => void (refused += 1),
    },
  );
  const play = (ms: number): void => line.sound(Buffer.alloc(ms * 8, 1).toString('base64'));
  const sentMs = (): number =>
    sent.reduce((sum, { what }) => sum + (typeof what === 'number' ? what / 8 : 0), 0);
  return { world, line, sent, marked, play, sentMs, refused: () => refused };
}

test('a burst goes out as it comes', () => {
  const { line, sent, play } = setUp({ pacing: 'burst' });
  play(400);
  line.mark('m');
  play(400);
  assert.deepEqual(
    sent.map(({ atMs, what }) => [atMs, what]),
    [
      [0, 3200],
      [0, '{"type":"mark","name":"m"}'],
      [0, 3200],
    ],
  );
});

test('paced sound is never further ahead of the ear than was asked for, and never behind it', async () => {
  for (const [pacing, aheadMs] of [
    ['realtime', REALTIME_AHEAD_MS],
    [{ aheadMs: 1000 }, 1000],
  ] as const) {
    const { world, play, sentMs } = setUp({ pacing });
    play(3000);
    for (let passedMs = 0; passedMs < 3000; passedMs += 10) {
      const leadMs = sentMs() - passedMs;
      // The carrier has the piece under way beside what is ahead.
      assert.ok(
        leadMs <= aheadMs + 100 && leadMs >= Math.min(aheadMs, 3000 - passedMs) - 1,
        `${leadMs} ms ahead`,
      );
      await world.advance(10);
    }
    assert.equal(sentMs(), 3000);
    assert.equal(world.timersPending, 0);
  }
});

test('what the carrier holds back waits, and goes out in its order when it takes more', async () => {
  const { world, line, sent, play } = setUp({ pacing: 'burst' });
  line.hold('flow');
  line.hold('pause');
  play(100);
  line.mark('m');
  await world.advance(500);
  line.release('flow');
  assert.deepEqual(sent, []);
  line.release('pause');
  assert.deepEqual(
    sent.map(({ what }) => what),
    [800, '{"type":"mark","name":"m"}'],
  );
});

test('a clear empties the line, returns every mark at once, and guards what comes behind it', async () => {
  const clear = { send: { type: 'kill' }, marks: 'dropped', guardMs: 80 } as const;
  const { world, line, sent, marked, play } = setUp({ pacing: { aheadMs: 200 } }, { clear });
  play(1000);
  line.mark('before');
  await world.advance(100);
  sent.length = 0;
  line.clear();
  play(100);
  line.mark('after');
  assert.deepEqual(marked, [{ atMs: 100, mark: 'before' }]);
  await world.advance(1000);
  assert.deepEqual(
    sent.map(({ atMs, what }) => [atMs, what]),
    [
      [100, '{"type":"kill"}'],
      [180, '{"type":"kill"}'],
      [180, 800],
      [180, '{"type":"mark","name":"after"}'],
    ],
  );
});

test('where the carrier knows no marks our clock returns them when their sound was played', async () => {
  const { world, line, marked, play } = setUp({ pacing: { aheadMs: 100 } }, { marks: { by: 'clock' } });
  line.mark('idle');
  play(250);
  line.mark('a');
  play(250);
  line.mark('b');
  await world.advance(2000);
  assert.deepEqual(
    marked.map(({ atMs, mark }) => [Math.round(atMs), mark]),
    [
      [0, 'idle'],
      [250, 'a'],
      [500, 'b'],
    ],
  );
});

test('a mark that a carrier never returns while it is idle comes back by our clock', async () => {
  const { world, line, sent, marked, play } = setUp({ pacing: 'burst' }, { marks: ECHOING });
  line.mark('idle');
  await world.advance(1);
  play(100);
  line.mark('a');
  assert.deepEqual(
    sent.map(({ what }) => what),
    [800, '{"mark":"a"}'],
  );
  await world.advance(500);
  assert.deepEqual(
    marked.map(({ mark }) => mark),
    ['idle'],
  );
  assert.equal(line.returned('a'), true);
  assert.equal(line.returned('a'), false);
  assert.deepEqual(
    marked.map(({ mark }) => mark),
    ['idle', 'a'],
  );
});

test('a mark that was lost comes back with the next', () => {
  const { line, marked, play } = setUp({ pacing: 'burst' });
  for (const mark of ['a', 'b', 'c']) {
    play(20);
    line.mark(mark);
  }
  assert.equal(line.returned('b'), true);
  assert.deepEqual(
    marked.map(({ mark }) => mark),
    ['a', 'b'],
  );
});

test('a mark within a message of sound is asked for before it and returned that much later', async () => {
  const framing = { rule: 'multiple', unit: { ms: 20 }, bytesMin: 1600 } as const;
  const { world, line, sent, marked, play } = setUp({ pacing: 'burst', framing });
  play(50);
  line.mark('m');
  play(150);
  assert.deepEqual(
    sent.map(({ what }) => what),
    ['{"type":"mark","name":"m"}', 1600],
  );
  await world.advance(30);
  line.returned('m');
  assert.deepEqual(marked, []);
  await world.advance(50);
  assert.deepEqual(marked, [{ atMs: 80, mark: 'm' }]);
});

test('a rest that is less than a message is padded before the carrier runs dry, and not while more may come', async () => {
  const framing = { rule: 'exact', unit: { ms: 20 } } as const;
  const { world, sent, play } = setUp({ pacing: 'burst', framing });
  play(110);
  await world.advance(100 - REMAINDER_MS_MAX - 1);
  assert.equal(sent.length, 5);
  await world.advance(2);
  assert.equal(sent.length, 6);
  play(10);
  await world.advance(REMAINDER_MS_MAX - 1);
  play(10);
  await world.advance(200);
  assert.equal(sent.length, 7);
});

test('more than anybody listens to is refused, and the line goes on', () => {
  const { line, play, refused } = setUp({ pacing: 'realtime' });
  for (let ms = 0; ms <= WAITING_MS_MAX; ms += 60_000) play(60_000);
  assert.equal(refused() > 0, true);
  line.clear();
  const before = refused();
  play(100);
  assert.equal(refused(), before);
  line.stop();
});

test('a line that is stopped neither sends nor returns anything, and leaves no timer', async () => {
  const { world, line, sent, marked, play } = setUp({ pacing: 'realtime' }, { marks: { by: 'clock' } });
  play(1000);
  line.mark('m');
  const before = sent.length;
  line.stop();
  await world.advance(5000);
  assert.equal(sent.length, before);
  assert.deepEqual(marked, []);
  assert.equal(world.timersPending, 0);
});
