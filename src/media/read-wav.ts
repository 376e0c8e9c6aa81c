// Read WAV: any usual WAV file as what a phone speaks, µ-law at 8 kHz, one stretch of bytes for each channel.
import { SAMPLE_RATES_HZ, downsample } from './downsample.ts';
import { alawToPcm16, mulawToPcm16, pcm16ToMulaw } from './g711.ts';
import { parseWav, type WavFault, type WavFile } from './parse-wav.ts';
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
  const { data, channelCount } = file;
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const length = data.length / (2 * channelCount);
  return Array.from({ length: channelCount }, (_, channel) =>
    Int16Array.from({ length }, (_, at) => view.getInt16(2 * (at * channelCount + channel), true)),
  );
}

function byteChannels({ data, channelCount }: WavFile): readonly Uint8Array[] {
  if (channelCount === 1) return [data];
  const { left, right } = deinterleave(data);
  return [left, right];
}
