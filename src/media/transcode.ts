// Transcode: sound from one format to another while it streams. Between equal formats it does nothing at all.
import {
  audioBytes,
  audioOf,
  formatOf,
  rateHzOf,
  sameFormat,
  type Audio,
  type AudioFormat,
} from './audio.ts';
import { alawToPcm16, mulawToPcm16, pcm16ToAlaw, pcm16ToMulaw } from './g711.ts';
import { audioOfSamples, samplesOf } from './linear.ts';
import { resampler } from './resample.ts';

/** Brings one stream of sound into another format. */
export interface Transcoder {
  /** The sound in the other format; the very same object when it is in it already. May be empty for a crumb. */
  convert(audio: Audio): Audio;
  /** Forgets the stream: what comes next is another one. */
  reset(): void;
}

const EVERY_BYTE = Uint8Array.from({ length: 256 }, (_, byte) => byte);
const MULAW_TO_ALAW = pcm16ToAlaw(mulawToPcm16(EVERY_BYTE));
const ALAW_TO_MULAW = pcm16ToMulaw(alawToPcm16(EVERY_BYTE));

/**
 * From `from` to `to`: the two laws of G.711 byte by byte, everything else through linear samples and the resampler,
 * 3 ms late where the rates differ (1.5 ms between 16 and 24 kHz).
 */
export function transcoder(from: AudioFormat, to: AudioFormat): Transcoder {
  if (sameFormat(from, to)) return { convert: (audio) => audio, reset() {} };
  if (from.encoding !== 'pcm16' && to.encoding !== 'pcm16') {
    const table = from.encoding === 'pcmu' ? MULAW_TO_ALAW : ALAW_TO_MULAW;
    return { convert: (audio) => translated(audio, to, table), reset() {} };
  }
  if (rateHzOf(from) === rateHzOf(to))
    return { convert: (audio) => audioOfSamples(to, samplesOf(audio)), reset() {} };
  const rates = resampler(rateHzOf(from), rateHzOf(to));
  return {
    convert: (audio) => audioOfSamples(to, rates.process(samplesOf(audio))),
    reset: () => rates.reset(),
  };
}

/** To `to` from whatever comes: sound in another format than the sound before it is another stream. */
export function transcoderTo(to: AudioFormat): Transcoder {
  let from: AudioFormat = to;
  let current = transcoder(from, to);
  return {
    convert(audio) {
      if (!sameFormat(audio, from)) {
        from = formatOf(audio);
        current = transcoder(from, to);
      }
      return current.convert(audio);
    },
    reset: () => current.reset(),
  };
}

function translated(audio: Audio, to: AudioFormat, table: Uint8Array): Audio {
  const bytes = audioBytes(audio);
  for (let at = 0; at < bytes.length; at += 1) bytes[at] = table[bytes[at] ?? 0] ?? 0;
  return audioOf(to, bytes);
}
