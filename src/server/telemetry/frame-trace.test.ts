// A trace of frames: on while it is wanted, bounded, and written beside the call.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../../base/brand.ts';
import type { Span } from '../../call/span.ts';
import type { Frame } from '../../frames/frame.ts';
import type { Tap } from '../../graph/run.ts';
import { silence } from '../../media/audio.ts';
import { simulatedWorld } from '../../testing/world/simulated-world.ts';
import { frameTrace, FRAMES_TRACED_MAX, FRAMES_WAITING_MAX } from './frame-trace.ts';

const AUDIO: Frame = { kind: 'caller.audio', audio: silence('pcmu', 20), atMs: 0 };

function stage(keep: (spans: readonly Span[]) => Promise<void> = () => Promise.resolve()) {
  const world = simulatedWorld();
  const taps: Tap[] = [];
  const kept: Span[] = [];
  const switched: boolean[] = [];
  const trace = frameTrace({
    world,
    spans: {
      keep(spans) {
        kept.push(...spans);
        return keep(spans);
      },
    },
    callId: 'call_a' as CallId,
    traceId: 'ab'.repeat(16),
    taps,
    switched: (on) => void switched.push(on),
  });
  const give = (from: string): void => {
    for (const tap of taps) tap(from, AUDIO, world.clock.now());
  };
  return { world, taps, kept, switched, trace, give };
}

test('frames are spans while it is on, by who gave them, and go to the store together', async () => {
  const { world, taps, kept, switched, trace, give } = stage();
  give('carrier');
  trace.set(true, 0);
  give('carrier');
  give('hush');
  await world.advance(20);
  give('carrier');
  assert.equal(kept.length, 0);
  await world.advance(1000);
  trace.set(false, 0);
  give('carrier');
  assert.deepEqual(
    kept.map(({ name, attributes, startUs, endUs }) => [
      name,
      attributes['offhook.part'],
      attributes['offhook.frame.audio_ms'],
      endUs === startUs,
    ]),
    [
      ['frame caller.audio', 'carrier', 20, true],
      ['frame caller.audio', 'hush', 20, true],
      ['frame caller.audio', 'carrier', 20, true],
    ],
  );
  assert.equal(new Set(kept.map(({ spanId }) => spanId)).size, 3);
  assert.equal((kept[2]?.startUs ?? 0) - (kept[0]?.startUs ?? 0), 20_000);
  assert.deepEqual([switched, taps.length], [[true, false], 0]);
});

test('what waits is written when the call ends, and no timer is left', async () => {
  const { world, kept, trace, give } = stage();
  trace.set(true, 0);
  give('carrier');
  await trace.close();
  assert.equal(kept.length, 1);
  assert.equal(world.timersPending, 0);
});

test('it ends by itself when there are enough frames', async () => {
  const { world, switched, trace, give } = stage();
  trace.set(true, 0);
  for (let count = 0; count <= FRAMES_TRACED_MAX; count += 1) {
    give('carrier');
    if (count % (FRAMES_WAITING_MAX / 2) === 0) await world.advance(1000);
  }
  assert.deepEqual(switched, [true, false]);
  await trace.close();
});

test('a store that is away loses frames, not the call', async () => {
  const { world, trace, give } = stage(() => Promise.reject(new Error('away')));
  trace.set(true, 0);
  give('carrier');
  await world.advance(1000);
  await trace.close();
});
