// What is told of a batch: the bar, the lines, the results, and the plan of a dry run.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { batchBench, numbers, row } from '../../../test/fakes/batch-bench.ts';
import type { EpochMs } from '../../base/time.ts';
import { BatchProgress } from './batch-progress.ts';
import { allReached, resultsCsv, settledRows, tally } from './batch-report.ts';
import { callingClock, DEFAULT_HOURS, wallTime } from './calling-hours.ts';
import { plannedCalls } from './planned-calls.ts';
import type { RowState } from './batch-run.ts';

const [ADA = '', GRACE = '', ALAN = '', EDSGER = '', BARBARA = ''] = numbers(5);
const NOON = Date.parse('2026-01-15T17:00Z') as EpochMs;

/** Two are reached, one is busy for good, one must not be called, one is left. */
async function halfDone() {
  const bench = batchBench({
    rows: numbers(5).map((to, index) => row(to, index)),
    phones: { [GRACE]: ['busy'] },
    policy: { concurrency: 1, attempts: 1 },
  });
  bench.listed.add(ALAN);
  const life = bench.life();
  life.start();
  await bench.world.until(() => life.run.rows[2]?.stage === 'listed');
  life.run.stop();
  await bench.world.until(() => life.end() !== null);
  return { bench, life };
}

test('the results have a line per row, in the order of the file', async () => {
  const { life } = await halfDone();
  const [reached] = life.run.rows;
  assert.equal(
    resultsCsv(life.run.rows),
    [
      'to,outcome,call_id,attempts,reason',
      `${ADA},reached,call_1,1,caller-hangup`,
      `${GRACE},busy,call_2,1,busy`,
      `${ALAN},do-not-call,,0,`,
      `${EDSGER},reached,call_3,1,caller-hangup`,
      `${BARBARA},not-called,,0,`,
      '',
    ].join('\r\n'),
  );
  assert.ok(reached !== undefined && allReached([reached]));
  assert.equal(allReached(life.run.rows), false);
});

test('a reason with commas, quotes and line breaks stays one cell', () => {
  const last = {
    kind: 'settled',
    key: 'k',
    end: 'failed',
    reason: 'it said "no", and\nhung up',
    again: false,
    wall: NOON,
    callId: null,
  } as const;
  const state: RowState = {
    row: row(ADA),
    standing: { attempts: 1, open: null, unusedKey: null, last },
    stage: 'done',
    dueWall: NOON,
  };
  assert.equal(resultsCsv([state]).split('\r\n')[1], `${ADA},failed,,1,"it said ""no"", and\nhung up"`);
  const open = { key: 'k', server: 'http://a', callId: 'call_7' };
  const cutOff: RowState = { ...state, stage: 'open', standing: { ...state.standing, last: null, open } };
  assert.equal(resultsCsv([cutOff]).split('\r\n')[1], `${ADA},unknown,call_7,1,its end is not known yet`);
});

test('outcomes are counted in one order, and rows that no run would call are told from the rest', async () => {
  const { life } = await halfDone();
  const rows = life.run.rows.slice(0, 3);
  assert.deepEqual(
    [...tally(rows)],
    [
      ['reached', 1],
      ['busy', 1],
      ['do-not-call', 1],
    ],
  );
  assert.equal(settledRows(rows), 3);
});

function told(rows: readonly RowState[], columns: number | null) {
  const written: string[] = [];
  const progress = new BatchProgress(
    {
      write: (text) => void written.push(text),
      columns: () => columns,
      zone: 'America/New_York',
      wall: () => NOON,
    },
    () => rows,
    3,
  );
  return { progress, written };
}

test('without a terminal each attempt is a line, by the line of its row and without its number', async () => {
  const { life } = await halfDone();
  const { progress, written } = told(life.run.rows.slice(0, 3), null);
  const settled = { kind: 'settled', line: 3, attempt: 1, end: 'busy', reason: 'busy' } as const;
  progress.news({ kind: 'dialled', line: 3, attempt: 1 });
  progress.news({ ...settled, again: (NOON + 900_000) as EpochMs });
  progress.news({ ...settled, attempt: 2, again: null });
  progress.news({ ...settled, line: 2, end: 'reached', reason: 'caller-hangup', again: null });
  progress.news({ kind: 'listed', line: 4 });
  progress.news({ kind: 'held', ms: 2400, why: 'the cap is reached' });
  progress.news({ kind: 'stopping', end: { kind: 'fault', problem: 'the disk is full' } });
  progress.draw();
  progress.close();
  assert.deepEqual(written, [
    '[3/3] line 3: busy (attempt 1 of 3), again at 2026-01-15 12:15 [busy]\n',
    '[3/3] line 3: busy (attempt 2 of 3) [busy]\n',
    '[3/3] line 2: reached [caller-hangup]\n',
    '[3/3] line 4: on the do-not-call list, not called\n',
    '[3/3] no calls for 3 s: the cap is reached\n',
    '[3/3] stopping: the disk is full\n',
  ]);
});

test('on a terminal a bar is drawn over itself, never wider than the line, and lines go above it', async () => {
  const { life } = await halfDone();
  const rows = life.run.rows.slice(0, 3);
  const { progress, written } = told(
    [
      ...rows,
      {
        ...rows[0],
        stage: 'waiting',
        dueWall: (NOON + 60_000) as EpochMs,
        standing: { attempts: 0, open: null, unusedKey: null, last: null },
      } as RowState,
    ],
    200,
  );
  progress.draw();
  assert.deepEqual(written, [
    '██████████████████░░░░░░ 3/4 · next at 2026-01-15 12:01 · reached 1 · busy 1 · do-not-call 1',
  ]);
  written.length = 0;
  progress.news({ kind: 'held', ms: 1000, why: 'full' });
  assert.deepEqual(written.slice(0, 2), ['\r\u001b[2K', 'no calls for 1 s: full\n']);
  const narrow = told(rows, 20);
  narrow.progress.draw();
  assert.equal(narrow.written[0]?.length, 19);
});

test('a dry run tells who is called when: by the hours there, and as far apart as is said', () => {
  const zones = ['America/New_York', 'Pacific/Honolulu', 'America/New_York', 'Europe/Berlin'];
  const { rows } = batchBench({
    rows: numbers(4).map((to, index) => row(to, index, [zones[index] ?? ''])),
  }).life().run;
  // Noon in New York, seven in Honolulu, six in the evening in Berlin.
  const planned = plannedCalls(rows, { clock: callingClock(DEFAULT_HOURS), perSecond: 0.1 }, NOON);
  assert.deepEqual(
    planned.map(({ state, wall }) => [state.row.line, wallTime('UTC', wall), (wall - NOON) / 1000]),
    [
      [2, '2026-01-15 17:00', 0],
      [4, '2026-01-15 17:00', 10],
      [5, '2026-01-15 17:00', 20],
      [3, '2026-01-15 18:00', 3600],
    ],
  );
});

test('in a dry run who does not have their turn before the evening has it in the morning', () => {
  const { rows } = batchBench({ rows: numbers(3).map((to, index) => row(to, index)) }).life().run;
  const late = Date.parse('2026-01-16T01:59:30Z') as EpochMs;
  const planned = plannedCalls(rows, { clock: callingClock(DEFAULT_HOURS), perSecond: 0.05 }, late);
  assert.deepEqual(
    planned.map(({ wall }) => wallTime('America/New_York', wall)),
    ['2026-01-15 20:59', '2026-01-15 20:59', '2026-01-16 08:00'],
  );
});
