// Live source: a tape's outside in a call that really happens: the World.
import { msBetween, type Micros } from '../base/time.ts';
import type { World } from '../base/world.ts';
import { beginTask } from '../graph/run.ts';
import type { TapeSource } from './tape.ts';

/** Of a tape that began then. */
export function liveSource({ clock, timers }: Pick<World, 'clock' | 'timers'>, beganAt: Micros): TapeSource {
  const waiting: (() => void)[] = [];

  /** One after the other, and never two in one turn: what a word wakes has come to rest before the next one comes. */
  const inTurn = (act: () => void): void => {
    if (waiting.push(act) === 1) next();
  };
  const next = (): void =>
    void timers.after(0, () => {
      waiting[0]?.();
      waiting.shift();
      if (waiting.length > 0) next();
    });

  return {
    now: () => Math.round(msBetween(beganAt, clock.now()) * 1000),
    after: (_key, delayMs, fire) => timers.after(delayMs, fire),
    ask: (_of, ask, tell) =>
      void ask().then(
        (value) => inTurn(() => tell({ value })),
        (failed: unknown) => inTurn(() => tell({ failed })),
      ),
    task: (_of, task, { signal, report, settle }) =>
      beginTask(task, {
        signal,
        report: (value) => inTurn(() => report(value)),
        settle: (result) => inTurn(() => settle(result)),
      }),
    get: (_what, get) => get(),
    went: () => {},
  };
}
