// Turns: the contract of what is asked of the turns of all calls, live and ended: how fast they were.
import type { EpochMs } from '../base/time.ts';
import type { NewJob } from './jobs.ts';

/** What of a turn is measured, as `TurnView` names it. */
export const TURN_MEASURES = [
  'latencyMs',
  'endpointingMs',
  'modelMs',
  'toolsMs',
  'relayMs',
  'carrierMs',
  'completeMs',
] as const;

/** One of them. */
export type TurnMeasure = (typeof TURN_MEASURES)[number];

/** By what turns are put together. */
export const TURN_GROUPS = ['all', 'agent', 'model', 'carrier'] as const;

/** One of them. */
export type TurnGroup = (typeof TURN_GROUPS)[number];

/** Nearest-rank percentiles of one measure: each is a value that was measured. In milliseconds. */
export interface Percentiles {
  /** Turns that have this measure. */
  readonly count: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How fast the turns of one group were. */
export interface TurnLatency {
  readonly by: TurnGroup;
  /** The agent, model or carrier; empty for all. */
  readonly name: string;
  /** Null: no turn of the group has it. */
  readonly measures: Readonly<Record<TurnMeasure, Percentiles | null>>;
}

/** From when on turns count, and what is too long. */
export interface SlowTurnsQuery {
  readonly since: EpochMs;
  readonly measure: TurnMeasure;
  readonly overMs: number;
}

/** Turns that have a measure, and those of them in which it was too long. */
export interface SlowTurns {
  readonly turns: number;
  readonly slow: number;
}

/** Asks about turns. Every method rejects with `STORE_UNAVAILABLE` when the store cannot be reached. */
export interface Turns {
  /** Of the turns within `since` (included) and `until` (not), by group, then by name. */
  latency(since: EpochMs, until: EpochMs): Promise<readonly TurnLatency[]>;
  /** In the order of the queries. */
  slow(queries: readonly SlowTurnsQuery[]): Promise<readonly SlowTurns[]>;
}

/** Which objectives are being missed, as all processes on one store know it. */
export interface Alarms {
  /** Sets an alarm off, or ends it, and adds `jobs` with it; false, and no job: it was so already. */
  set(name: string, on: boolean, at: EpochMs, jobs: readonly NewJob[]): Promise<boolean>;
  /** Alarms that are on, by name. */
  on(): Promise<readonly string[]>;
}
