// Without voice: sound that is as loud and as long as it was, and in which nobody is to be heard.
import { Buffer } from 'node:buffer';
import { audioBytes, audioOf, formatOf, type Audio } from './audio.ts';

/**
 * The same samples in another order. The order depends on which samples there are, and on nothing of where they stood:
 * they are sorted first, so that no way leads back. Pieces of 20 ms, as carriers send them, keep their loudness each.
 */
export function withoutVoice(audio: Audio): Audio {
  const bytes = audioBytes(audio);
  if (audio.encoding !== 'pcm16') return audioOf(formatOf(audio), shuffled(bytes.toSorted()));
  const samples = new Uint16Array(bytes.length >> 1);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let index = 0; index < samples.length; index += 1) samples[index] = view.getUint16(2 * index, true);
  const others = shuffled(samples.toSorted());
  const out = Buffer.alloc(bytes.length);
  for (const [index, sample] of others.entries()) out.writeUInt16LE(sample, 2 * index);
  return audioOf(formatOf(audio), out);
}

/** In place, and the same way for the same length: it need not be secret once they are sorted. Fisher and Yates. */
function shuffled<Samples extends Uint8Array | Uint16Array>(samples: Samples): Samples {
  let state = 0x2545f491;
  for (let index = samples.length - 1; index > 0; index -= 1) {
    // https://www.jstatsoft.org/article/view/v008i14: xorshift of 32 bits.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    const other = (state >>> 0) % (index + 1);
    const [one, two] = [samples[index] ?? 0, samples[other] ?? 0];
    samples[index] = two;
    samples[other] = one;
  }
  return samples;
}
