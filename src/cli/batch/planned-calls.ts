// Planned calls: when each row of a batch would be called, if every call were answered at once.
import type { EpochMs } from '../../base/time.ts';
import type { BatchPolicy } from './batch-plan.ts';
import type { RowState } from './batch-run.ts';

/** A row and the first instant at which it would be dialled. */
export interface PlannedCall {
  readonly state: RowState;
  readonly wall: EpochMs;
}

/** The calls that are left, in the order in which they would be made from `now` on; `perSecond` holds, concurrency does not. */
export function plannedCalls(
  rows: readonly RowState[],
  { clock, perSecond }: Pick<BatchPolicy, 'clock' | 'perSecond'>,
  now: EpochMs,
): readonly PlannedCall[] {
  const planned: PlannedCall[] = [];
  const due = (state: RowState, from: number): readonly PlannedCall[] => {
    const wall = clock.nextRing(state.row.zones, Math.max(state.dueWall, from) as EpochMs);
    return wall === null ? [] : [{ state, wall }];
  };
  let free: number = now;
  let left = rows.filter(({ stage }) => stage === 'waiting').flatMap((state) => due(state, now));
  while (left.length > 0) {
    const late: PlannedCall[] = [];
    for (const { state, wall } of left.toSorted((one, other) => one.wall - other.wall)) {
      const at = Math.max(wall, free) as EpochMs;
      // Its hours were over before its turn came: it has another one tomorrow.
      if (!clock.mayRing(state.row.zones, at)) late.push(...due(state, at));
      else {
        planned.push({ state, wall: at });
        free = at + 1000 / perSecond;
      }
    }
    left = late;
  }
  return planned;
}
