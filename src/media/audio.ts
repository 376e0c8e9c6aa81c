// Audio: a stretch of sound in the form it came in. It is decoded only by whoever needs samples.
import { Buffer } from 'node:buffer';

/** The two laws of ITU-T G.711: 8,000 samples a second, one byte each. What phones speak. */
export type G711Law = 'pcmu' | 'pcma';

/** G.711. */
export interface G711Format {
  readonly encoding: G711Law;
}

/** Linear 16-bit samples, little-endian; an adapter whose wire is big-endian swaps them at its border. */
export interface Pcm16Format {
  readonly encoding: 'pcm16';
  readonly rateHz: 8000 | 16_000 | 24_000;
}

/** How sound is written down. */
export type AudioFormat = G711Format | Pcm16Format;

/** A format's name, without its rate. */
export type Encoding = AudioFormat['encoding'];

/** Samples in a second, of the formats there are. */
export type SampleRateHz = Pcm16Format['rateHz'];

/**
 * One stretch of mono sound. `base64` is what the peer sent, handed on as it is: standard base64 with padding, no
 * container header, whole samples.
 */
export type Audio = AudioFormat & { readonly base64: string };

/** G.711: 8,000 samples a second, one byte each. Other formats: `bytesPerMs`. */
export const BYTES_PER_MS = 8;

/** The byte that sounds as silence. */
export const SILENCE: Readonly<Record<Encoding, number>> = { pcmu: 0xff, pcma: 0xd5, pcm16: 0 };

/** µ-law: what every carrier and every model takes. */
export const PCMU: G711Format = Object.freeze({ encoding: 'pcmu' });

/** Samples in a second. */
export function rateHzOf(format: AudioFormat): SampleRateHz {
  return format.encoding === 'pcm16' ? format.rateHz : 8000;
}

/** Bytes in a millisecond: 8, 16, 32 or 48. */
export function bytesPerMs(format: AudioFormat): number {
  return format.encoding === 'pcm16' ? format.rateHz / 500 : BYTES_PER_MS;
}

/** Whether sound in the one is sound in the other as it stands. */
export function sameFormat(one: AudioFormat, other: AudioFormat): boolean {
  return one.encoding === other.encoding && rateHzOf(one) === rateHzOf(other);
}

/** The format without the sound; two of the same format need not be the same object. */
export function formatOf(audio: AudioFormat): AudioFormat {
  return audio.encoding === 'pcm16'
    ? { encoding: audio.encoding, rateHz: audio.rateHz }
    : { encoding: audio.encoding };
}

/** Number of whole samples, without decoding. */
export function sampleCount(audio: Audio): number {
  const { base64 } = audio;
  if (base64.length === 0) return 0;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  const bytes = (base64.length / 4) * 3 - padding;
  return audio.encoding === 'pcm16' ? bytes >> 1 : bytes;
}

/** Length in milliseconds, without decoding. */
export function durationMs(audio: Audio): number {
  return sampleCount(audio) / (rateHzOf(audio) / 1000);
}

/** The samples as bytes. Allocates: not for the frame path. */
export function audioBytes(audio: Audio): Uint8Array {
  return Buffer.from(audio.base64, 'base64');
}

/** Base64 as audio, untouched. */
export function audioIn(format: AudioFormat, base64: string): Audio {
  return format.encoding === 'pcm16'
    ? { encoding: format.encoding, rateHz: format.rateHz, base64 }
    : { encoding: format.encoding, base64 };
}

/** Bytes as audio; a law's name stands for its format. Allocates: where sound comes in as base64, it stays so. */
export function audioOf(format: AudioFormat | G711Law, bytes: Uint8Array): Audio {
  const base64 = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64');
  return audioIn(typeof format === 'string' ? { encoding: format } : format, base64);
}

/** `ms` of silence, to the nearest sample. */
export function silence(format: AudioFormat | G711Law, ms: number): Audio {
  const whole: AudioFormat = typeof format === 'string' ? { encoding: format } : format;
  const bytesPerSample = whole.encoding === 'pcm16' ? 2 : 1;
  const samples = Math.round((ms * rateHzOf(whole)) / 1000);
  return audioOf(whole, new Uint8Array(samples * bytesPerSample).fill(SILENCE[whole.encoding]));
}

/** True when `text` is whole, padded, standard base64: safe to put between JSON quotes as it is. */
export function isBase64(text: string): boolean {
  return text.length > 0 && text.length % 4 === 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(text);
}
