// Open responses: what was asked of a session and what it has begun, so that its loss leaves nobody waiting.
import type { ItemId, ResponseId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { SESSION_LOST } from '../frames/reasons.ts';
import type { ModelEnd } from './ends.ts';

type Given = FrameOf<ModelEnd['gives'][number]>;

/** Requests remembered; one is asked at a time, so more are answers that never came. */
const ASKED_MAX = 16;

/** A request older than this was given up by whoever made it. */
const ASKED_MS_MAX = 5000;

interface Asked {
  readonly frame: FrameOf<'response.create'>;
  readonly at: Micros;
}

interface Active {
  readonly items: Set<ItemId>;
  sounded: boolean;
}

/** What a lost session owed. */
export interface LostResponses {
  /** What the graph is told instead of what will not come. */
  readonly frames: readonly Given[];
  /** One of them had begun to speak. */
  readonly sounded: boolean;
}

/** Follows the frames about responses in both directions. */
export class OpenResponses {
  readonly #asked = new Map<string, Asked>();
  readonly #active = new Map<ResponseId, Active>();

  /** No response goes on, none is about to begin. */
  idle(at: Micros): boolean {
    return this.#active.size === 0 && this.asked(at).length === 0;
  }

  ask(frame: FrameOf<'response.create'>, at: Micros): void {
    this.#asked.set(frame.requestId, { frame, at });
    for (const oldest of this.#asked.keys()) {
      if (this.#asked.size <= ASKED_MAX) break;
      this.#asked.delete(oldest);
    }
  }

  /** Requests that were not taken up yet, oldest first. */
  asked(at: Micros): readonly FrameOf<'response.create'>[] {
    return [...this.#asked.values()]
      .filter((one) => msBetween(one.at, at) < ASKED_MS_MAX)
      .map(({ frame }) => frame);
  }

  see(frame: Given): void {
    switch (frame.kind) {
      case 'response.started':
        if (frame.requestId !== null) this.#asked.delete(frame.requestId);
        this.#active.set(frame.responseId, { items: new Set(), sounded: false });
        return;
      case 'response.refused':
        this.#asked.delete(frame.requestId);
        return;
      case 'agent.audio':
      case 'agent.words': {
        const active = frame.responseId === null ? undefined : this.#active.get(frame.responseId);
        if (active === undefined) return;
        active.items.add(frame.itemId);
        active.sounded = true;
        return;
      }
      case 'agent.item-done':
        if (frame.responseId !== null) this.#active.get(frame.responseId)?.items.delete(frame.itemId);
        return;
      case 'response.done':
        this.#active.delete(frame.responseId);
        return;
      default:
    }
  }

  /** The session is gone: what it had begun ends here, failed. What it was asked and had not begun stays asked. */
  lose(): LostResponses {
    const frames: Given[] = [];
    let sounded = false;
    for (const [responseId, { items, sounded: spoke }] of this.#active) {
      sounded ||= spoke;
      for (const itemId of items) frames.push({ kind: 'agent.item-done', responseId, itemId });
      const end = { status: 'failed', reason: SESSION_LOST, fatal: false, usage: null } as const;
      frames.push({ kind: 'response.done', responseId, ...end });
    }
    this.#active.clear();
    return { frames, sounded };
  }
}
