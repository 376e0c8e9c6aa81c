// WAV: the header of a stereo µ-law recording that grows, readable at every moment of its growth.

/** The fixed length of our header: RIFF, fmt, fact and the head of data. */
export const WAV_HEADER_BYTES = 58;

/** What stands in the size fields while the recording grows: the maximum, which readers take for "to the end". */
export const WAV_SIZE_OPEN = 0xffff_ffff;

/** Most sound bytes that the 32-bit size fields can tell: 74 hours of stereo. */
export const WAV_DATA_BYTES_MAX = WAV_SIZE_OPEN - WAV_HEADER_BYTES;

const MULAW_FORMAT = 7;
const CHANNELS = 2;
const SAMPLE_RATE_HZ = 8000;

/**
 * The header of a stereo 8 kHz µ-law WAV with `dataBytes` of sound, left and right interleaved; null while it still
 * grows. Write it first with null, then sound, and in the end write it again over the old one with the real size.
 * Layout: Microsoft's "Multimedia Programming Interface and Data Specifications 1.0", WAVE; format 7 is RFC 2361's µ-law.
 */
export function wavHeader(dataBytes: number | null): Uint8Array {
  const size = dataBytes === null ? null : Math.min(dataBytes, WAV_DATA_BYTES_MAX);
  const header = new Uint8Array(WAV_HEADER_BYTES);
  const view = new DataView(header.buffer);
  let at = 0;
  const tag = (text: string) => {
    for (const character of text) view.setUint8(at++, character.charCodeAt(0));
  };
  const u16 = (value: number) => {
    view.setUint16(at, value, true);
    at += 2;
  };
  const u32 = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  tag('RIFF');
  u32(size === null ? WAV_SIZE_OPEN : size + WAV_HEADER_BYTES - 8);
  tag('WAVE');
  tag('fmt ');
  u32(18);
  u16(MULAW_FORMAT);
  u16(CHANNELS);
  u32(SAMPLE_RATE_HZ);
  u32(SAMPLE_RATE_HZ * CHANNELS);
  u16(CHANNELS);
  u16(8);
  u16(0);
  tag('fact');
  u32(4);
  u32(size === null ? WAV_SIZE_OPEN : Math.floor(size / CHANNELS));
  tag('data');
  u32(size === null ? WAV_SIZE_OPEN : size);
  return header;
}

/**
 * The header to write over `head` (the first bytes of a recording of `fileBytes`) after a crash; null when there is
 * nothing to mend: the sizes are right, or the file is none of ours. Half a stereo sample at the end is not counted.
 */
export function repairedWavHeader(head: Uint8Array, fileBytes: number): Uint8Array | null {
  if (head.length < WAV_HEADER_BYTES || fileBytes < WAV_HEADER_BYTES) return null;
  const dataBytes = fileBytes - WAV_HEADER_BYTES;
  const right = wavHeader(dataBytes - (dataBytes % CHANNELS));
  const ours = right.every((byte, at) => byte === head[at] || isSizeField(at));
  const whole = right.every((byte, at) => byte === head[at]);
  return ours && !whole ? right : null;
}

/** Whether byte `at` of the header belongs to the size of RIFF, fact or data. */
function isSizeField(at: number): boolean {
  return (at >= 4 && at < 8) || (at >= 46 && at < 50) || at >= 54;
}
