// Wire stt: a session of any transcriber behind a WebSocket, whose wire is told by a pure reader and writer.
import type { World } from '../base/world.ts';
import type { Audio } from '../media/audio.ts';
import type { SttEvent, SttSession } from './stt.ts';
import { VendorLine, type VendorAddress } from './vendor-line.ts';

/** What a message of the vendor's amounts to. */
export type SttReading = readonly Exclude<SttEvent, { readonly kind: 'closed' }>[];

/** A vendor's wire. Made anew for each session: it remembers what it has read. */
export interface SttWire {
  readonly address: VendorAddress;
  /** What is sent first. */
  readonly hello: readonly string[];
  /** True: it listens once the line is open. False: `read` gives `ready`. */
  readonly readyOnOpen: boolean;
  /** The next sound as a message; null while it waits for more. */
  encode(audio: Audio): string | Uint8Array | null;
  /** Null for what is not the protocol; empty for what does not matter. */
  read(message: string): SttReading | null;
  /** What asks for the turn's text; events where it is known without asking. */
  settle(): { readonly send: readonly string[]; readonly events: SttReading };
  readonly goodbye: string | null;
}

/** Opens a session on such a wire. */
export function openWireStt(world: World, wire: SttWire): SttSession {
  return new WireStt(world, wire);
}

class WireStt implements SttSession {
  readonly #wire: SttWire;
  readonly #line: VendorLine;
  #early: SttEvent[] = [];
  #listener: ((event: SttEvent) => void) | null = null;
  #ready = false;
  #over = false;

  constructor(world: World, wire: SttWire) {
    this.#wire = wire;
    this.#line = new VendorLine(world, wire.address, {
      opened: () => this.#opened(),
      text: (message) => this.#read(message),
      binary: () => false,
      fault: (code, detail, fatal) => this.#tell({ kind: 'fault', code, detail, fatal }),
      closed: (code, detail) => {
        this.#tell({ kind: 'closed', code, detail });
        this.#over = true;
      },
    });
  }

  listen(hear: (event: SttEvent) => void): void {
    this.#listener = hear;
    for (const event of this.#early.splice(0)) hear(event);
  }

  hear(audio: Audio): void {
    if (this.#ready && !this.#over) this.#line.send(this.#wire.encode(audio));
  }

  settle(): void {
    if (!this.#ready || this.#over) return;
    const { send, events } = this.#wire.settle();
    for (const message of send) this.#line.send(message);
    for (const event of events) this.#tell(event);
  }

  close(): void {
    this.#line.close('closed by us', this.#wire.goodbye);
  }

  #opened(): void {
    for (const message of this.#wire.hello) this.#line.send(message);
    if (this.#wire.readyOnOpen) this.#tell({ kind: 'ready' });
  }

  #read(message: string): boolean {
    const events = this.#wire.read(message);
    if (events === null) return false;
    for (const event of events)
      if (event.kind === 'fault' && event.fatal) this.#line.fail(event.code, event.detail, true);
      else this.#tell(event);
    return true;
  }

  #tell(event: SttEvent): void {
    if (this.#over) return;
    if (event.kind === 'ready') {
      if (this.#ready) return;
      this.#ready = true;
      this.#line.ready();
    }
    if (this.#listener === null) this.#early.push(event);
    else this.#listener(event);
  }
}
