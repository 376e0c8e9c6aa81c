// The journal of one call counts from 1 without gaps, and its time goes on where another process left it.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CallId } from '../base/brand.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import { openJournal, type JournalRecord } from './journal.ts';

const CALL = 'call_1' as CallId;
const DIGIT = { kind: 'caller.digit', digit: '1' } as const;

test('records are numbered, timed and handed over in order', async () => {
  const world = simulatedWorld();
  const given: JournalRecord[] = [];
  const sink = {
    append: (record: JournalRecord) => void given.push(record),
    settled: () => Promise.resolve(),
  };
  const journal = openJournal(CALL, world.clock, sink);
  journal.append(DIGIT);
  await world.advance(1500);
  journal.append(DIGIT);
  assert.deepEqual(
    given.map(({ callId, sequence, atMs }) => [callId, sequence, atMs]),
    [
      [CALL, 1, 0],
      [CALL, 2, 1500],
    ],
  );
  assert.deepEqual(journal.records, given);
});

test('a call that goes on after a restart counts on, in number and in time', async () => {
  const world = simulatedWorld();
  const sink = { append: () => {}, settled: () => Promise.resolve() };
  const before = openJournal(CALL, world.clock, sink);
  before.append(DIGIT);
  before.append(DIGIT);
  const later = simulatedWorld({ wallStart: world.clock.wall() + 42_000 });
  const after = openJournal(CALL, later.clock, sink, before.records);
  await later.advance(500);
  after.append(DIGIT);
  assert.equal(after.records.at(-1)?.sequence, 3);
  assert.equal(after.records.at(-1)?.atMs, 42_500);
});
