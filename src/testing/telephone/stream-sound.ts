// Stream sound: the telephone's µ-law as a stream has it, and back.
import { Buffer } from 'node:buffer';
import { audioBytes, audioIn, audioOf, PCMU, silence, type AudioFormat } from '../../media/audio.ts';
import { transcoder } from '../../media/transcode.ts';
import { FRAME_MS } from './caller-voice.ts';

/** Sound of one stream, both ways. */
export interface StreamSound {
  /** A frame of the caller as base64; null: silence. */
  write(bytes: Uint8Array | null): string;
  /** Base64 of a server as µ-law; null: half a sample in it. */
  read(base64: string): Uint8Array | null;
}

/** `byteOrder`: of linear samples. */
export function streamSound(format: AudioFormat, byteOrder: 'little' | 'big'): StreamSound {
  const out = transcoder(PCMU, format);
  const back = transcoder(format, PCMU);
  const isLinear = format.encoding === 'pcm16';
  const swaps = isLinear && byteOrder === 'big';
  const swapped = (base64: string): string =>
    swaps ? Buffer.from(base64, 'base64').swap16().toString('base64') : base64;
  return {
    write(bytes) {
      const audio = bytes === null ? silence(PCMU, FRAME_MS) : audioOf(PCMU, bytes);
      return swapped(out.convert(audio).base64);
    },
    read(base64) {
      if (isLinear && Buffer.byteLength(base64, 'base64') % 2 !== 0) return null;
      return audioBytes(back.convert(audioIn(format, swapped(base64))));
    },
  };
}
