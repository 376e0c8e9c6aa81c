// Exact text: a response that is to say one text word for word needs nobody to think about it.
import { sayExactly } from '../../nodes/utterances.ts';

const [BEFORE = '', AFTER = ''] = sayExactly('\n').split('\n');

/** The text that a response's own instructions ask to be said word for word; null when they ask for something else. */
export function exactText(instructions: string | null): string | null {
  if (instructions === null || !instructions.startsWith(BEFORE) || !instructions.endsWith(AFTER)) return null;
  const text = instructions.slice(BEFORE.length, instructions.length - AFTER.length);
  return text === '' ? null : text;
}
