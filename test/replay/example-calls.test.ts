// The calls that are kept beside the example go the same way; if they are to go another, `offhook test --update` says so.
import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig, planCall } from 'offhook';
import { differenceText } from '../../src/replay/difference.ts';
import { tapeText } from '../../src/replay/find-tapes.ts';
import { readTape } from '../../src/replay/read-tape.ts';
import { replayTape } from '../../src/replay/replay-tape.ts';
import { pricesOf } from '../../src/server/prices-file.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';

const AGENT = 'examples/front-desk';
const CALLS = join(AGENT, 'calls');

for (const file of readdirSync(CALLS))
  test(`the example's call ${file} goes the same way`, async () => {
    const agent = await loadConfig(AGENT);
    const tape = readTape(await tapeText(readFileSync(join(CALLS, file))));
    const { difference } = await replayTape(tape, {
      plan: (call, order, variables) =>
        planCall(
          { ...agent, variables: () => variables },
          call,
          { transferTo: null },
          simulatedWorld(),
          order,
        ),
      price: pricesOf(null),
    });
    assert.equal(
      difference,
      null,
      difference === null
        ? ''
        : `${differenceText(difference)}\nWhere that is meant: npm run offhook -- test --update --config ${AGENT}`,
    );
  });

test('the example has a call', () => {
  assert.ok(readdirSync(CALLS).length > 0);
});
