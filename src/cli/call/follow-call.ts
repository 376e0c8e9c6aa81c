// Follow call: finds one call in the server's live events, and keeps what they say of it.
import type { CallView, LiveEvent } from '../../server/api.ts';
import type { ServerSentEvent } from './event-stream.ts';

/** A settled tool's result is spoken of within this; until then the agent is not done. */
const AFTER_TOOL_MS = 1500;

/** The call with this id, ours or the carrier's, as the server tells it. */
export class FollowedCall {
  readonly #id: string;
  readonly #nowMs: () => number;
  readonly #told: (event: LiveEvent) => void;
  readonly #running = new Set<string>();
  readonly #over = Promise.withResolvers<void>();
  #callId: string | null = null;
  #view: CallView | null = null;
  #settledMs: number | null = null;

  constructor(id: string, nowMs: () => number, told: (event: LiveEvent) => void) {
    this.#id = id;
    this.#nowMs = nowMs;
    this.#told = told;
  }

  /** What the server said last; null: nothing yet. */
  get view(): CallView | null {
    return this.#view;
  }

  /** Resolves once the server says that the call has ended. */
  get over(): Promise<void> {
    return this.#over.promise;
  }

  /** True while a tool runs, and while its result is about to be spoken of. */
  get busy(): boolean {
    const settledMs = this.#settledMs;
    return this.#running.size > 0 || (settledMs !== null && this.#nowMs() - settledMs < AFTER_TOOL_MS);
  }

  take({ name, data }: ServerSentEvent): void {
    const value = parsed(data);
    if (name === 'call.updated' && isView(value)) this.#updated(value);
    if (name === 'call.event' && isLiveEvent(value)) this.#event(value);
  }

  #updated(view: CallView): void {
    if (view.callSid !== this.#id && view.id !== this.#id) return;
    this.#callId = view.id;
    this.#view = view;
    if (view.outcome !== null) this.#over.resolve();
  }

  #event(live: LiveEvent): void {
    const { event } = live;
    const opens = event.kind === 'call.opened' && event.carrierCallId === this.#id;
    if (opens || live.callId === this.#id) this.#callId = live.callId;
    if (live.callId !== this.#callId) return;
    if (event.kind === 'tool.called') this.#running.add(event.toolCallId);
    if (event.kind === 'tool.settled') {
      this.#running.delete(event.toolCallId);
      this.#settledMs = this.#nowMs();
    }
    this.#told(live);
  }
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    return null;
  }
}

function isView(value: unknown): value is CallView {
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['callSid'] === 'string';
}

function isLiveEvent(value: unknown): value is LiveEvent {
  return (
    isRecord(value) &&
    typeof value['callId'] === 'string' &&
    typeof value['atMs'] === 'number' &&
    isRecord(value['event']) &&
    typeof value['event']['kind'] === 'string'
  );
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}
