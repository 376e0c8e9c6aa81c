// Memory spans: the spans of calls, kept in memory for tests.
import type { Span } from '../call/span.ts';
import { FRAME_SPANS, type WorkflowSpans } from '../store/workflow-spans.ts';

/** Spans in `kept`, by call and then by id; `use` says whether the store is open. */
export function memorySpans(
  kept: Map<string, Map<string, Span>>,
  use: <Result>(work: () => Result) => Promise<Result>,
): WorkflowSpans {
  return {
    keep: (spans) =>
      use(() => {
        for (const span of spans) {
          const ofCall = kept.get(span.callId) ?? new Map<string, Span>();
          kept.set(span.callId, ofCall);
          ofCall.set(span.spanId, span);
        }
      }),
    of: (callId, frames = false) =>
      use(() =>
        [...(kept.get(callId)?.values() ?? [])]
          .filter(({ name }) => frames || !name.startsWith(FRAME_SPANS))
          .toSorted((a, b) => a.startUs - b.startUs || (a.spanId < b.spanId ? -1 : 1)),
      ),
    remove: (callId) =>
      use(() => {
        const count = kept.get(callId)?.size ?? 0;
        kept.delete(callId);
        return count;
      }),
  };
}
