// Stereo: two mono tracks of one byte a sample as one, and back.

/** Left and right, sample by sample: L R L R …. The shorter track is followed by `silence` (µ-law's by default). */
export function interleave(left: Uint8Array, right: Uint8Array, silence = 0xff): Uint8Array {
  const both = new Uint8Array(2 * Math.max(left.length, right.length)).fill(silence);
  for (let at = 0; at < left.length; at += 1) both[2 * at] = left[at] ?? silence;
  for (let at = 0; at < right.length; at += 1) both[2 * at + 1] = right[at] ?? silence;
  return both;
}

/** The two tracks of `both`; a last odd byte is half a sample and is left out. */
export function deinterleave(both: Uint8Array): { readonly left: Uint8Array; readonly right: Uint8Array } {
  const length = both.length >> 1;
  return {
    left: Uint8Array.from({ length }, (_, at) => both[2 * at] ?? 0),
    right: Uint8Array.from({ length }, (_, at) => both[2 * at + 1] ?? 0),
  };
}
