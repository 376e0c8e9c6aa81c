// Read numbers: a do-not-call list, one number a line.
import { party } from '../../server/api-schemas.ts';
import { bareNumber } from '../dial/bare-number.ts';
import { partyOf } from './batch-row.ts';

/** Who must not be called, as `partyOf` has them; or every line that is no number. */
export type NumbersRead =
  | { readonly ok: true; readonly parties: ReadonlySet<string> }
  | { readonly ok: false; readonly problems: readonly string[] };

/**
 * Reads a list of numbers or SIP URIs. Of a line the first cell counts, and what stands behind a `#` never; a first line
 * without a digit is a header. A line that is neither is a problem, not skipped: somebody did not want to be called.
 */
export function readNumbers(text: string): NumbersRead {
  const parties = new Set<string>();
  const problems: string[] = [];
  text
    .replace(/^\ufeff/, '')
    .split(/\r\n|\r|\n/)
    .forEach((line, index) => {
      const cell =
        line
          .replace(/#.*/, '')
          .split(/[,;\t]/, 1)[0]
          ?.trim()
          .replaceAll(/^"|"$/g, '') ?? '';
      if (cell === '' || (index === 0 && !/[\d:]/.test(cell))) return;
      const bare = bareNumber(cell);
      if (party.safeParse(bare).success) parties.add(partyOf(bare));
      else problems.push(`line ${index + 1}: ${cell} is no number with a country code, such as +14155550123`);
    });
  return problems.length > 0 ? { ok: false, problems } : { ok: true, parties };
}
