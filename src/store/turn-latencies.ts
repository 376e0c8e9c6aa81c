// Turn latencies: percentiles out of the values at their ranks.
import {
  TURN_GROUPS,
  TURN_MEASURES,
  type Percentiles,
  type TurnGroup,
  type TurnLatency,
  type TurnMeasure,
} from './turns.ts';

/** A measured value, and its place from 1 among those of its group, name and measure, by size. */
export interface RankedValue {
  readonly by: TurnGroup;
  readonly name: string;
  readonly measure: TurnMeasure;
  readonly value: number;
  readonly place: number;
  /** How many there are. */
  readonly size: number;
}

/** The place of the nearest-rank percentile among `size` values: the least that so many of a hundred do not exceed. */
export function percentilePlace(percent: number, size: number): number {
  return Math.floor((size * percent + 99) / 100);
}

/** By group, then by name; `values` has those at the ranks of 50, 95 and 99. */
export function turnLatencies(values: readonly RankedValue[]): readonly TurnLatency[] {
  const groups = new Map<string, RankedValue[]>();
  for (const value of values) {
    const key = JSON.stringify([value.by, value.name]);
    const group = groups.get(key) ?? [];
    groups.set(key, group);
    group.push(value);
  }
  return [...groups.values()]
    .map((group) => latencyOf(group))
    .toSorted((a, b) => TURN_GROUPS.indexOf(a.by) - TURN_GROUPS.indexOf(b.by) || (a.name < b.name ? -1 : 1));
}

function latencyOf(group: readonly RankedValue[]): TurnLatency {
  const measures = {} as Record<TurnMeasure, Percentiles | null>;
  for (const measure of TURN_MEASURES)
    measures[measure] = percentilesOf(group.filter((value) => value.measure === measure));
  return { by: group[0]?.by ?? 'all', name: group[0]?.name ?? '', measures };
}

function percentilesOf(values: readonly RankedValue[]): Percentiles | null {
  const count = values[0]?.size;
  if (count === undefined) return null;
  const at = (percent: number): number =>
    values.find(({ place }) => place === percentilePlace(percent, count))?.value ?? 0;
  return { count, p50: at(50), p95: at(95), p99: at(99) };
}
