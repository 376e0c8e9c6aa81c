// Read batch: a CSV file of people to be called, checked whole before anybody is.
import { describeIssues } from '../../base/describe-issues.ts';
import type { EpochMs } from '../../base/time.ts';
import { fillTemplate } from '../../agent/fill-template.ts';
import type { CallRequest } from '../../server/api.ts';
import { dialBody } from '../../server/dial-schema.ts';
import { bareNumber } from '../dial/bare-number.ts';
import { partyOf, type BatchRow } from './batch-row.ts';
import { isZone, type CallingClock } from './calling-hours.ts';
import { zonesOfNumber } from './number-zones.ts';
import { readTable, type TableRow } from './read-table.ts';

/** Rows of one file: all of them are held in memory, and looked through whenever a call is placed. */
export const ROWS_MAX = 50_000;

/** Columns that are no variable. */
const RESERVED = ['to', 'from', 'carrier', 'timezone', 'greeting', 'purpose', 'voicemail'] as const;
type Reserved = (typeof RESERVED)[number];

/** What every row gets that does not say otherwise. */
export interface BatchDefaults {
  readonly request: Omit<CallRequest, 'to' | 'idempotencyKey'>;
  /** IANA name of the zone of numbers that do not tell theirs; null: there is none. */
  readonly zone: string | null;
}

/** The rows in the order of the file, or everything that is wrong with it, each with its line and how to mend it. */
export type BatchRead =
  | { readonly ok: true; readonly rows: readonly BatchRow[] }
  | { readonly ok: false; readonly problems: readonly string[] };

/** Reads and checks a whole file; `clock` and `now`: a row that never may ring is refused. */
export function readBatch(
  bytes: Uint8Array,
  defaults: BatchDefaults,
  clock: CallingClock,
  now: EpochMs,
): BatchRead {
  const table = readTable(bytes);
  if (!table.ok) return { ok: false, problems: [table.problem] };
  const [header, ...body] = table.rows;
  if (header === undefined || body.length === 0)
    return {
      ok: false,
      problems: ['nobody is in it: give a header line, such as `to,name`, and a line per call'],
    };
  if (body.length > ROWS_MAX)
    return { ok: false, problems: [`it has ${body.length} rows: ${ROWS_MAX} is the most of one batch`] };
  const columns = columnsOf(header);
  if (!columns.ok) return columns;
  const problems: string[] = [];
  const rows: BatchRow[] = [];
  const lines = new Map<string, number>();
  for (const entry of body) {
    const read = readRow(entry, columns.names, defaults);
    const faults = [...read.problems];
    const party = partyOf(read.row.request.to);
    const before = faults.length > 0 ? undefined : lines.get(party);
    if (before === undefined) lines.set(party, entry.line);
    else
      faults.push(`to: stands on line ${before} already, and nobody is called twice: leave one of them out`);
    if (faults.length === 0 && clock.nextRing(read.row.zones, now) === null)
      faults.push(
        `timezone: no time of day is within the calling hours in all of ${read.row.zones.join(', ')}: name one of them in a column \`timezone\``,
      );
    problems.push(...faults.map((fault) => `line ${entry.line}: ${fault}`));
    if (faults.length === 0) rows.push(read.row);
  }
  return problems.length > 0 ? { ok: false, problems } : { ok: true, rows };
}

type Columns =
  | { readonly ok: true; readonly names: readonly string[] }
  | { readonly ok: false; readonly problems: readonly string[] };

function columnsOf({ line, cells }: TableRow): Columns {
  const names = cells.map((cell) => {
    const lower = cell.toLowerCase();
    return isReserved(lower) ? lower : cell;
  });
  const problems = names.flatMap((name, index) => {
    if (names.indexOf(name) < index) return [`column ${index + 1}: \`${name}\` stands there twice`];
    if (/^[A-Za-z_]\w*$/.test(name)) return [];
    const better = name
      .normalize('NFKD')
      .replaceAll(/[^\w]+/g, '_')
      .replaceAll(/^[_\d]+|_+$/g, '');
    return [
      `column ${index + 1}: \`${name}\` cannot be the name of a variable: use letters, digits and _${better === '' ? '' : `, such as \`${better}\``}`,
    ];
  });
  if (!names.includes('to'))
    problems.unshift(
      `there is no column \`to\`: the first line names the columns, and it has ${names.map((name) => `\`${name}\``).join(', ')}`,
    );
  return problems.length > 0
    ? { ok: false, problems: problems.map((problem) => `line ${line}, ${problem}`) }
    : { ok: true, names };
}

function readRow(
  { line, cells }: TableRow,
  names: readonly string[],
  { request: shared, zone }: BatchDefaults,
): { readonly row: BatchRow; readonly problems: readonly string[] } {
  const problems: string[] = [];
  const given: Partial<Record<Reserved, string>> = {};
  const variables: Record<string, string> = { ...shared.variables };
  names.forEach((name, index) => {
    // An empty cell says nothing: what holds for all rows holds, and a placeholder says its fallback.
    const cell = cells[index] ?? '';
    if (cell === '') return;
    if (isReserved(name)) given[name] = cell;
    else variables[name] = cell;
  });
  if (cells.length > names.length)
    problems.push(
      `it has ${cells.length} cells and the header ${names.length}: put a cell with a comma in it into quotes`,
    );
  const { to = '', from, carrier, timezone, greeting, purpose, voicemail } = given;
  const request: CallRequest = {
    ...shared,
    to: bareNumber(to),
    ...(from !== undefined && { from: bareNumber(from) }),
    ...(carrier !== undefined && { carrier }),
    ...(Object.keys(variables).length > 0 && { variables }),
    ...(greeting !== undefined && { greeting }),
    ...(purpose !== undefined && { purpose }),
    ...(voicemail !== undefined && { voicemail: { action: 'message', message: voicemail } as const }),
  };
  const checked = dialBody.safeParse(request);
  if (to === '') problems.push('to: is empty: give a number, such as +14155550123');
  else if (/^\d/.test(request.to))
    problems.push(`to: ${to} has no country code: write it as +1 415 555 0123 is written`);
  else if (!checked.success) problems.push(...describeIssues(checked.error.issues));
  problems.push(...unfilled(request, names));
  if (timezone !== undefined && !isZone(timezone))
    problems.push(`timezone: ${timezone} is no time zone: give its IANA name, such as America/Denver`);
  const zones =
    timezone === undefined ? (zonesOfNumber(request.to) ?? (zone === null ? [] : [zone])) : [timezone];
  if (zones.length === 0 && problems.length === 0)
    problems.push(
      `timezone: ${request.to} does not say where it is: name its zone in a column \`timezone\`, or give --timezone`,
    );
  return { row: { line, request, zones }, problems };
}

/** A sentence with a hole in it, where the file has a column for it. */
function unfilled(
  { variables = {}, greeting, purpose, voicemail }: CallRequest,
  names: readonly string[],
): string[] {
  const message = voicemail?.action === 'message' ? voicemail.message : undefined;
  const texts = { greeting, purpose, voicemail: message };
  return Object.entries(texts).flatMap(([what, text = '']) =>
    fillTemplate(text, variables)
      .missing.filter((name) => names.includes(name))
      .map(
        (name) =>
          `${name}: is empty, and the ${what} wants it: fill it in, or write {{${name}|something else}}`,
      ),
  );
}

function isReserved(name: string): name is Reserved {
  return RESERVED.some((reserved) => reserved === name);
}
