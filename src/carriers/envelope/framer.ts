// Framer: cuts our sound into the messages that a carrier takes, and keeps each mark behind the sound it stands for.
import { Buffer } from 'node:buffer';
import { bytesPerMs, SILENCE, type AudioFormat } from '../../media/audio.ts';
import type { FrameUnit, OutboundSpec } from './envelope-spec.ts';
import { base64Bytes } from './sound-reader.ts';

/** What goes out next. */
export type Outgoing =
  /** One message of sound: base64 as it came, or bytes that were cut. `ms`: as long as it plays, padding included. */
  | { readonly kind: 'sound'; readonly sound: string | Uint8Array; readonly ms: number }
  /** `afterMs`: so far into the message of sound behind it stands what it marks. */
  | { readonly kind: 'mark'; readonly name: string; readonly afterMs: number };

/** Where pacing is asked for, sound goes in messages of no more than this. */
const REALTIME_PIECE_MS = 20;
const AHEAD_PIECE_MS = 100;

/** Sizes of messages in bytes. */
interface Sizes {
  readonly unit: number;
  readonly min: number;
  readonly max: number;
}

/** The framer of one stream. Pure: it neither waits nor sends. */
export class Framer {
  readonly #format: AudioFormat;
  readonly #sizes: Sizes;
  readonly #swaps: boolean;
  #parts: Buffer[] = [];
  #bytes = 0;
  /** Marks behind bytes that did not go out yet, with how many of those stand before them. */
  #marks: { readonly name: string; behind: number }[] = [];

  constructor(outbound: OutboundSpec, format: AudioFormat) {
    this.#format = format;
    this.#sizes = sizesOf(outbound, format);
    this.#swaps = format.encoding === 'pcm16' && outbound.byteOrder === 'big';
  }

  /** Sound that waits for more, in milliseconds. */
  get pendingMs(): number {
    return this.#bytes / bytesPerMs(this.#format);
  }

  /** `base64` of our sound; returns what can go out. */
  sound(base64: string): readonly Outgoing[] {
    const bytes = base64Bytes(base64);
    const { unit, max, min } = this.#sizes;
    if (this.#bytes === 0 && !this.#swaps && bytes >= min && bytes <= max && bytes % unit === 0)
      return [{ kind: 'sound', sound: base64, ms: bytes / bytesPerMs(this.#format) }];
    const part = Buffer.from(base64, 'base64');
    if (this.#swaps) part.swap16();
    this.#parts.push(part);
    this.#bytes += part.length;
    return this.#cut();
  }

  /** A mark behind all sound until now. */
  mark(name: string): readonly Outgoing[] {
    if (this.#bytes === 0) return [{ kind: 'mark', name, afterMs: 0 }];
    this.#marks.push({ name, behind: this.#bytes });
    return [];
  }

  /** Nothing follows: what waits goes out, padded with silence. */
  flush(): readonly Outgoing[] {
    if (this.#bytes === 0) return [];
    const { unit, min } = this.#sizes;
    const whole = Math.max(min, Math.ceil(this.#bytes / unit) * unit);
    const padding = Buffer.alloc(whole - this.#bytes, SILENCE[this.#format.encoding]);
    this.#parts.push(padding);
    this.#bytes = whole;
    return this.#cut();
  }

  /** Drops what waits. */
  discard(): void {
    this.#parts = [];
    this.#bytes = 0;
    this.#marks = [];
  }

  #cut(): readonly Outgoing[] {
    const { unit, min, max } = this.#sizes;
    if (this.#bytes < min) return [];
    const all = Buffer.concat(this.#parts);
    const given: Outgoing[] = [];
    let from = 0;
    while (all.length - from >= min) {
      const length = Math.min(max, Math.floor((all.length - from) / unit) * unit);
      const sound = all.subarray(from, from + length);
      given.push(...this.#marksWithin(length));
      given.push({ kind: 'sound', sound, ms: length / bytesPerMs(this.#format) });
      from += length;
    }
    this.#parts = from === all.length ? [] : [all.subarray(from)];
    this.#bytes = all.length - from;
    return given;
  }

  /** The marks that stand within the next `bytes`. A message cannot be marked but at its ends. */
  #marksWithin(bytes: number): readonly Outgoing[] {
    const within = this.#marks.filter(({ behind }) => behind <= bytes);
    this.#marks = this.#marks.filter(({ behind }) => behind > bytes);
    for (const mark of this.#marks) mark.behind -= bytes;
    const perMs = bytesPerMs(this.#format);
    return within.map(({ name, behind }) => ({ kind: 'mark', name, afterMs: behind / perMs }));
  }
}

function sizesOf({ framing, messageBytesMax, pacing }: OutboundSpec, format: AudioFormat): Sizes {
  const perMs = bytesPerMs(format);
  const sample = format.encoding === 'pcm16' ? 2 : 1;
  const unit = framing.rule === 'any' ? sample : Math.max(sample, unitBytes(framing.unit, perMs));
  const min = framing.rule === 'multiple' ? Math.ceil((framing.bytesMin ?? 1) / unit) * unit : unit;
  const pieceMs = pacing === 'burst' ? Infinity : pacing === 'realtime' ? REALTIME_PIECE_MS : AHEAD_PIECE_MS;
  const most = framing.rule === 'exact' ? unit : Math.min(messageBytesMax, pieceMs * perMs);
  return { unit, min, max: Math.max(min, Math.floor(most / unit) * unit) };
}

function unitBytes(unit: FrameUnit, perMs: number): number {
  return 'bytes' in unit ? unit.bytes : unit.ms * perMs;
}
