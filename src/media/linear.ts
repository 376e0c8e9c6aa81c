// Linear: sound of any format as 16-bit samples, and back. The rate stays what it is.
import { audioBytes, audioOf, type Audio, type AudioFormat } from './audio.ts';
import { alawToPcm16, mulawToPcm16, pcm16ToAlaw, pcm16ToMulaw } from './g711.ts';

/** Whether this machine keeps numbers as the wire does, lowest byte first. */
const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/** The sound's samples; half a sample at its end is left out. */
export function samplesOf(audio: Audio): Int16Array {
  const bytes = audioBytes(audio);
  switch (audio.encoding) {
    case 'pcmu':
      return mulawToPcm16(bytes);
    case 'pcma':
      return alawToPcm16(bytes);
    case 'pcm16': {
      const samples = new Int16Array(bytes.length >> 1);
      new Uint8Array(samples.buffer).set(bytes.subarray(0, 2 * samples.length));
      return LITTLE_ENDIAN ? samples : swapped(samples);
    }
  }
}

/** Samples as sound in `format`, whose rate they must have. */
export function audioOfSamples(format: AudioFormat, samples: Int16Array): Audio {
  switch (format.encoding) {
    case 'pcmu':
      return audioOf(format, pcm16ToMulaw(samples));
    case 'pcma':
      return audioOf(format, pcm16ToAlaw(samples));
    case 'pcm16': {
      const { buffer, byteOffset, byteLength } = LITTLE_ENDIAN ? samples : swapped(samples);
      return audioOf(format, new Uint8Array(buffer, byteOffset, byteLength));
    }
  }
}

function swapped(samples: Int16Array): Int16Array {
  return samples.map((sample) => (sample << 8) | ((sample >> 8) & 0xff));
}
