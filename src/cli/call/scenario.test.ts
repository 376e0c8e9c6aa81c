// Scenarios: each form of a step, each shipped scenario, and what is said of a line that is no step.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import { callerLine } from '../../testing/rehearsal/voice/caller-line.ts';
import { findScenario, scenarioNames } from './find-scenario.ts';
import { readScenario, writtenStep } from './scenario.ts';

test('each form of a step is read with its line', () => {
  const read = readScenario(`# a comment

wait: agent
wait: agent within 5s
Wait: transfer
wait: end within 1.5m
wait: 800ms
say: Hello: it is me.
press: 1 2 #
interrupt after 600ms: Wait, stop.
hang up
`);
  assert.deepEqual(read, {
    ok: true,
    steps: [
      { kind: 'wait', for: 'agent', withinMs: 20_000, line: 3 },
      { kind: 'wait', for: 'agent', withinMs: 5000, line: 4 },
      { kind: 'wait', for: 'transfer', withinMs: 20_000, line: 5 },
      { kind: 'wait', for: 'end', withinMs: 90_000, line: 6 },
      { kind: 'pause', ms: 800, line: 7 },
      { kind: 'say', text: 'Hello: it is me.', line: 8 },
      { kind: 'press', keys: '12#', line: 9 },
      { kind: 'interrupt', afterMs: 600, text: 'Wait, stop.', line: 10 },
      { kind: 'hang-up', line: 11 },
    ],
  });
});

test('a line that is no step is named, with what would be one', () => {
  for (const line of [
    'shout: Hello',
    'say:',
    'press: 12x',
    'wait: ages',
    'interrupt after soon: Stop.',
    'wait: end within x',
  ]) {
    const read = readScenario(`wait: agent\n${line}`);
    assert.equal(read.ok, false, line);
    assert.ok(read.problem.startsWith(`line 2 is no step: "${line}".`), read.problem);
    assert.match(read.problem, /interrupt after 800ms: <text>/);
  }
  assert.deepEqual(readScenario('# nothing\n').ok, false);
  assert.deepEqual(readScenario('hang up\n'.repeat(201)).ok, false);
});

test('a step is read as it is written', () => {
  const text = fc.stringMatching(/^[a-z][a-z :#]{0,20}[a-z]$/);
  const ms = fc.integer({ min: 0, max: 100_000 });
  const step = fc.oneof(
    fc.record({ kind: fc.constant('say' as const), text }),
    fc.record({ kind: fc.constant('interrupt' as const), afterMs: ms, text }),
    fc.record({ kind: fc.constant('press' as const), keys: fc.stringMatching(/^[0-9*#]{1,64}$/) }),
    fc.record({ kind: fc.constant('pause' as const), ms }),
    fc.record({ kind: fc.constant('hang-up' as const) }),
  );
  fc.assert(
    fc.property(step, (given) => {
      const read = readScenario(writtenStep({ ...given, line: 1 }));
      assert.deepEqual(read, { ok: true, steps: [{ ...given, line: 1 }] });
    }),
  );
});

test('each shipped scenario can be read, and spoken on a machine that has no synthesiser', () => {
  assert.deepEqual(scenarioNames(), ['booking', 'digits', 'hours', 'interrupt', 'silence', 'transfer']);
  for (const name of scenarioNames()) {
    const read = findScenario(name);
    assert.ok(read.ok, name);
    for (const step of read.steps)
      if (step.kind === 'say' || step.kind === 'interrupt')
        assert.notEqual(callerLine(step.text), null, step.text);
  }
});

test('a scenario that is not there is answered with those that are', () => {
  const found = findScenario('nowhere');
  assert.equal(found.ok, false);
  assert.match(found.problem, /"nowhere".*booking, digits, hours/);
});
