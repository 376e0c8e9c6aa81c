// Read WAV: any usual WAV file as what a phone speaks, µ-law at 8 kHz, one stretch of bytes for each channel.
import { SAMPLE_RATES_HZ, downsample } from './downsample.ts';
import { alawToPcm16, mulawToPcm16, pcm16ToMulaw } from './g711.ts';
import { parseWav, SAMPLE_BYTES, type WavEncoding, type WavFault, type WavFile } from './parse-wav.ts';
import { deinterleave } from './stereo.ts';

/** A WAV file's sound. */
export interface WavSound<Samples> {
  readonly kind: 'sound';
  /** Left (or mono) first; 8,000 samples a second. */
  readonly channels: readonly Samples[];
}

/** The file as µ-law. A µ-law file's bytes come back as they are; everything else is brought there. */
export function readWav(bytes: Uint8Array): WavSound<Uint8Array> | WavFault {
  const file = parseWav(bytes);
  if (file.kind === 'fault') return file;
  if (file.encoding === 'pcmu' && file.rateHz === 8000)
    return { kind: 'sound', channels: byteChannels(file) };
  const linear = linearSound(file);
  if (linear.kind === 'fault') return linear;
  return { kind: 'sound', channels: linear.channels.map(pcm16ToMulaw) };
}

/** The file as 16-bit samples at 8 kHz, for whoever works on them before they become µ-law. */
export function readWavPcm16(bytes: Uint8Array): WavSound<Int16Array> | WavFault {
  const file = parseWav(bytes);
  return file.kind === 'fault' ? file : linearSound(file);
}

function linearSound(file: WavFile): WavSound<Int16Array> | WavFault {
  if (!SAMPLE_RATES_HZ.some((hz) => hz === file.rateHz))
    return {
      kind: 'fault',
      fault: 'rate',
      message: `A WAV file of ${file.rateHz} samples a second is not supported: ${SAMPLE_RATES_HZ.join(', ')} are.`,
    };
  return { kind: 'sound', channels: linearChannels(file).map((samples) => downsample(samples, file.rateHz)) };
}

function linearChannels(file: WavFile): readonly Int16Array[] {
  if (file.encoding === 'pcmu') return byteChannels(file).map(mulawToPcm16);
  if (file.encoding === 'pcma') return byteChannels(file).map(alawToPcm16);
  const { data, encoding, channelCount } = file;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const bytes = SAMPLE_BYTES[encoding];
  const length = data.length / (bytes * channelCount);
  return Array.from({ length: channelCount }, (_, channel) =>
    Int16Array.from({ length }, (_, at) => pcm16At(view, bytes * (at * channelCount + channel), encoding)),
  );
}

/** The sample at `at`, on the scale of 16 bits. A float may lie beyond full scale, or be no number: that is silence. */
function pcm16At(view: DataView, at: number, encoding: WavEncoding): number {
  switch (encoding) {
    case 'pcm24':
      return whole((view.getUint8(at) + view.getInt16(at + 1, true) * 256) / 256);
    case 'pcm32':
      return whole(view.getInt32(at, true) / 65_536);
    case 'float32':
      return whole(view.getFloat32(at, true) * 32_768);
    default:
      return view.getInt16(at, true);
  }
}

function whole(sample: number): number {
  return Math.max(-32_768, Math.min(32_767, Math.round(sample)));
}

function byteChannels({ data, channelCount }: WavFile): readonly Uint8Array[] {
  if (channelCount === 1) return [data];
  const { left, right } = deinterleave(data);
  return [left, right];
}
