// Turns and alarms of the memory store, held to the same contract as the real ones.
import type { CallView } from '../call/call-view.ts';
import type { TurnView } from '../call/turn-views.ts';
import { percentilePlace, turnLatencies, type RankedValue } from '../store/turn-latencies.ts';
import { TURN_GROUPS, TURN_MEASURES, type Alarms, type TurnGroup, type Turns } from '../store/turns.ts';
import { addJobs, type KeptJob } from './memory-jobs.ts';

type Use = <Result>(work: () => Result) => Promise<Result>;

interface KeptTurn {
  readonly call: CallView;
  readonly turn: TurnView;
  readonly wall: number;
}

/** Turns of `calls`; `use` is each use of the store. */
export function memoryTurns(calls: ReadonlyMap<string, CallView>, use: Use): Turns {
  const since = (wall: number): KeptTurn[] =>
    [...calls.values()]
      .flatMap((call) =>
        call.turns.map((turn) => ({ call, turn, wall: Date.parse(call.startedAt) + turn.atMs })),
      )
      .filter((kept) => kept.wall >= wall);
  return {
    latency: (from, until) =>
      use(() => turnLatencies(ranked(since(from).filter(({ wall }) => wall < until)))),
    slow: (queries) =>
      use(() =>
        queries.map(({ since: from, measure, overMs }) => {
          const values = since(from).flatMap(({ turn }) => turn[measure] ?? []);
          return { turns: values.length, slow: values.filter((value) => value > overMs).length };
        }),
      ),
  };
}

/** Alarms in `kept`, by name: whether they are on. */
export function memoryAlarms(kept: Map<string, boolean>, jobs: Map<string, KeptJob>, use: Use): Alarms {
  return {
    set: (name, on, _at, added) =>
      use(() => {
        if ((kept.get(name) ?? false) === on) return false;
        kept.set(name, on);
        addJobs(jobs, added);
        return true;
      }),
    on: () =>
      use(() =>
        [...kept]
          .filter(([, on]) => on)
          .map(([name]) => name)
          .toSorted(),
      ),
  };
}

function ranked(turns: readonly KeptTurn[]): RankedValue[] {
  const values = new Map<string, Omit<RankedValue, 'place' | 'size'>[]>();
  for (const by of TURN_GROUPS)
    for (const kept of turns)
      for (const measure of TURN_MEASURES) {
        const value = kept.turn[measure];
        if (value === null) continue;
        const name = nameOf(kept, by);
        const key = JSON.stringify([by, name, measure]);
        values.set(key, [...(values.get(key) ?? []), { by, name, measure, value }]);
      }
  return [...values.values()].flatMap((group) => {
    const sorted = group.toSorted((a, b) => a.value - b.value);
    return [...new Set([50, 95, 99].map((percent) => percentilePlace(percent, sorted.length)))].flatMap(
      (place) => {
        const value = sorted[place - 1];
        return value === undefined ? [] : [{ ...value, place, size: sorted.length }];
      },
    );
  });
}

function nameOf({ call, turn }: KeptTurn, by: TurnGroup): string {
  switch (by) {
    case 'all':
      return '';
    case 'agent':
      return turn.agent;
    default:
      return call[by];
  }
}
