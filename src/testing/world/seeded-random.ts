// A seeded random: the same seed gives the same numbers on every machine.
import type { Random } from '../../base/world.ts';

/** mulberry32: 32 bits of state, enough to vary a test, never for secrets. */
export function seededRandom(seed: number): Random {
  let state = seed >>> 0;
  const fraction = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    fraction,
    token: (length) => Array.from({ length }, () => Math.floor(fraction() * 36).toString(36)).join(''),
  };
}
