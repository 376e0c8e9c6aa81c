// The rules of a run: order, ports, timers, tasks, faults.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Micros } from '../base/time.ts';
import type { CallerDigit, PlayoutMark } from '../frames/carrier-frames.ts';
import type { FrameOf } from '../frames/frame.ts';
import { graph } from './graph.ts';
import { NOTHING, type Endpoint, type Node, type TaskResult } from './node.ts';
import { run as makeRun, type RunOptions } from './run.ts';

function run(...args: Parameters<typeof makeRun>): void {
  makeRun(...args).start();
}

/** A hand-wound clock with timers, enough for a run. */
function handClock() {
  let nowMs = 0;
  const due: { atMs: number; fire: () => void }[] = [];
  return {
    clock: { now: () => (nowMs * 1000) as Micros, wall: () => 0 as never },
    timers: {
      after(delayMs: number, fire: () => void) {
        const entry = { atMs: nowMs + delayMs, fire };
        due.push(entry);
        return { stop: () => void due.splice(due.indexOf(entry), due.includes(entry) ? 1 : 0) };
      },
    },
    wind(ms: number) {
      nowMs += ms;
      for (const entry of due.filter((each) => each.atMs <= nowMs)) {
        due.splice(due.indexOf(entry), 1);
        entry.fire();
      }
    },
    get timersRunning() {
      return due.length;
    },
  };
}

function options(clock: ReturnType<typeof handClock>, faults: unknown[] = []): RunOptions {
  return { clock: clock.clock, timers: clock.timers, onFault: (part, error) => faults.push([part, error]) };
}

function keypad(): Endpoint<'playout.mark', 'caller.digit'> & { seen: string[]; press(digit: string): void } {
  let push: (frame: CallerDigit) => void = () => {};
  const seen: string[] = [];
  return {
    takes: ['playout.mark'],
    gives: ['caller.digit'],
    attach: (to) => void (push = to),
    accept: (frame: PlayoutMark) => void seen.push(frame.mark),
    seen,
    press: (digit) => push({ kind: 'caller.digit', digit }),
  };
}

type Decide = (frame: FrameOf<'caller.digit'>) => ReturnType<Node<'caller.digit', 'playout.mark'>['handle']>;

function decider(
  handle: Decide,
  rest: Partial<Node<'caller.digit', 'playout.mark'>> = {},
): Node<'caller.digit', 'playout.mark'> {
  return { takes: ['caller.digit'], gives: ['playout.mark'], handle, ...rest };
}

test('a frame goes along its link and what the node returns goes on in order', () => {
  const pad = keypad();
  const twice = decider(({ digit }) => [
    { kind: 'playout.mark', mark: `${digit}a` },
    { kind: 'playout.mark', mark: `${digit}b` },
  ]);
  run(
    graph({ pad, twice }, [
      ['pad', 'caller.digit', 'twice'],
      ['twice', 'playout.mark', 'pad'],
    ]),
    options(handClock()),
  );
  pad.press('1');
  pad.press('2');
  assert.deepEqual(pad.seen, ['1a', '1b', '2a', '2b']);
});

test('a graph with a port that nothing is linked to is refused', () => {
  const pad = keypad();
  const node = decider(() => NOTHING);
  assert.throws(
    () => graph({ pad, node }, [['pad', 'caller.digit', 'node']]),
    /nothing takes the playout.mark that node gives/,
  );
  assert.throws(
    () => graph({ pad, node }, [['node', 'playout.mark', 'pad']]),
    /nothing takes the caller.digit that pad gives/,
  );
});

test('a timer started anew fires once, at the later time, and a stopped one never', () => {
  const clock = handClock();
  const pad = keypad();
  const node = decider(
    ({ digit }) => [
      digit === '0' ? { kind: 'timer.stop', name: 't' } : { kind: 'timer.start', name: 't', afterMs: 100 },
    ],
    { onTimer: (name) => [{ kind: 'playout.mark', mark: name }] },
  );
  run(
    graph({ pad, node }, [
      ['pad', 'caller.digit', 'node'],
      ['node', 'playout.mark', 'pad'],
    ]),
    options(clock),
  );
  pad.press('1');
  clock.wind(60);
  pad.press('1');
  clock.wind(60);
  assert.deepEqual(pad.seen, []);
  clock.wind(40);
  assert.deepEqual(pad.seen, ['t']);
  pad.press('1');
  pad.press('0');
  clock.wind(1000);
  assert.deepEqual(pad.seen, ['t']);
});

test('a task brings its value or its failure back, and a stopped one brings nothing', async () => {
  const pad = keypad();
  const results: TaskResult[] = [];
  const node = decider(
    ({ digit }) => {
      if (digit === '0') return [{ kind: 'task.stop', name: 'slow' }];
      const run = digit === '1' ? () => Promise.resolve('value') : () => Promise.reject(new Error('no'));
      return [{ kind: 'task.start', name: digit === '3' ? 'slow' : 'quick', run }];
    },
    { onTask: (_, result) => (results.push(result), NOTHING) },
  );
  run(
    graph({ pad, node }, [
      ['pad', 'caller.digit', 'node'],
      ['node', 'playout.mark', 'pad'],
    ]),
    options(handClock()),
  );
  pad.press('1');
  await new Promise(setImmediate);
  pad.press('2');
  await new Promise(setImmediate);
  pad.press('3');
  pad.press('0');
  await new Promise(setImmediate);
  assert.equal(results.length, 2);
  assert.deepEqual(results[0], { status: 'done', value: 'value' });
  assert.equal(results[1]?.status, 'failed');
});

test('a task reports while it runs, and neither once it has settled nor once it was stopped', async () => {
  const pad = keypad();
  const reports: ((value: unknown) => void)[] = [];
  const node = decider(
    ({ digit }) =>
      digit === '0'
        ? [{ kind: 'task.stop', name: 't2' }]
        : [
            {
              kind: 'task.start',
              name: `t${digit}`,
              run: (_, report) => {
                reports.push(report);
                report('begun');
                return digit === '1' ? Promise.resolve() : new Promise(() => {});
              },
            },
          ],
    { onReport: (name, value) => [{ kind: 'playout.mark', mark: `${name} ${String(value)}` }] },
  );
  run(
    graph({ pad, node }, [
      ['pad', 'caller.digit', 'node'],
      ['node', 'playout.mark', 'pad'],
    ]),
    options(handClock()),
  );
  pad.press('1');
  pad.press('2');
  await new Promise(setImmediate);
  for (const report of reports) report('later');
  pad.press('0');
  for (const report of reports) report('too late');
  assert.deepEqual(pad.seen, ['t1 begun', 't2 begun', 't2 later']);
});

test('a part that throws stops the run, its timers and tasks, and is named', () => {
  const clock = handClock();
  const faults: unknown[] = [];
  const pad = keypad();
  let aborted = false;
  const wait = (signal: AbortSignal) =>
    new Promise((resolve) => signal.addEventListener('abort', () => resolve((aborted = true))));
  const node = decider(({ digit }) => {
    if (digit === '9') throw new Error('a bug');
    return [
      { kind: 'timer.start', name: 't', afterMs: 5 },
      { kind: 'task.start', name: 'w', run: wait },
    ];
  });
  run(
    graph({ pad, node }, [
      ['pad', 'caller.digit', 'node'],
      ['node', 'playout.mark', 'pad'],
    ]),
    options(clock, faults),
  );
  pad.press('1');
  return new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
    pad.press('9');
    assert.equal((faults[0] as [string])[0], 'node');
    assert.equal(clock.timersRunning, 0);
    assert.equal(aborted, true);
    pad.press('1');
    assert.equal(clock.timersRunning, 0);
  });
});

test('nodes that send frames round in a circle are stopped, not looped for ever', () => {
  const faults: unknown[] = [];
  const pad = keypad();
  const node: Node<'caller.digit', 'caller.digit' | 'playout.mark'> = {
    takes: ['caller.digit'],
    gives: ['caller.digit', 'playout.mark'],
    handle: (frame) => [frame],
  };
  run(
    graph({ pad, node }, [
      ['pad', 'caller.digit', 'node'],
      ['node', 'caller.digit', 'node'],
      ['node', 'playout.mark', 'pad'],
    ]),
    options(handClock(), faults),
  );
  pad.press('1');
  assert.equal(faults.length, 1);
});
