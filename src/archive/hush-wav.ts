// Hush a WAV: puts silence into stretches of one side of a recording that lies on a disk.
import type { HushedSound } from '../call/recording.ts';
import { BYTES_PER_MS, SILENCE } from '../media/audio.ts';
import { WAV_HEADER_BYTES } from '../media/wav.ts';

/** Read and written at a time: two seconds. */
const PIECE_BYTES = 32_000;

/** Caller left, agent right, a byte each. */
const SIDES = { caller: 0, agent: 1 } as const;

/** A file that is open for reading and writing, as Node has it. */
export interface SoundFile {
  read(to: Uint8Array, offset: number, length: number, at: number): Promise<{ readonly bytesRead: number }>;
  write(from: Uint8Array, offset: number, length: number, at: number): Promise<unknown>;
}

/** Hushes stereo µ-law sound behind our own header, in place; what lies beyond the end of the file is left out. */
export async function hushWav(file: SoundFile, hushed: readonly HushedSound[]): Promise<void> {
  for (const { side, fromMs, toMs } of hushed) {
    const from = Math.max(0, Math.floor(fromMs * BYTES_PER_MS));
    const to = Math.ceil(toMs * BYTES_PER_MS);
    for (let at = from; at < to; at += PIECE_BYTES / 2) {
      const bytes = new Uint8Array(2 * Math.min(PIECE_BYTES / 2, to - at));
      const place = WAV_HEADER_BYTES + 2 * at;
      const { bytesRead } = await file.read(bytes, 0, bytes.length, place);
      for (let index: number = SIDES[side]; index < bytesRead; index += 2) bytes[index] = SILENCE.pcmu;
      if (bytesRead > 0) await file.write(bytes, 0, bytesRead, place);
      if (bytesRead < bytes.length) break;
    }
  }
}
