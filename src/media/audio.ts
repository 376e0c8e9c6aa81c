// Audio: a stretch of sound in the form it came in. It is decoded only by whoever needs samples.
import { Buffer } from 'node:buffer';

/** G.711 at 8 kHz, one byte a sample: what phones speak. (Linear PCM joins with the resampler.) */
export type Encoding = 'pcmu' | 'pcma';

/** One stretch of mono sound. `base64` is exactly what the peer sent; it is handed on as it is. */
export interface Audio {
  readonly encoding: Encoding;
  /** Standard base64 with padding, no container header. */
  readonly base64: string;
}

/** G.711: 8,000 samples a second, one byte each. */
export const BYTES_PER_MS = 8;

/** The byte that sounds as silence. */
export const SILENCE: Readonly<Record<Encoding, number>> = { pcmu: 0xff, pcma: 0xd5 };

/** Number of samples (= bytes) without decoding. */
export function sampleCount(audio: Audio): number {
  const { base64 } = audio;
  if (base64.length === 0) return 0;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** Length in milliseconds, without decoding. */
export function durationMs(audio: Audio): number {
  return sampleCount(audio) / BYTES_PER_MS;
}

/** The samples as bytes. Allocates: not for the frame path. */
export function audioBytes(audio: Audio): Uint8Array {
  return Buffer.from(audio.base64, 'base64');
}

/** Bytes as audio. Allocates: not for the frame path. */
export function audioOf(encoding: Encoding, bytes: Uint8Array): Audio {
  return {
    encoding,
    base64: Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  };
}

/** `ms` of silence. */
export function silence(encoding: Encoding, ms: number): Audio {
  return audioOf(encoding, new Uint8Array(Math.round(ms * BYTES_PER_MS)).fill(SILENCE[encoding]));
}

/** True when `text` is whole, padded, standard base64: safe to put between JSON quotes as it is. */
export function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
