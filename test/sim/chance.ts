// Chance: draws of a seeded random, in the words of a simulation.
import type { Random } from '../../src/base/world.ts';
import { seededRandom } from '../../src/testing/world/seeded-random.ts';

/** Draws that are the same for the same seed. */
export interface Chance {
  /** A whole number from `min` to `max`, both included. */
  between(min: number, max: number): number;
  /** True in `share` of the draws. */
  hits(share: number): boolean;
  oneOf<Value>(values: readonly [Value, ...Value[]]): Value;
}

/** Chance by a seed. */
export function chance(seed: number): Chance {
  const random: Random = seededRandom(seed);
  // The first draws of neighbouring seeds are alike.
  for (let index = 0; index < 8; index += 1) random.fraction();
  const between = (min: number, max: number): number => min + Math.floor(random.fraction() * (max - min + 1));
  return {
    between,
    hits: (share) => random.fraction() < share,
    oneOf: (values) => values[between(0, values.length - 1)] ?? values[0],
  };
}
