// Difference: the first thing that a call does otherwise than its tape says, in words that lead to it.

/** The first thing that differs. */
export interface Difference {
  /** The tape's line, from 1; the header is line 1. */
  readonly line: number;
  /** Milliseconds since the tape began. */
  readonly atMs: number;
  /** What came in last, as it stands on the tape. */
  readonly behind: string | null;
  /** What stands on the tape; null: nothing is to go out there. */
  readonly taped: string | null;
  /** What happens today; null: nothing does. */
  readonly today: string | null;
}

const TEXT_CHARS_MAX = 160;
const FIELDS_MAX = 8;

/** The difference, as lines to be read by a person. */
export function differenceText({ line, atMs, behind, taped, today }: Difference): string {
  const lines = [`At ${seconds(atMs)} (line ${line} of the tape) the call goes another way:`];
  if (behind !== null) lines.push(`  came in:  ${cut(behind)}`);
  if (taped === null || today === null) {
    lines.push(`  on tape:  ${taped === null ? 'nothing more' : cut(taped)}`);
    lines.push(`  today:    ${today === null ? 'nothing' : cut(today)}`);
    return lines.join('\n');
  }
  const fields = fieldsOf(JSON.parse(taped), JSON.parse(today), '');
  const common = nameOf(taped);
  if (common === nameOf(today)) {
    lines.push(`  went out: ${common}`);
    for (const { path, was, is } of fields.slice(0, FIELDS_MAX))
      lines.push(`  ${path}`, `    on tape:  ${shown(was, is)}`, `    today:    ${shown(is, was)}`);
    if (fields.length > FIELDS_MAX) lines.push(`  and ${fields.length - FIELDS_MAX} more fields`);
    return lines.join('\n');
  }
  return [...lines, `  on tape:  ${cut(taped)}`, `  today:    ${cut(today)}`].join('\n');
}

interface Field {
  readonly path: string;
  readonly was: unknown;
  readonly is: unknown;
}

function fieldsOf(was: unknown, is: unknown, path: string): readonly Field[] {
  if (JSON.stringify(was) === JSON.stringify(is)) return [];
  if (!isObject(was) || !isObject(is)) return [{ path: path === '' ? '(all of it)' : path, was, is }];
  const names = new Set([...Object.keys(was), ...Object.keys(is)]);
  return [...names].flatMap((name) => fieldsOf(was[name], is[name], path === '' ? name : `${path}.${name}`));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null;
}

/** Which kind of thing went out, so that like is compared with like. */
function nameOf(line: string): string {
  const { out, end, frame, event, what } = JSON.parse(line) as Readonly<Record<string, unknown>>;
  const kind = [frame, event].map((one) => (isObject(one) ? one['kind'] : undefined));
  return [out, end, ...kind, what].filter((part) => typeof part === 'string').join(' ');
}

/** A long text is shown from where it differs. */
function shown(value: unknown, other: unknown): string {
  if (value === undefined) return '(nothing)';
  if (typeof value !== 'string' || typeof other !== 'string') return cut(JSON.stringify(value));
  let same = 0;
  while (same < value.length && value[same] === other[same]) same += 1;
  const from = value.length <= TEXT_CHARS_MAX ? 0 : Math.max(0, same - 20);
  return cut(`${from === 0 ? '' : '…'}${JSON.stringify(value.slice(from, from + TEXT_CHARS_MAX))}`);
}

function cut(text: string): string {
  return text.length <= TEXT_CHARS_MAX ? text : `${text.slice(0, TEXT_CHARS_MAX)}…`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(3)} s`;
}
