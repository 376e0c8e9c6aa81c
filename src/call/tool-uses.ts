// Tool uses: the tool calls of a call, each from called to settled.
import type { JournalEvent } from '../frames/journal-event.ts';
import type { ToolUse } from './call-view.ts';

type Called = Extract<JournalEvent, { readonly kind: 'tool.called' }>;
type Settled = Extract<JournalEvent, { readonly kind: 'tool.settled' }>;

/** The tool calls of one call, in the order in which they were called. */
export interface ToolUses {
  readonly size: number;
  called(event: Called, atMs: number): void;
  /** Settles a call once; one whose beginning the journal lost is shown all the same. */
  settled(event: Settled, atMs: number): void;
  /** A value. With `callEnded`, what still runs is shown as cancelled: nobody waits for it any more. */
  uses(callEnded: boolean): readonly ToolUse[];
}

const STATUSES: ReadonlySet<string> = new Set([
  'ok',
  'invalid',
  'timeout',
  'error',
  'unknown',
  'cancelled',
] satisfies ToolUse['status'][]);

/** No tool calls yet. */
export function toolUses(): ToolUses {
  const byId = new Map<string, ToolUse>();
  // Copied when it is read after a change, and shared until the next.
  let shown: { readonly callEnded: boolean; readonly uses: readonly ToolUse[] } | null = null;
  return {
    get size() {
      return byId.size;
    },
    called({ toolCallId, name, argumentsJson }, atMs) {
      if (byId.has(toolCallId)) return;
      byId.set(toolCallId, {
        id: toolCallId,
        name,
        argumentsJson,
        status: 'running',
        outputJson: null,
        atMs,
        tookMs: null,
      });
      shown = null;
    },
    settled({ toolCallId, name, status, outputJson, tookMs }, atMs) {
      const use = byId.get(toolCallId);
      if (use !== undefined && use.status !== 'running') return;
      byId.set(toolCallId, {
        id: toolCallId,
        name,
        argumentsJson: use?.argumentsJson ?? '',
        status: STATUSES.has(status) ? (status as ToolUse['status']) : 'error',
        outputJson,
        atMs: use?.atMs ?? Math.max(0, atMs - tookMs),
        tookMs,
      });
      shown = null;
    },
    uses(callEnded) {
      if (shown?.callEnded !== callEnded) {
        const uses = [...byId.values()];
        shown = { callEnded, uses: callEnded ? uses.map(cancelledIfRunning) : uses };
      }
      return shown.uses;
    },
  };
}

function cancelledIfRunning(use: ToolUse): ToolUse {
  return use.status === 'running' ? { ...use, status: 'cancelled' } : use;
}
