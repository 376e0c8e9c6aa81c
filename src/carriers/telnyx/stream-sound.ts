// Stream sound: the codecs of a Telnyx stream. There are two: what it sends and what it takes need not be the same.
import type { AudioFormat } from '../../media/audio.ts';

/** The codecs that Offhook asks for, by Telnyx's names. */
export type TelnyxCodec = 'PCMU' | 'PCMA' | 'L16';

/** What is asked of a stream. */
export interface StreamSound {
  /** What the caller's sound is asked for in. `default`: whatever the phone speaks, A-law in most of the world. */
  readonly receive: TelnyxCodec | 'default';
  /** What ours is in. */
  readonly send: TelnyxCodec;
  /** Of L16, ours; G.711 has 8,000 samples a second. */
  readonly rateHz: 8000 | 16_000 | 24_000;
  /**
   * Of L16. Telnyx's pages do not tell the order of its two bytes: RFC 3551 section 4.5.11 says big, those who tried
   * say little.
   */
  readonly byteOrder: 'little' | 'big';
}

/** µ-law both ways. A phone that speaks A-law is translated by Telnyx. */
export const PHONE_SOUND: StreamSound = { receive: 'PCMU', send: 'PCMU', rateHz: 8000, byteOrder: 'little' };

/** In which format callers will most likely be heard; null: µ-law, as of every phone. */
export function lineOf({ receive, rateHz }: StreamSound): AudioFormat | null {
  if (receive === 'L16') return { encoding: 'pcm16', rateHz };
  return receive === 'PCMA' ? { encoding: 'pcma' } : null;
}
