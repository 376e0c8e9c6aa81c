// The playout ledger against a carrier that plays by the clock: what it says was heard is what was heard.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import type { ItemId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import { PlayoutLedger, type Heard } from './playout-ledger.ts';

const at = (ms: number): Micros => Math.round(ms * 1000) as Micros;
const item = (name: string): ItemId => name as ItemId;

/** A ledger that knows its round trip. */
function ledgerAcross(roundTripMs: number): PlayoutLedger {
  const ledger = new PlayoutLedger();
  ledger.probe(at(-1000));
  ledger.marked('probe', at(-1000 + roundTripMs));
  return ledger;
}

test('an item is heard to its end when all of it was handed over and its last mark is back', () => {
  const ledger = new PlayoutLedger();
  const first = ledger.add(item('a'), 100, at(0));
  const second = ledger.add(item('a'), 60, at(10));
  assert.deepEqual(ledger.marked(first, at(100)), []);
  assert.deepEqual(ledger.done(item('a')), []);
  assert.deepEqual(ledger.marked(second, at(160)), [
    { itemId: 'a', heardMs: 160, producedMs: 160, whole: true },
  ]);
  assert.equal(ledger.busy, false);
});

test('an item whose sound is played stays open until it is known that no more comes', () => {
  const ledger = new PlayoutLedger();
  ledger.marked(ledger.add(item('a'), 100, at(0)), at(100));
  assert.equal(ledger.busy, true);
  assert.deepEqual(ledger.done(item('a')), [{ itemId: 'a', heardMs: 100, producedMs: 100, whole: true }]);
});

test('a mark that was lost is made good by the next', () => {
  const ledger = new PlayoutLedger();
  ledger.add(item('a'), 100, at(0));
  const last = ledger.add(item('b'), 100, at(0));
  ledger.done(item('a'));
  ledger.done(item('b'));
  assert.deepEqual(
    ledger.marked(last, at(200)).map(({ itemId }) => itemId),
    ['a', 'b'],
  );
});

test('marks of an older generation, unknown marks and a second probe change nothing', () => {
  const ledger = new PlayoutLedger();
  ledger.probe(at(0));
  ledger.marked('probe', at(40));
  const old = ledger.add(item('a'), 400, at(50));
  ledger.clear(at(100));
  ledger.add(item('b'), 400, at(200));
  for (const mark of [old, 'probe', 'nobody', '']) assert.deepEqual(ledger.marked(mark, at(210)), []);
  assert.equal(ledger.positionMs(at(300)), 100);
  assert.equal(ledger.aheadMs, 400);
});

test('items that are handed over in turns are told once each, with the sum of their pieces', () => {
  const ledger = ledgerAcross(300);
  ledger.add(item('a'), 100, at(0));
  ledger.add(item('b'), 100, at(0));
  ledger.add(item('a'), 100, at(0));
  assert.deepEqual(ledger.clear(at(230)), [
    { itemId: 'a', heardMs: 130, producedMs: 200, whole: false },
    { itemId: 'b', heardMs: 100, producedMs: 100, whole: false },
  ]);
});

test('what was cut at its very end counts as whole only when no more was to come', () => {
  for (const done of [true, false]) {
    const ledger = new PlayoutLedger();
    ledger.add(item('a'), 100, at(0));
    if (done) ledger.done(item('a'));
    assert.equal(ledger.clear(at(500))[0]?.whole, done);
  }
});

test('while the carrier runs dry nothing is played', () => {
  const ledger = ledgerAcross(300);
  ledger.add(item('a'), 100, at(0));
  ledger.add(item('a'), 100, at(300));
  assert.equal(ledger.positionMs(at(350)), 150);
});

test('a mark that does not come back holds the position, whatever the clock says', () => {
  const ledger = new PlayoutLedger();
  ledger.add(item('a'), 200, at(0));
  ledger.add(item('a'), 200, at(0));
  assert.equal(ledger.positionMs(at(390)), 200);
});

test('a carrier that went has played nothing since: what it took to tell us is not heard', () => {
  const ledger = ledgerAcross(200);
  ledger.add(item('a'), 1000, at(0));
  assert.equal(ledger.stopped(at(700))[0]?.heardMs, 500);
});

test('what is assumed to be played is heard', () => {
  const ledger = new PlayoutLedger();
  const mark = ledger.add(item('a'), 100, at(0));
  ledger.done(item('a'));
  assert.deepEqual(ledger.assumePlayed(), [{ itemId: 'a', heardMs: 100, producedMs: 100, whole: true }]);
  assert.deepEqual(ledger.marked(mark, at(9000)), []);
});

/** A carrier as the design knows it: sound arrives after a way, is played in order; marks come back after another. */
interface Course {
  readonly wayMs: number;
  readonly jittersMs: readonly number[];
  /** Pause before a chunk is handed over, its length, and whether another item begins with it. */
  readonly chunks: readonly (readonly [pauseMs: number, ms: number, fresh: boolean])[];
  /** The clear comes this long after the last chunk. */
  readonly clearAfterMs: number;
}

const course = (jitterMsMax: number): fc.Arbitrary<Course> =>
  fc.record({
    wayMs: fc.integer({ min: 0, max: 150 }),
    jittersMs: fc.array(fc.integer({ min: 0, max: jitterMsMax }), { minLength: 1, maxLength: 12 }),
    chunks: fc.array(
      fc.tuple(
        fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 900 })),
        fc.integer({ min: 1, max: 3200 }).map((samples) => samples / 8),
        fc.boolean(),
      ),
      { minLength: 1, maxLength: 30 },
    ),
    clearAfterMs: fc.integer({ min: 0, max: 3000 }),
  });

/** Plays a course and returns what the ledger said, what was true, and what it said of each item. */
function play({ wayMs, jittersMs, chunks, clearAfterMs }: Course) {
  const jitter = (index: number): number => jittersMs[index % jittersMs.length] ?? 0;
  const ledger = ledgerAcross(2 * wayMs + jitter(0));

  const handed: { itemId: ItemId; ms: number; atMs: number; beginsMs: number; endsMs: number }[] = [];
  let clockMs = 0;
  let freeMs = -Infinity;
  let items = 0;
  for (const [pauseMs, ms, fresh] of chunks) {
    clockMs += pauseMs;
    if (fresh || items === 0) items += 1;
    const beginsMs = Math.max(freeMs, clockMs + wayMs);
    freeMs = beginsMs + ms;
    handed.push({ itemId: item(`i${items}`), ms, atMs: clockMs, beginsMs, endsMs: freeMs });
  }
  const clearMs = clockMs + clearAfterMs;

  // Marks come back in order, as they do on one socket, each no earlier than its sound was played.
  const events: { atMs: number; act: () => void }[] = [];
  const heard: Heard[] = [];
  const positions: { before: number; after: number; marked: boolean }[] = [];
  const marks = new Map<number, string>();
  let backMs = -Infinity;
  handed.forEach(({ itemId, ms, atMs, endsMs }, index) => {
    const isLast = handed[index + 1]?.itemId !== itemId;
    events.push({
      atMs,
      act: () => {
        marks.set(index, ledger.add(itemId, ms, at(atMs)));
        if (isLast) heard.push(...ledger.done(itemId));
      },
    });
    backMs = Math.max(backMs, endsMs + wayMs + jitter(index + 1));
    const markedMs = backMs;
    events.push({
      atMs: markedMs,
      act: () => heard.push(...ledger.marked(marks.get(index) ?? '', at(markedMs))),
    });
  });
  events.sort((one, other) => one.atMs - other.atMs);
  let lastMs = 0;
  let position = 0;
  for (const { atMs, act } of events) {
    if (atMs >= clearMs) break;
    const before = ledger.positionMs(at(atMs));
    positions.push({ before: position, after: before, marked: false });
    act();
    position = ledger.positionMs(at(atMs));
    positions.push({ before, after: position, marked: true });
    lastMs = atMs;
  }
  const produced = handed.filter(({ atMs }) => atMs < clearMs || clearMs === 0);
  const handedMs = handed.filter(({ atMs }) => atMs <= lastMs).reduce((sum, { ms }) => sum + ms, 0);
  const arrivesMs = clearMs + wayMs;
  const trueMs = produced.reduce(
    (sum, { beginsMs, ms }) => sum + Math.max(0, Math.min(arrivesMs - beginsMs, ms)),
    0,
  );
  const saidMs = ledger.positionMs(at(clearMs));
  heard.push(...ledger.clear(at(clearMs)));
  return { ledger, heard, handed, produced, marks, positions, saidMs, trueMs, handedMs, clearMs };
}

test('with a constant round trip the position is within a frame of the carrier, and never goes back', () => {
  fc.assert(
    fc.property(course(0), (way) => {
      const { saidMs, trueMs, positions } = play(way);
      assert.ok(Math.abs(saidMs - trueMs) <= 20, `said ${saidMs}, played ${trueMs}`);
      for (const { before, after } of positions) assert.ok(after >= before - 0.01, `${before} → ${after}`);
    }),
    { numRuns: 500 },
  );
});

test('with jitter the position is within a frame and the jitter, and between marks it never goes back', () => {
  fc.assert(
    fc.property(course(150), (way) => {
      const { saidMs, trueMs, positions } = play(way);
      assert.ok(Math.abs(saidMs - trueMs) <= 20 + 150, `said ${saidMs}, played ${trueMs}`);
      for (const { before, after, marked } of positions)
        if (!marked) assert.ok(after >= before - 0.01, `${before} → ${after}`);
    }),
    { numRuns: 500 },
  );
});

test('each item is told exactly once, never above what was handed over, and old marks change nothing', () => {
  fc.assert(
    fc.property(course(300), (way) => {
      const { ledger, heard, produced, marks, saidMs, clearMs } = play(way);
      const handedOver = new Map<ItemId, number>();
      for (const { itemId, ms } of produced) handedOver.set(itemId, (handedOver.get(itemId) ?? 0) + ms);
      const total = [...handedOver.values()].reduce((sum, ms) => sum + ms, 0);
      assert.ok(saidMs >= 0 && saidMs <= total);
      if (clearMs > 0)
        assert.deepEqual(heard.map(({ itemId }) => itemId).toSorted(), [...handedOver.keys()].toSorted());
      for (const { itemId, heardMs, producedMs, whole } of heard) {
        assert.ok(heardMs >= 0 && heardMs <= producedMs);
        assert.ok(Math.abs(producedMs - (handedOver.get(itemId) ?? 0)) < 0.001);
        assert.ok(!whole || heardMs === producedMs);
      }
      assert.equal(ledger.busy, false);
      for (const mark of marks.values()) assert.deepEqual(ledger.marked(mark, at(clearMs + 1)), []);
      assert.equal(ledger.positionMs(at(clearMs + 5000)), 0);
    }),
    { numRuns: 500 },
  );
});
