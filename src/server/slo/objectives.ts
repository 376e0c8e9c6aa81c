// Objectives: how fast turns are to be, and when so many are slow that somebody must be told.
import type { TurnMeasure } from '../../store/turns.ts';

/** What share of turns is to be within a time. */
export interface Objective {
  readonly name: 'first-audio' | 'turn-complete';
  readonly measure: TurnMeasure;
  readonly withinMs: number;
  /** More than 0, less than 1. */
  readonly share: number;
}

/** How objectives are set; 0 ms: that one is none. */
export interface ObjectiveSettings {
  readonly firstAudioMs: number;
  readonly turnCompleteMs: number;
  readonly share: number;
}

const MINUTE_MS = 60_000;

/** Windows over which turns are counted, back from now. */
export const WINDOWS_MS = {
  '5m': 5 * MINUTE_MS,
  '30m': 30 * MINUTE_MS,
  '1h': 60 * MINUTE_MS,
  '6h': 360 * MINUTE_MS,
  '3d': 4320 * MINUTE_MS,
} as const;

/** One of them. */
export type BurnWindow = keyof typeof WINDOWS_MS;

/** An alarm: both windows burn so fast. The long one says that it matters, the short one that it goes on. */
export interface BurnRule {
  readonly long: BurnWindow;
  readonly short: BurnWindow;
  readonly rate: number;
}

/**
 * Of a budget for 30 days the first uses up 2% in an hour, the second 5% in six, the last 10% in three days:
 * https://sre.google/workbook/alerting-on-slos/ (6: Multiwindow, Multi-Burn-Rate Alerts).
 */
export const BURN_RULES: readonly BurnRule[] = [
  { long: '1h', short: '5m', rate: 14.4 },
  { long: '6h', short: '30m', rate: 6 },
  { long: '3d', short: '6h', rate: 1 },
];

/** Of fewer turns in the long window nothing follows: among twenty, a single slow one is the whole budget of 95%. */
export const TURNS_MIN = 20;

/** The objectives that are set. */
export function objectives({ firstAudioMs, turnCompleteMs, share }: ObjectiveSettings): readonly Objective[] {
  const all: readonly Objective[] = [
    { name: 'first-audio', measure: 'latencyMs', withinMs: firstAudioMs, share },
    { name: 'turn-complete', measure: 'completeMs', withinMs: turnCompleteMs, share },
  ];
  return all.filter(({ withinMs }) => withinMs > 0);
}
