// Span lines: a call's spans as a waterfall in text.
import type { CallSpans } from '../../server/api.ts';

const BAR_WIDTH = 32;
const MS_WIDTH = 9;

/** What is shown of a span beside its times, where it has it. */
const SHOWN: readonly string[] = [
  'error.type',
  'offhook.end.reason',
  'offhook.interruption.cause',
  'offhook.part',
  'offhook.first_ms',
  'offhook.transfer.status',
  'offhook.consultation.outcome',
];

/** One line per span: name, when it began, how long it took, and where in the call that was. Times in milliseconds. */
export function spanLines({ spans }: CallSpans): readonly string[] {
  const [root] = spans;
  if (root === undefined) return ['This call has no spans.'];
  const fromUs = root.startUs;
  const toUs = Math.max(...spans.map(({ startUs, endUs }) => endUs ?? startUs), fromUs + 1);
  const width = Math.max(...spans.map(({ name, depth }) => name.length + 2 * depth), 4);
  const head = `${'span'.padEnd(width)}${'at ms'.padStart(MS_WIDTH)}${'took ms'.padStart(MS_WIDTH)}`;
  return [
    `trace ${root.traceId}`,
    head,
    ...spans.map(({ name, depth, startUs, endUs, attributes }) => {
      const at = ms(startUs - fromUs).padStart(MS_WIDTH);
      const took = (endUs === null ? '…' : ms(endUs - startUs)).padStart(MS_WIDTH);
      const notes = SHOWN.flatMap((key) => (attributes[key] === undefined ? [] : [String(attributes[key])]));
      const bar = barOf((startUs - fromUs) / (toUs - fromUs), ((endUs ?? toUs) - fromUs) / (toUs - fromUs));
      return `${`${'  '.repeat(depth)}${name}`.padEnd(width)}${at}${took}  ${bar}  ${notes.join(' ')}`.trimEnd();
    }),
  ];
}

function barOf(from: number, to: number): string {
  const start = Math.min(BAR_WIDTH - 1, Math.max(0, Math.floor(from * BAR_WIDTH)));
  const end = Math.min(BAR_WIDTH, Math.max(start + 1, Math.ceil(to * BAR_WIDTH)));
  return `${'·'.repeat(start)}${'█'.repeat(end - start)}${'·'.repeat(BAR_WIDTH - end)}`;
}

/** Below a tenth of a second by tenths: frames take less than one. */
function ms(us: number): string {
  const whole = us / 1000;
  return whole < 100 && !Number.isInteger(whole) ? whole.toFixed(1) : String(Math.round(whole));
}
