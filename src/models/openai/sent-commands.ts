// Sent commands: names each command with an `event_id`, and remembers what it was for until an error names it.
import type { ItemId } from '../../base/brand.ts';
import { Recent } from '../recent.ts';

/** What a command was for. `settings`: the first, whole one; `change`: a later one. */
export type Purpose =
  | { readonly kind: 'settings' | 'change' | 'cancel' | 'context' | 'remove' }
  | { readonly kind: 'response'; readonly requestId: string }
  | { readonly kind: 'truncate'; readonly itemId: ItemId };

/** Commands whose fate can still be told. Success is silent, so older ones are forgotten. */
const REMEMBERED_MAX = 128;

/** Which command had which purpose, by its `event_id`. */
export class SentCommands {
  readonly #purposes = new Recent<string, Purpose>(REMEMBERED_MAX);
  #count = 0;

  /** An `event_id` for a command of this purpose. */
  issue(purpose: Purpose): string {
    const id = this.issueSilent();
    this.#purposes.set(id, purpose);
    return id;
  }

  /** An `event_id` that is not remembered: for audio, fifty times a second. */
  issueSilent(): string {
    this.#count += 1;
    return `oh_${this.#count}`;
  }

  /** What the command was for, once. */
  settle(eventId: string): Purpose | null {
    const purpose = this.#purposes.get(eventId) ?? null;
    this.#purposes.delete(eventId);
    return purpose;
  }

  /** The response that was asked for has begun. */
  answered(requestId: string): void {
    for (const [id, purpose] of this.#purposes.entries())
      if (purpose.kind === 'response' && purpose.requestId === requestId) this.#purposes.delete(id);
  }

  /** The oldest response that was asked for and has not begun, once: for an error that names no command. */
  settleResponse(): Purpose | null {
    for (const [id, purpose] of this.#purposes.entries())
      if (purpose.kind === 'response') return this.settle(id);
    return null;
  }
}
