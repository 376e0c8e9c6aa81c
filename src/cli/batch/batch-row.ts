// Batch row: one call of a batch, as its file asks for it.
import type { CallRequest } from '../../server/api.ts';

/** One line of the file, checked. */
export interface BatchRow {
  /** Where it begins in the file, from 1. What is told of it on the terminal goes by this and not by its number. */
  readonly line: number;
  /** The call, without its idempotency key. PII. */
  readonly request: CallRequest;
  /** IANA names of every time zone in which the phone may stand; at least one. */
  readonly zones: readonly string[];
}

/** Somebody, however the number is written: one phone has one of these. PII. */
export function partyOf(to: string): string {
  return to.startsWith('+') ? to : to.toLowerCase();
}
