// Sound flaws: how many flaws of each kind were found in the recordings that this process has judged.
import { SOUND_FINDINGS, type SoundFindingKind } from '../../media/sound-finding.ts';

/** Counts by kind. */
export interface SoundFlaws {
  readonly counts: Readonly<Record<SoundFindingKind, number>>;
  add(kind: SoundFindingKind): void;
}

/** None yet. */
export function soundFlaws(): SoundFlaws {
  const counts = Object.fromEntries(SOUND_FINDINGS.map((kind) => [kind, 0])) as Record<
    SoundFindingKind,
    number
  >;
  return { counts, add: (kind) => void (counts[kind] += 1) };
}
