// Kept kinds: which of the kinds that can be deleted a file belongs to, and which kinds hold what another one says.
import type { ForgetKind } from '../../store/forgetting.ts';

/** Kinds that hold the same again: whoever deletes one of them deletes these too, or it would still stand there. */
const HOLDS_IT_TOO: Readonly<Partial<Record<ForgetKind, readonly ForgetKind[]>>> = {
  recording: ['tape'],
  transcript: ['journal', 'tape'],
  caller: ['journal', 'tape'],
  journal: ['tape'],
};

/** The kinds and all that hold the same; of the whole call nothing else is to be said. */
export function withTheirLike(kinds: readonly ForgetKind[]): readonly ForgetKind[] {
  if (kinds.includes('call')) return ['call'];
  return [...new Set(kinds.flatMap((kind) => [kind, ...(HOLDS_IT_TOO[kind] ?? [])]))];
}

/** Which archived files hold what; a file goes with the first of its kinds that goes. Others go with the call alone. */
const FILES: readonly (readonly [RegExp, readonly ForgetKind[]])[] = [
  [/^recording\./, ['recording']],
  [/^transcript\./, ['transcript']],
  [/^journal\./, ['journal']],
  [/^spans\./, ['spans']],
  [/^tape\b/, ['tape']],
  // It has the number, and what came of the call in words.
  [/^outcome\./, ['outcome', 'transcript', 'caller']],
];

/** Whether an archived file of that name goes when these kinds go. */
export function fileGoes(name: string, kinds: readonly ForgetKind[]): boolean {
  if (kinds.includes('call')) return true;
  const held = FILES.find(([pattern]) => pattern.test(name))?.[1] ?? [];
  return held.some((kind) => kinds.includes(kind));
}
