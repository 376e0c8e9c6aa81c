// Parse WAV: the container of any WAV file, read with suspicion: sizes may be unpatched, chunks unknown, files cut off.

/** What the samples of a WAV file are; linear ones are signed and little-endian, floats lie between -1 and 1. */
export type WavEncoding = 'pcm16' | 'pcm24' | 'pcm32' | 'float32' | 'pcmu' | 'pcma';

/** Sound as it lies in the file, channels interleaved. */
export interface WavFile {
  readonly kind: 'wav';
  readonly encoding: WavEncoding;
  readonly rateHz: number;
  readonly channelCount: 1 | 2;
  /** Whole sample groups only. */
  readonly data: Uint8Array;
}

/** Why a file cannot be read, with a sentence for whoever chose it. */
export interface WavFault {
  readonly kind: 'fault';
  readonly fault: 'not-wav' | 'cut-off' | 'encoding' | 'channels' | 'rate';
  readonly message: string;
}

/** Chunks looked at before giving up: a file of nothing but tiny chunks must not hold anybody. */
const WAV_CHUNKS_MAX = 1000;
const EXTENSIBLE_FORMAT = 0xfffe;
/** The format's code and its bits → what it is. */
const ENCODINGS: Readonly<Record<string, WavEncoding>> = {
  '1/16': 'pcm16',
  '1/24': 'pcm24',
  '1/32': 'pcm32',
  '3/32': 'float32',
  '6/8': 'pcma',
  '7/8': 'pcmu',
};

/** The bytes of one sample of one channel. */
export const SAMPLE_BYTES: Readonly<Record<WavEncoding, number>> = {
  pcm16: 2,
  pcm24: 3,
  pcm32: 4,
  float32: 4,
  pcmu: 1,
  pcma: 1,
};

type Format = Omit<WavFile, 'kind' | 'data'>;

/** Finds format and sound in `bytes`. Sizes beyond the end (a recording that was never closed) mean "to the end". */
export function parseWav(bytes: Uint8Array): WavFile | WavFault {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || tagAt(bytes, 0) !== 'RIFF' || tagAt(bytes, 8) !== 'WAVE')
    return fault('not-wav', 'This is not a WAV file: it does not begin with RIFF … WAVE.');
  let format: Format | null = null;
  let at = 12;
  for (let chunk = 0; chunk < WAV_CHUNKS_MAX && at + 8 <= bytes.length; chunk += 1) {
    const tag = tagAt(bytes, at);
    const size = view.getUint32(at + 4, true);
    const from = at + 8;
    if (tag === 'fmt ') {
      if (size < 16 || from + size > bytes.length)
        return fault('cut-off', 'The WAV format chunk is cut off.');
      const read = formatAt(view, from, size);
      if ('kind' in read) return read;
      format = read;
    }
    if (tag === 'data') {
      if (format === null) return fault('not-wav', 'The WAV file has sound before its format.');
      return {
        kind: 'wav',
        ...format,
        data: wholeGroups(bytes.subarray(from, dataEnd(bytes, from, size)), format),
      };
    }
    at = from + size + (size % 2);
  }
  return fault('cut-off', 'The WAV file ends before its sound begins.');
}

/** A writer that streams leaves 0 or the maximum; both mean all that is there. */
function dataEnd(bytes: Uint8Array, from: number, size: number): number {
  return size === 0 ? bytes.length : Math.min(bytes.length, from + size);
}

function wholeGroups(data: Uint8Array, format: Format): Uint8Array {
  const groupBytes = format.channelCount * SAMPLE_BYTES[format.encoding];
  return data.subarray(0, data.length - (data.length % groupBytes));
}

function formatAt(view: DataView, at: number, size: number): Format | WavFault {
  const outer = view.getUint16(at, true);
  // The extensible format names the real one in the first two bytes of a GUID, 24 bytes in.
  const code = outer === EXTENSIBLE_FORMAT && size >= 26 ? view.getUint16(at + 24, true) : outer;
  const channelCount = view.getUint16(at + 2, true);
  const rateHz = view.getUint32(at + 4, true);
  const bits = view.getUint16(at + 14, true);
  const encoding = ENCODINGS[`${code}/${bits}`];
  if (encoding === undefined)
    return fault(
      'encoding',
      `WAV format ${code} with ${bits} bits is not supported: PCM of 16, 24 and 32 bits, 32-bit float, µ-law and A-law are.`,
    );
  if (channelCount !== 1 && channelCount !== 2)
    return fault('channels', `A WAV file of ${channelCount} channels is not supported: one and two are.`);
  return { encoding, rateHz, channelCount };
}

function tagAt(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}

function fault(fault: WavFault['fault'], message: string): WavFault {
  return { kind: 'fault', fault, message };
}
