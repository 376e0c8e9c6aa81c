// Wire tts: a session of any speaker behind a WebSocket, whose wire is told by a pure reader and writer.
import type { World } from '../base/world.ts';
import type { TtsEvent, TtsSession } from './tts.ts';
import { VendorLine, type VendorAddress } from './vendor-line.ts';

/** What a message of the vendor's amounts to. */
export type TtsReading = readonly Exclude<TtsEvent, { readonly kind: 'closed' }>[];

/** A vendor's wire. Made anew for each session: it remembers what it has read and written. */
export interface TtsWire {
  readonly address: VendorAddress;
  readonly hello: readonly string[];
  /** True: it can speak once the line is open. False: `read` gives `ready`. */
  readonly readyOnOpen: boolean;
  say(speechId: string, sentence: string): readonly string[];
  finish(speechId: string): readonly string[];
  cancel(speechId: string): readonly string[];
  change(voice: string, language?: string): void;
  /** Null for what is not the protocol; empty for what does not matter. `send`: what has to be said now. */
  read(message: string): { readonly events: TtsReading; readonly send?: readonly string[] } | null;
  /** The same for a binary message; null where there are none. */
  readBinary(bytes: Uint8Array): TtsReading | null;
  readonly goodbye: string | null;
}

/** Speeches that may be open at a time: the one that sounds, and a guess. */
const SPEECHES_MAX = 8;

/** Opens a session on such a wire. */
export function openWireTts(world: World, wire: TtsWire): TtsSession {
  return new WireTts(world, wire);
}

class WireTts implements TtsSession {
  readonly #wire: TtsWire;
  readonly #line: VendorLine;
  readonly #speeches = new Set<string>();
  #early: TtsEvent[] = [];
  #listener: ((event: TtsEvent) => void) | null = null;
  #ready = false;
  #over = false;

  constructor(world: World, wire: TtsWire) {
    this.#wire = wire;
    this.#line = new VendorLine(world, wire.address, {
      opened: () => this.#opened(),
      text: (message) => this.#read(message),
      binary: (bytes) => this.#take(wire.readBinary(bytes)),
      fault: (code, detail, fatal) => this.#tell({ kind: 'fault', speechId: null, code, detail, fatal }),
      closed: (code, detail) => {
        this.#tell({ kind: 'closed', code, detail });
        this.#over = true;
      },
    });
  }

  listen(hear: (event: TtsEvent) => void): void {
    this.#listener = hear;
    for (const event of this.#early.splice(0)) hear(event);
  }

  say(speechId: string, sentence: string): void {
    if (!this.#speeches.has(speechId) && this.#speeches.size === SPEECHES_MAX)
      for (const oldest of this.#speeches) {
        this.cancel(oldest);
        break;
      }
    this.#speeches.add(speechId);
    this.#send(this.#wire.say(speechId, sentence));
  }

  finish(speechId: string): void {
    if (this.#speeches.has(speechId)) this.#send(this.#wire.finish(speechId));
  }

  cancel(speechId: string): void {
    if (this.#speeches.delete(speechId)) this.#send(this.#wire.cancel(speechId));
  }

  change(voice: string, language?: string): void {
    this.#wire.change(voice, language);
  }

  close(): void {
    this.#line.close('closed by us', this.#wire.goodbye);
  }

  #opened(): void {
    this.#send(this.#wire.hello);
    if (this.#wire.readyOnOpen) this.#tell({ kind: 'ready' });
  }

  #send(messages: readonly string[]): void {
    for (const message of messages) this.#line.send(message);
  }

  #read(message: string): boolean {
    const reading = this.#wire.read(message);
    if (reading === null) return false;
    this.#send(reading.send ?? []);
    return this.#take(reading.events);
  }

  #take(events: TtsReading | null): boolean {
    for (const event of events ?? [])
      if (event.kind === 'fault' && event.fatal) this.#line.fail(event.code, event.detail, true);
      else this.#tell(event);
    return events !== null;
  }

  #tell(event: TtsEvent): void {
    if (this.#over) return;
    // What still comes of a speech that was cancelled, or never was, is nobody's.
    if ('speechId' in event && event.speechId !== null && !this.#speeches.has(event.speechId)) return;
    if (event.kind === 'done' || (event.kind === 'fault' && event.speechId !== null))
      this.#speeches.delete(event.speechId ?? '');
    if (event.kind === 'ready') {
      if (this.#ready) return;
      this.#ready = true;
      this.#line.ready();
    }
    if (this.#listener === null) this.#early.push(event);
    else this.#listener(event);
  }
}
