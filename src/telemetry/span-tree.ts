// Span tree: spans in the order of their tree, each with how deep it stands.
import type { Span } from '../call/span.ts';

/** A span in its place. */
export interface PlacedSpan extends Span {
  /** 0: nothing of the call is above it. */
  readonly depth: number;
}

/** Each behind the one that it is below, and beside others by its start. What has lost the one above it stands at the top. */
export function spanTree(spans: readonly Span[]): readonly PlacedSpan[] {
  const ids = new Set(spans.map(({ spanId }) => spanId));
  const below = new Map<string | null, Span[]>();
  for (const span of spans) {
    const above = span.parentSpanId !== null && ids.has(span.parentSpanId) ? span.parentSpanId : null;
    const siblings = below.get(above) ?? [];
    below.set(above, siblings);
    siblings.push(span);
  }
  const placed: PlacedSpan[] = [];
  // Not by recursion: what a store holds may be deeper than a stack.
  const waiting = ordered(below.get(null)).map((span): PlacedSpan => ({ ...span, depth: 0 }));
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    placed.push(next);
    const { depth } = next;
    waiting.push(...ordered(below.get(next.spanId)).map((span) => ({ ...span, depth: depth + 1 })));
  }
  return placed;
}

/** The first one last, as a stack gives it back; where several start at once, the longest goes first. */
function ordered(spans: readonly Span[] = []): readonly Span[] {
  return spans.toSorted(
    (a, b) =>
      b.startUs - a.startUs ||
      (a.endUs ?? Infinity) - (b.endUs ?? Infinity) ||
      (a.spanId < b.spanId ? 1 : -1),
  );
}
