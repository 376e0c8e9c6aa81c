// Deepgram account: what all of Deepgram's services are reached with, and how its formats are called.
import type { AudioFormat } from '../../media/audio.ts';

/** Where Deepgram is, and whose account is used. */
export interface DeepgramAccount {
  /** Secret. */
  readonly apiKey: string;
  /** Default `https://api.deepgram.com`. */
  readonly baseUrl?: string;
}

/** Deepgram's own address. */
export const DEEPGRAM_BASE_URL = 'https://api.deepgram.com';

/** The formats that it takes and gives. */
export const DEEPGRAM_FORMATS: readonly AudioFormat[] = [
  { encoding: 'pcmu' },
  { encoding: 'pcma' },
  { encoding: 'pcm16', rateHz: 8000 },
  { encoding: 'pcm16', rateHz: 16_000 },
  { encoding: 'pcm16', rateHz: 24_000 },
];

/** The header that carries the key. */
export function authorization({ apiKey }: DeepgramAccount): Readonly<Record<string, string>> {
  return { Authorization: `Token ${apiKey}` };
}

/** A format as parameters of the URL. */
export function formatParameters(format: AudioFormat): { encoding: string; sample_rate: number } {
  switch (format.encoding) {
    case 'pcmu':
      return { encoding: 'mulaw', sample_rate: 8000 };
    case 'pcma':
      return { encoding: 'alaw', sample_rate: 8000 };
    case 'pcm16':
      return { encoding: 'linear16', sample_rate: format.rateHz };
  }
}
