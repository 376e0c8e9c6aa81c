// Time: instants of the World's monotonic clock in microseconds, and the few sums done with them.
import type { Brand } from './brand.ts';

/** An instant: whole microseconds since the World began. Only differences mean anything. */
export type Micros = Brand<number, 'Micros'>;

/** A point of wall-clock time: milliseconds since 1970-01-01T00:00:00Z. For records, never for measuring. */
export type EpochMs = Brand<number, 'EpochMs'>;

/** Milliseconds from `earlier` to `later`, with fractions. */
export function msBetween(earlier: Micros, later: Micros): number {
  return (later - earlier) / 1000;
}

/** The instant `ms` milliseconds after `at`. */
export function plusMs(at: Micros, ms: number): Micros {
  return (at + Math.round(ms * 1000)) as Micros;
}
