// Sound reader: the caller's sound from the form of the wire to ours. Where both are the same, nothing is touched.
import { Buffer } from 'node:buffer';
import type { Audio, AudioFormat } from '../../media/audio.ts';
import type { InboundSpec } from './envelope-spec.ts';

/** Base64 or bytes of the wire as audio; null where they are no whole samples. */
export type SoundReader = (sound: string | Uint8Array) => Audio | null;

/** The reader of one stream's sound. */
export function soundReader({ byteOrder, channels }: InboundSpec, format: AudioFormat): SoundReader {
  const isPcm = format.encoding === 'pcm16';
  const swaps = isPcm && byteOrder === 'big';
  const wholeBytes = (isPcm ? 2 : 1) * (channels?.count ?? 1);
  return (sound) => {
    const bytes = typeof sound === 'string' ? base64Bytes(sound) : sound.length;
    if (bytes === 0 || bytes % wholeBytes !== 0) return null;
    if (typeof sound === 'string' && !swaps && channels === undefined) return { ...format, base64: sound };
    const all: Buffer = typeof sound === 'string' ? Buffer.from(sound, 'base64') : Buffer.from(sound);
    const samples = channels === undefined ? all : channelOf(all, channels.pick);
    if (swaps) samples.swap16();
    return { ...format, base64: samples.toString('base64') };
  };
}

/** Bytes that base64 stands for. */
export function base64Bytes(base64: string): number {
  if (base64.length === 0) return 0;
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0;
  return (base64.length / 4) * 3 - padding;
}

/** One of two interleaved channels of 16-bit samples. */
function channelOf(bytes: Buffer, pick: 0 | 1): Buffer {
  const one = Buffer.alloc(bytes.length / 2);
  for (let at = 0; at < one.length; at += 2) bytes.copy(one, at, at * 2 + pick * 2, at * 2 + pick * 2 + 2);
  return one;
}
