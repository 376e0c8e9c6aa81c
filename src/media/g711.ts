// G.711: µ-law and A-law to 16-bit samples and back, by tables made once from the companding laws.

/** The bias that makes each µ-law segment start at a power of two, on the 14-bit scale. */
const MULAW_BIAS = 33;

/** Sample of each µ-law byte, 16-bit scale. ITU-T G.711 table 2. */
export const MULAW_SAMPLES: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => mulawSample(byte));

/** Sample of each A-law byte, 16-bit scale. ITU-T G.711 table 1. */
export const ALAW_SAMPLES: Int16Array = Int16Array.from({ length: 256 }, (_, byte) => alawSample(byte));

// µ-law looks at the upper 14 bits of a sample, A-law at the upper 13: the tables are indexed by just those.
const MULAW_BYTES = Uint8Array.from({ length: 1 << 14 }, (_, index) => mulawByte((index << 18) >> 18));
const ALAW_BYTES = Uint8Array.from({ length: 1 << 13 }, (_, index) => alawByte((index << 19) >> 19));

/** µ-law bytes as 16-bit samples, one for one. */
export function mulawToPcm16(bytes: Uint8Array): Int16Array {
  return decoded(bytes, MULAW_SAMPLES);
}

/** A-law bytes as 16-bit samples, one for one. */
export function alawToPcm16(bytes: Uint8Array): Int16Array {
  return decoded(bytes, ALAW_SAMPLES);
}

/** 16-bit samples as µ-law bytes, equal to the ITU/Sun reference for every input. */
export function pcm16ToMulaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += 1)
    bytes[at] = MULAW_BYTES[((samples[at] ?? 0) >> 2) & 0x3fff] ?? 0;
  return bytes;
}

/** 16-bit samples as A-law bytes, equal to the ITU/Sun reference for every input. */
export function pcm16ToAlaw(samples: Int16Array): Uint8Array {
  const bytes = new Uint8Array(samples.length);
  for (let at = 0; at < samples.length; at += 1)
    bytes[at] = ALAW_BYTES[((samples[at] ?? 0) >> 3) & 0x1fff] ?? 0;
  return bytes;
}

function decoded(bytes: Uint8Array, table: Int16Array): Int16Array {
  const samples = new Int16Array(bytes.length);
  for (let at = 0; at < bytes.length; at += 1) samples[at] = table[bytes[at] ?? 0] ?? 0;
  return samples;
}

function mulawByte(sample14: number): number {
  const biased = Math.min(Math.abs(sample14) + MULAW_BIAS, 0x1fff);
  const segment = 26 - Math.clz32(biased);
  const code = (segment << 4) | ((biased >> (segment + 1)) & 0x0f);
  return code ^ (sample14 < 0 ? 0x7f : 0xff);
}

function mulawSample(byte: number): number {
  const code = byte ^ 0xff;
  const segment = (code >> 4) & 7;
  const magnitude = ((2 * (code & 0x0f) + MULAW_BIAS) << segment) - MULAW_BIAS;
  return 4 * (code & 0x80 ? -magnitude : magnitude);
}

function alawByte(sample13: number): number {
  const magnitude = sample13 < 0 ? ~sample13 : sample13;
  const segment = Math.max(0, 27 - Math.clz32(magnitude));
  const code = (segment << 4) | ((magnitude >> Math.max(segment, 1)) & 0x0f);
  return code ^ (sample13 < 0 ? 0x55 : 0xd5);
}

function alawSample(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code >> 4) & 7;
  const mantissa = 2 * (code & 0x0f) + 1 + (segment > 0 ? 32 : 0);
  const magnitude = (mantissa << Math.max(segment - 1, 0)) * 8;
  return code & 0x80 ? magnitude : -magnitude;
}
