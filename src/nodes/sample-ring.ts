// Sample ring: the last seconds of one µ-law track, each sample at its place. A fixed buffer: sound that waits to be
// written as objects would be copied by every young garbage collection, and with many calls that is what makes them long.
import { Buffer } from 'node:buffer';
import { SILENCE, type Audio } from '../media/audio.ts';

/** Sixteen seconds: a write that is late by a blocked event loop still finds its sound. A power of two. */
export const RING_SAMPLES = 2 ** 17;

/** Longest stretch that is decoded at once. */
const SCRATCH_BYTES = 16_000;

/** Shared: a stretch is decoded into it and copied out within one call. */
const scratch = Buffer.alloc(SCRATCH_BYTES);

/** Holds samples `base` (inclusive) to `base + RING_SAMPLES`; what was never put in is silence. */
export class SampleRing {
  /** Null until something is put in: a call that is not recorded has none. */
  #samples: Buffer | null = null;
  #base = 0;

  /** The first sample that is still held. */
  get base(): number {
    return this.#base;
  }

  /** Puts µ-law at sample `from`; what lies before `base`, or beyond what is held, is left out. */
  put(audio: Audio, from: number): void {
    const { base64 } = audio;
    const bytes =
      base64.length <= (SCRATCH_BYTES / 3) * 4
        ? scratch.subarray(0, scratch.write(base64, 'base64'))
        : Buffer.from(base64, 'base64');
    const skip = Math.max(0, this.#base - from);
    const end = Math.min(bytes.length, this.#base + RING_SAMPLES - from);
    if (skip >= end) return;
    this.#samples ??= Buffer.alloc(RING_SAMPLES, SILENCE.pcmu);
    const at = (from + skip) % RING_SAMPLES;
    const first = Math.min(end - skip, RING_SAMPLES - at);
    bytes.copy(this.#samples, at, skip, skip + first);
    bytes.copy(this.#samples, 0, skip + first, end);
  }

  /** Sample `index`; silence where none is held. */
  at(index: number): number {
    if (index < this.#base || index >= this.#base + RING_SAMPLES) return SILENCE.pcmu;
    return this.#samples?.[index % RING_SAMPLES] ?? SILENCE.pcmu;
  }

  /** Writes samples `from` to `to` (exclusive) as the left side of interleaved stereo; what is not held stays as it is. */
  left(both: Uint8Array, from: number, to: number): void {
    const samples = this.#samples;
    if (samples === null) return;
    const end = Math.min(to, this.#base + RING_SAMPLES);
    for (let at = Math.max(from, this.#base), into = 2 * (at - from); at < end; at += 1, into += 2) {
      both[into] = samples[at & (RING_SAMPLES - 1)] as number;
    }
  }

  /** Lets go of everything before sample `before`; its room is silence for what comes later. */
  forget(before: number): void {
    const count = Math.min(before - this.#base, RING_SAMPLES);
    if (count <= 0) return;
    const at = this.#base % RING_SAMPLES;
    const first = Math.min(count, RING_SAMPLES - at);
    this.#samples?.fill(SILENCE.pcmu, at, at + first);
    this.#samples?.fill(SILENCE.pcmu, 0, count - first);
    this.#base = before;
  }
}
