// Sound finding: one thing that was wrong with how a call sounded, as it was found in its recording.

/**
 * What is wrong. `dead-air`: nobody is heard. `double-talk`: both are, for longer than an interruption takes.
 * `clipped-word`: the first sound of a word is missing. `echo`: what we said comes back. `level-jump`: a voice is suddenly
 * much louder, or quieter. `gap`: sound is missing in the middle of a word.
 */
export const SOUND_FINDINGS = [
  'dead-air',
  'double-talk',
  'clipped-word',
  'echo',
  'level-jump',
  'gap',
] as const;

/** One of them. */
export type SoundFindingKind = (typeof SOUND_FINDINGS)[number];

/** One of them, at its place. */
export interface SoundFinding {
  readonly kind: SoundFindingKind;
  /** Whose sound it is in. */
  readonly side: 'caller' | 'agent' | 'both';
  /** Where it begins: in a recording since its start, in a call since it opened. */
  readonly atMs: number;
  readonly durationMs: number;
  /**
   * How bad it is. Of `dead-air`, `double-talk` and `gap` its milliseconds; of `clipped-word` the level with which the word
   * begins, in dBFS; of `echo` how far below our voice it comes back, in dB; of `level-jump` by how much, in dB, with a sign.
   */
  readonly value: number;
}
