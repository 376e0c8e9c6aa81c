// The webhooks of one emulated call: documents that are waited for, and callbacks that are not.
import type { World } from '../../base/world.ts';
import { askForDocument, askServer, type DocumentAnswer, type RequestParts } from './carrier-request.ts';
import type { NextDocument } from './play-document.ts';

/** What the sender needs to know of its call, and tells it. */
export interface WebhookOwner {
  /** The fields that each request carries, as they are now. */
  fields(): Readonly<Record<string, string>>;
  /** A request was answered; 0 when it was not. */
  asked(url: string, status: number): void;
  refuse(code: number, detail: string): void;
}

/** Asks the server what comes next, as a carrier does: signed, bounded, and at the fallback address where that fails. */
export class WebhookSender {
  readonly #world: Pick<World, 'http' | 'clock'>;
  readonly #parts: RequestParts & { readonly fallbackUrl: string | null };
  readonly #owner: WebhookOwner;
  readonly #callbacks: Promise<void>[] = [];

  constructor(
    world: Pick<World, 'http' | 'clock'>,
    parts: RequestParts & { readonly fallbackUrl: string | null },
    owner: WebhookOwner,
  ) {
    this.#world = world;
    this.#parts = parts;
    this.#owner = owner;
  }

  /** The document at an address, else at the fallback; null when there is none or `signal` aborted. */
  async fetch(next: NextDocument & { kind: 'fetch' }, signal: AbortSignal): Promise<string | null> {
    const first = await this.#ask(next, next.url, next.fields, signal);
    if (first === null || first.ok) return first?.xml ?? null;
    const { fallbackUrl } = this.#parts;
    if (fallbackUrl === null) return null;
    const why = this.#parts.dialect.faultFields(first.code, next.url);
    const second = await this.#ask(next, fallbackUrl, why, signal);
    return second?.ok === true ? second.xml : null;
  }

  /** Sends a callback; nothing waits for its answer but `settled`. */
  tell(url: string, fields: Readonly<Record<string, string>>): void {
    const all = {
      ...this.#owner.fields(),
      ...fields,
      Timestamp: new Date(this.#world.clock.wall()).toISOString(),
    };
    const sent = askServer(this.#world, this.#parts, { method: 'POST', url, fields: all }).then(
      ({ status }) => this.#owner.asked(url, status),
      () => this.#owner.asked(url, 0),
    );
    this.#callbacks.push(sent);
  }

  /** Resolves when every callback was answered, or was not in its time. */
  async settled(): Promise<void> {
    await Promise.all(this.#callbacks);
  }

  async #ask(
    { method }: { readonly method: 'GET' | 'POST' },
    url: string,
    more: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<DocumentAnswer | null> {
    const fields = { ...this.#owner.fields(), ...more };
    const answer = await askForDocument(this.#world, this.#parts, { method, url, fields, signal });
    if (signal.aborted) return null;
    this.#owner.asked(url, answer.status);
    if (!answer.ok) this.#owner.refuse(answer.code, `${url}: ${answer.detail}`);
    return answer;
  }
}
