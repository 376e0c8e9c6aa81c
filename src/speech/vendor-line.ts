// Vendor line: a WebSocket to a vendor of speech, bounded in every direction, with the faults that all of them share.
import { CLOSE, type Socket } from '../base/socket.ts';
import type { Timer, World } from '../base/world.ts';

/** How long the handshake, and whatever is to be said behind it, may take. */
export const OPEN_MS_MAX = 5000;
/** Messages that are not the vendor's protocol before the line is given up. */
export const MALFORMED_MAX = 10;
/** Bytes that may wait in the socket: a vendor that far behind is of no use on a phone. */
export const UNSENT_BYTES_MAX = 256 * 1024;
/** Longest text of a vendor's that is kept of a fault. */
const DETAIL_CHARS_MAX = 300;

/** Where a vendor is dialled. */
export interface VendorAddress {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** A message that keeps an idle line open, and how often it is sent; null where none is needed. */
  readonly keepAlive: { readonly message: string; readonly everyMs: number } | null;
}

/** Who is told what a line brings. None of these may throw. */
export interface LineHost {
  opened(): void;
  /** False: this is not the protocol. */
  text(message: string): boolean;
  binary(bytes: Uint8Array): boolean;
  fault(code: string, detail: string, fatal: boolean): void;
  /** Told once, last. */
  closed(code: number, detail: string): void;
}

/** One connection, dialled at once. */
export class VendorLine {
  readonly #world: World;
  readonly #socket: Socket;
  readonly #host: LineHost;
  readonly #address: VendorAddress;
  #malformed = 0;
  #opened = false;
  #closed = false;
  #bound: Timer;
  #alive: Timer | null = null;

  constructor(world: World, address: VendorAddress, host: LineHost) {
    this.#world = world;
    this.#host = host;
    this.#address = address;
    this.#bound = world.timers.after(OPEN_MS_MAX, () => this.fail('open_timeout', '', false));
    this.#socket = world.dial({ url: address.url, headers: address.headers, openMsMax: OPEN_MS_MAX });
    this.#socket.listen({
      open: () => this.#open(),
      text: (message) => this.#read(() => host.text(message)),
      binary: (bytes) => this.#read(() => host.binary(bytes)),
      closed: (code, reason) => this.#gone(code, reason),
    });
  }

  /** Sends what is not null; a line with too much on it is given up. */
  send(message: string | Uint8Array | null): void {
    if (message === null || this.#closed || !this.#opened) return;
    if (this.#socket.unsentBytes > UNSENT_BYTES_MAX) this.fail('send_backlog', '', false);
    else this.#socket.send(message);
  }

  /** The vendor listens: it has been quick enough. */
  ready(): void {
    this.#bound.stop();
  }

  /** Ends it for a reason that is told as a fault. */
  fail(code: string, detail: string, fatal: boolean): void {
    if (this.#closed) return;
    this.#host.fault(code, detailOf(detail), fatal);
    this.close(code);
  }

  /** Ends it from our side, with a last word to the vendor where there is one. Idempotent. */
  close(detail = 'closed by us', goodbye: string | null = null): void {
    if (this.#closed) return;
    this.send(goodbye);
    this.#socket.close(CLOSE.normal, '');
    this.#end(CLOSE.normal, detail);
  }

  #open(): void {
    // A vendor that speaks first may be heard before the handshake's end is told to us.
    if (this.#opened || this.#closed) return;
    this.#opened = true;
    this.#host.opened();
    this.#keepAlive();
  }

  #keepAlive(): void {
    const { keepAlive } = this.#address;
    if (keepAlive === null || this.#closed) return;
    this.#alive = this.#world.timers.after(keepAlive.everyMs, () => {
      this.send(keepAlive.message);
      this.#keepAlive();
    });
  }

  #read(take: () => boolean): void {
    if (this.#closed) return;
    this.#open();
    if (take()) return;
    this.#malformed += 1;
    if (this.#malformed === MALFORMED_MAX) this.fail('malformed', 'not the protocol', false);
  }

  #gone(code: number, reason: string): void {
    if (this.#closed) return;
    const refusal = refusalOf(code, reason, this.#opened);
    if (refusal !== null) this.#host.fault(refusal.code, detailOf(reason), refusal.fatal);
    this.#end(code, reason);
  }

  #end(code: number, detail: string): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#bound.stop();
    this.#alive?.stop();
    this.#host.closed(code, detailOf(detail));
  }
}

/** What a vendor means by ending it so: a status of the handshake, or a code of its own. Null for nothing special. */
export function refusalOf(
  code: number,
  reason: string,
  opened: boolean,
): { readonly code: string; readonly fatal: boolean } | null {
  const status = opened ? 0 : Number(/\b(4\d\d)\b/.exec(reason)?.[1] ?? 0);
  if (status === 401 || status === 403 || code === 4001) return { code: 'key_refused', fatal: true };
  if (status === 402 || code === 4002) return { code: 'no_funds', fatal: true };
  if (status === 400 || status === 404 || code === CLOSE.policy) return { code: 'refused', fatal: !opened };
  if (status === 429 || code === 4029) return { code: 'rate_limited', fatal: false };
  return null;
}

/** What may be kept of a vendor's words: so much of them, and never a key. */
export function detailOf(text: string): string {
  return text.replaceAll(/\b(?:sk|ek|xi)[-_][\w*.-]+/g, '…').slice(0, DETAIL_CHARS_MAX);
}

/** `https://host/path` as a WebSocket's address, with these parameters; undefined ones are left out. */
export function socketUrl(
  baseUrl: string,
  path: string,
  parameters: Readonly<Record<string, string | number | boolean | undefined>>,
): string {
  const url = new URL(baseUrl.replace(/\/+$/, '') + path);
  url.protocol = url.protocol.replace(/^http/, 'ws');
  for (const [name, value] of Object.entries(parameters))
    if (value !== undefined) url.searchParams.set(name, String(value));
  return url.href;
}
