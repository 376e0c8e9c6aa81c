// A whole call on a line that is not µ-law: each side gets its own format, and all that is known of it stays true.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ItemId } from '../base/brand.ts';
import type { Frame } from '../frames/frame.ts';
import { durationMs, sameFormat, silence, type AudioFormat } from '../media/audio.ts';
import { callBench } from '../testing/fakes/call-bench.ts';
import { fakePlan } from '../testing/fakes/fake-plan.ts';

const PCMU: AudioFormat = { encoding: 'pcmu' };
const PCMA: AudioFormat = { encoding: 'pcma' };
const WIDE: AudioFormat = { encoding: 'pcm16', rateHz: 16_000 };
const WIDEST: AudioFormat = { encoding: 'pcm16', rateHz: 24_000 };

const LINES = [
  { sends: PCMA, plays: PCMA, model: PCMA },
  { sends: PCMA, plays: PCMU, model: PCMU },
  { sends: PCMU, plays: WIDE, model: PCMU },
  { sends: WIDE, plays: WIDE, model: WIDEST },
  { sends: WIDEST, plays: WIDEST, model: WIDEST },
  { sends: { encoding: 'pcm16', rateHz: 8000 } as const, plays: WIDE, model: PCMU },
];

/** A call on such a line, with all frames that its parts gave. The far ends assert what they are given. */
function benchOn({ sends, plays, model }: (typeof LINES)[number]) {
  const frames: (readonly [from: string, frame: Frame])[] = [];
  const bench = callBench({
    plan: { recording: { ...fakePlan().recording, on: true, notice: null } },
    lineFormats: { caller: sends, carrier: plays },
    modelFormat: model,
    wayMs: 30,
    taps: [(from, frame) => void frames.push([from, frame])],
  });
  const kindsToCarrier = () => frames.filter(([from]) => from === 'codec').map(([, frame]) => frame.kind);
  return { bench, frames, kindsToCarrier };
}

test('on every line the greeting sounds, the caller is heard, and what was heard is known to a frame', async () => {
  for (const line of LINES) {
    const { bench } = benchOn(line);
    bench.model.ready();
    await bench.world.advance(1500);
    assert.ok(bench.model.heardFrames > 60, 'the caller is heard');
    bench.model.respond({ id: 'r1', text: 'one two three four', ms: 4000 });
    await bench.world.advance(2345);
    bench.model.speechStarted();
    await bench.world.advance(300);
    const told = bench.model.last('context.truncate')?.heardMs ?? 0;
    assert.ok(Math.abs(told - bench.carrier.heardMs('item-r1' as ItemId)) <= 20, `told ${told}`);
    assert.equal(bench.carrier.playing, false);
    bench.carrier.hangUp();
    await bench.world.advance(1000);
    assert.equal(bench.events('call.ended')[0]?.reason, 'caller-hangup');
    assert.equal(bench.events('internal.fault').length, 0);
    // Stereo µ-law at 8 kHz, whatever the line speaks.
    const [started] = bench.events('agent.first-audio');
    assert.ok(started !== undefined && bench.recording.bytes > 16 * 3900, `${bench.recording.bytes} bytes`);
  }
});

test('sound, marks and clears reach the carrier in the order in which playout gave them', async () => {
  const { bench, frames, kindsToCarrier } = benchOn({ sends: WIDE, plays: WIDE, model: WIDEST });
  bench.model.ready();
  await bench.world.advance(1500);
  bench.model.respond({ id: 'r1', text: 'a story', ms: 2000, done: false });
  await bench.world.advance(500);
  bench.model.speechStarted();
  await bench.world.advance(1000);
  bench.model.speechStopped('go on');
  bench.model.respond({ id: 'r2', text: 'the rest', ms: 600 });
  await bench.world.advance(100);
  const given = frames.filter(
    ([from, { kind }]) => from === 'playout' && /^playout\.(audio|mark|clear)$/.test(kind),
  );
  assert.ok(given.some(([, { kind }]) => kind === 'playout.clear'));
  assert.deepEqual(
    kindsToCarrier().filter((kind) => kind !== 'caller.audio'),
    given.map(([, { kind }]) => kind),
  );
});

test('silence for a caller whose line stalls comes in the format that the model hears', async () => {
  const { bench, frames } = benchOn({ sends: WIDE, plays: WIDE, model: WIDEST });
  bench.model.ready();
  bench.carrier.speak(silence(WIDE, 200));
  await bench.world.advance(500);
  const heard = frames.flatMap(([from, frame]) =>
    from === 'intake' && frame.kind === 'caller.audio' ? [frame.audio] : [],
  );
  assert.ok(
    heard.length > 20 && heard.every((audio) => sameFormat(audio, WIDEST) && durationMs(audio) === 20),
  );
});

test('where all is µ-law no codec stands in the way', async () => {
  const { bench, frames } = benchOn({ sends: PCMU, plays: PCMU, model: PCMU });
  bench.model.ready();
  await bench.world.advance(500);
  assert.ok(!frames.some(([from]) => from === 'codec'));
});
