// Sun's G.711: the reference algorithm as Sun Microsystems published it, g711.c, release of 2002. Slow and plain.

/** Segment ends, searched one by one. */
function segmentOf(value: number, ends: readonly number[]): number {
  for (let segment = 0; segment < ends.length; segment += 1)
    if (value <= (ends[segment] ?? 0)) return segment;
  return ends.length;
}

/** A 16-bit sample as a µ-law byte. */
export function linear2ulaw(sample: number): number {
  let value = sample >> 2;
  const mask = value < 0 ? 0x7f : 0xff;
  if (value < 0) value = -value;
  if (value > 8159) value = 8159;
  value += 0x84 >> 2;
  const segment = segmentOf(value, [0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff, 0x1fff]);
  if (segment >= 8) return 0x7f ^ mask;
  return ((segment << 4) | ((value >> (segment + 1)) & 0xf)) ^ mask;
}

/** A 16-bit sample as an A-law byte. */
export function linear2alaw(sample: number): number {
  let value = sample >> 3;
  const mask = value >= 0 ? 0xd5 : 0x55;
  if (value < 0) value = -value - 1;
  const segment = segmentOf(value, [0x1f, 0x3f, 0x7f, 0xff, 0x1ff, 0x3ff, 0x7ff, 0xfff]);
  if (segment >= 8) return 0x7f ^ mask;
  const mantissa = segment < 2 ? (value >> 1) & 0xf : (value >> segment) & 0xf;
  return ((segment << 4) | mantissa) ^ mask;
}

/** A µ-law byte as a 16-bit sample. */
export function ulaw2linear(byte: number): number {
  const code = ~byte & 0xff;
  const value = (((code & 0xf) << 3) + 0x84) << ((code & 0x70) >> 4);
  return code & 0x80 ? 0x84 - value : value - 0x84;
}

/** An A-law byte as a 16-bit sample. */
export function alaw2linear(byte: number): number {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  let value = (code & 0xf) << 4;
  if (segment === 0) value += 8;
  else value = (value + 0x108) << (segment - 1);
  return code & 0x80 ? value : -value;
}
