// A batch whose process dies between any two of its steps: run again, it calls nobody twice and everybody once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as fc from 'fast-check';
import {
  batchBench,
  numbers,
  row,
  type BenchOptions,
  type Fate,
  type Reaction,
} from '../../../test/fakes/batch-bench.ts';

async function dying(
  options: BenchOptions,
  deaths: readonly number[],
): Promise<ReturnType<typeof batchBench>> {
  const bench = batchBench(options);
  for (const steps of deaths) await bench.life(steps).toEnd();
  assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' });
  bench.check();
  return bench;
}

const [ADA = '', GRACE = '', ALAN = ''] = numbers(3);

/** A person, a busy line, a carrier that is full, an answer that is lost: every way through the run. */
const EVERY_WAY: BenchOptions = {
  phones: { [ADA]: ['busy', 'talks'], [GRACE]: ['limited', 'talks'], [ALAN]: ['silent'] },
  fate: (request) => (['arrives', 'answer-lost', 'full', 'request-lost'] as const)[request % 4] ?? 'arrives',
};

test('at whatever step it dies, it goes on where it was', async () => {
  let deaths = 0;
  for (let steps = 0; ; steps += 1) {
    const bench = batchBench(EVERY_WAY);
    const first = await bench.life(steps).toEnd();
    if (first !== 'killed') break;
    deaths += 1;
    assert.deepEqual(await bench.life().toEnd(), { kind: 'complete' }, `after ${steps} steps`);
    bench.check();
  }
  assert.ok(deaths > 30, `it died at ${deaths} steps`);
});

test('dying again and again, at once and in the middle of a retry, it goes on where it was', async () => {
  for (let steps = 1; steps < 12; steps += 1)
    await dying(
      EVERY_WAY,
      Array.from({ length: 12 }, () => steps),
    );
});

test('whatever the phones, the network and death do, nobody picks up twice and everybody has their turn', async () => {
  const reactions: fc.Arbitrary<readonly Reaction[]> = fc.array(
    fc.constantFrom('talks', 'silent', 'busy', 'no-answer', 'failed', 'limited', 'broken'),
    { minLength: 1, maxLength: 3 },
  );
  const fate: fc.Arbitrary<Fate> = fc.constantFrom(
    'arrives',
    'arrives',
    'answer-lost',
    'request-lost',
    'full',
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(reactions, { minLength: 1, maxLength: 6 }),
      fc.array(fate, { minLength: 1, maxLength: 8 }),
      fc.array(fc.nat(40), { maxLength: 5 }),
      fc.nat(1000),
      fc.integer({ min: 1, max: 4 }),
      async (scripts, fates, deaths, seed, concurrency) => {
        const people = numbers(scripts.length);
        await dying(
          {
            seed,
            rows: people.map((to, index) => row(to, index)),
            // A carrier that is full for good would stop the batch.
            phones: Object.fromEntries(people.map((to, index) => [to, [...(scripts[index] ?? []), 'talks']])),
            fate: (request) => fates[request] ?? 'arrives',
            policy: { concurrency, attempts: 2 },
          },
          deaths,
        );
      },
    ),
    { numRuns: 150 },
  );
});
