// Memory tapes: the tapes of calls, kept as text for a test to look at.
import type { CallId } from '../base/brand.ts';
import type { Tapes } from '../call/tapes.ts';

/** What was written on the tapes of each call, as their files would hold it. */
export interface MemoryTapes extends Tapes {
  /** In the order in which they began. */
  of(callId: CallId): readonly string[];
}

/** Tapes that end with the process. */
export function memoryTapes(): MemoryTapes {
  const kept = new Map<CallId, string[][]>();
  return {
    open(callId) {
      const lines: string[] = [];
      let closed = false;
      kept.set(callId, [...(kept.get(callId) ?? []), lines]);
      return {
        write: (line) => void (closed || lines.push(line)),
        close: () => void (closed = true),
      };
    },
    of: (callId) => (kept.get(callId) ?? []).map((lines) => lines.map((line) => `${line}\n`).join('')),
  };
}
