// Heard text: which of the agent's words reached the caller's ear, by the share of the sound that did.

const WORDS = new Intl.Segmenter('und', { granularity: 'word' });

/** The first `chars` characters have sounded after `atMs`. */
export interface HeardMark {
  readonly chars: number;
  readonly atMs: number;
}

/**
 * The beginning of `said` that was heard, in whole words: by `marks` as far as they reach, else an estimate, for speech
 * runs at nearly even pace. All of it when all sound was heard; nothing when none was.
 */
export function heardText(
  said: string,
  heardMs: number,
  producedMs: number,
  marks: readonly HeardMark[] = [],
): string {
  if (heardMs <= 0 || producedMs <= 0) return '';
  const last = marks.at(-1);
  if (last !== undefined && heardMs <= last.atMs) {
    const chars = marks.findLast(({ atMs }) => atMs <= heardMs)?.chars ?? 0;
    return said.slice(0, chars).trimEnd();
  }
  if (heardMs >= producedMs) return said;
  const reached = (said.length * heardMs) / producedMs;
  let end = 0;
  for (const { index, segment, isWordLike } of WORDS.segment(said)) {
    if (index + segment.length > reached) break;
    // What stands between words belongs to the word before it, except space.
    if (isWordLike === true || segment.trim() !== '') end = index + segment.length;
  }
  return said.slice(0, end);
}
