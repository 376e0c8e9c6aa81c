// Added lines: what is told of a regression test that was made of a call: how much was replaced, and never what.
import type { Redactable } from '../../frames/redactable.ts';
import { differenceText, type Difference } from '../../replay/difference.ts';
import type { Replaced } from '../../replay/replace-personal.ts';

/** A test that was made. */
export interface AddedTest extends Pick<Replaced, 'counts'> {
  readonly callId: string;
  readonly path: string;
  readonly bytes: number;
  /** Pieces of sound without their voices; null: they were kept. */
  readonly sounds: number | null;
  /** Lines in which something is left of what was replaced. */
  readonly left: number;
  /** Where today's code went another way than on the tape. */
  readonly moved: Difference | null;
  /** False: the tape broke off. */
  readonly whole: boolean;
  /** Names were given. */
  readonly named: boolean;
}

const WHAT: Readonly<Record<Redactable | 'named', readonly [one: string, more: string]>> = {
  phone: ['phone number', 'phone numbers'],
  card: ['card number', 'card numbers'],
  ssn: ['social security number', 'social security numbers'],
  email: ['e-mail address', 'e-mail addresses'],
  named: ['text that you named', 'texts that you named'],
};

/** Lines for its reader. */
export function addedLines(added: AddedTest): readonly string[] {
  const { callId, path, bytes, counts, sounds, left, moved, whole, named } = added;
  const lines = [`${callId} is a test now: ${path}, ${Math.ceil(bytes / 1000)} kB.`];
  for (const [what, { values, places }] of counts)
    lines.push(`  Replaced  ${counted(values, WHAT[what])} in ${counted(places, ['place', 'places'])}`);
  lines.push(
    sounds === null
      ? '  Voices    kept: who has the file hears the caller'
      : `  Voices    taken out of ${counted(sounds, ['piece', 'pieces'])} of sound`,
  );
  lines.push(
    named
      ? '  Names     only those that you named are replaced'
      : '  Names     are not found by themselves: use --replace "Maria Lopez=Jane Doe"',
  );
  if (left > 0)
    lines.push(
      `  Left      something of what was replaced still stands in ${counted(left, ['line', 'lines'])}: the agent itself says it, or a thing is named so`,
    );
  if (!whole) lines.push('  Its tape breaks off with its process: the test goes as far.');
  if (moved !== null)
    lines.push(
      "  Today's code goes another way than the tape, and the test has that. First:",
      differenceText(moved),
    );
  return lines;
}

function counted(count: number, [one, more]: readonly [string, string]): string {
  return `${count} ${count === 1 ? one : more}`;
}
