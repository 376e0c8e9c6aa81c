// Report: the figures of all rounds as a table for people and as JSON for whoever compares runs.
import type { FramePathReport } from './frame-path.ts';
import type { Contender, Figures } from './round.ts';
import { median } from './statistics.ts';

/** Everything that one run of the benchmark found out. */
export interface Results {
  readonly node: string;
  readonly cores: number;
  readonly options: {
    readonly calls: number;
    readonly seconds: number;
    readonly rounds: number;
    readonly quick: boolean;
  };
  /** Other work on the machine while it ran: the load average of the minute before. */
  readonly loadBefore: number;
  readonly rounds: Readonly<Record<Contender, readonly Figures[]>>;
  readonly framePath: FramePathReport;
}

type Shown = 'ratio' | 'difference' | 'none';

/** How each figure is shown, in order. */
export const SHOWN: Readonly<Record<keyof Figures, readonly [label: string, unit: string, against: Shown]>> =
  {
    cpuPerCallSecondMs: ['CPU of a call-second', 'ms', 'ratio'],
    callerToModelMsP50: ['Caller → model, p50', 'ms', 'difference'],
    callerToModelMsP95: ['                p95', 'ms', 'difference'],
    callerToModelMsP99: ['                p99', 'ms', 'difference'],
    modelToCallerMsP50: ['Model → caller, p50', 'ms', 'difference'],
    modelToCallerMsP95: ['                p95', 'ms', 'difference'],
    modelToCallerMsP99: ['                p99', 'ms', 'difference'],
    firstAudioMsP50: ['First audio, p50', 'ms', 'difference'],
    firstAudioMsP95: ['             p95', 'ms', 'difference'],
    firstAudioMsMax: ['             worst', 'ms', 'difference'],
    speechToClearMsP50: ['Speech → clear, p50', 'ms', 'difference'],
    speechToClearMsP95: ['                p95', 'ms', 'difference'],
    speechToClearMsP99: ['                p99', 'ms', 'difference'],
    livePerCallKib: ['Live memory of a call', 'KiB', 'difference'],
    rssPerCallKib: ['RSS of a call', 'KiB', 'difference'],
    rssPerCallLaterHalfKib: ['  of the later half', 'KiB', 'difference'],
    rssIdleMib: ['RSS without a call', 'MiB', 'ratio'],
    rssFullMib: ['RSS with all calls', 'MiB', 'ratio'],
    loopDelayMsP50: ['Event loop late, p50', 'ms', 'difference'],
    loopDelayMsP99: ['                 p99', 'ms', 'difference'],
    loopDelayMsMax: ['                 worst', 'ms', 'difference'],
    framesThroughShare: ['Frames that came through', '', 'none'],
    clearedShare: ['Turns that were cleared', '', 'none'],
    generatorLateMsP99: ['Noise: generator late, p99', 'ms', 'none'],
  };

/** The table, line by line. Medians over the rounds; behind them the lowest and the highest. */
export function table({ rounds, framePath }: Results): readonly string[] {
  const of = (contender: Contender, name: keyof Figures): readonly number[] =>
    rounds[contender].map((figures) => figures[name]);
  const lines = [row('', 'offhook', 'plain relay', 'offhook against it')];
  for (const [name, [label, unit, shown]] of Object.entries(SHOWN)) {
    const ours = of('offhook', name as keyof Figures);
    const theirs = of('relay', name as keyof Figures);
    lines.push(
      row(label, cell(ours, unit), cell(theirs, unit), compared(median(ours), median(theirs), unit, shown)),
    );
  }
  for (const [label, costs] of [
    ["Path of a caller's 20 ms", framePath.callerFrameUs],
    ["Path of the agent's 200 ms", framePath.agentDeltaUs],
  ] as const) {
    const { offhook, relay, recorded, observed, taped, turnRecords } = costs;
    lines.push(
      row(label, cell([offhook], 'µs'), cell([relay], 'µs'), compared(offhook, relay, 'µs', 'ratio')),
    );
    lines.push(row('  recorded', cell([recorded], 'µs'), '', compared(recorded, relay, 'µs', 'ratio')));
    const more = `${short((observed / offhook - 1) * 100)} % more than unobserved`;
    lines.push(row('  observed', cell([observed], 'µs'), '', more));
    lines.push(row('  taped', cell([taped], 'µs'), '', `${short(taped - offhook)} µs more than untaped`));
    lines.push(row("  a turn's records", cell([turnRecords], 'µs'), '', ''));
  }
  return lines;
}

function row(...cells: readonly [string, string, string, string]): string {
  return `${cells[0].padEnd(28)}${cells[1].padEnd(30)}${cells[2].padEnd(30)}${cells[3]}`.trimEnd();
}

function cell(values: readonly number[], unit: string): string {
  const spread = values.length > 1 ? ` (${short(Math.min(...values))}–${short(Math.max(...values))})` : '';
  return `${short(median(values))}${unit === '' ? '' : ` ${unit}`}${spread}`;
}

function compared(ours: number, theirs: number, unit: string, shown: Shown): string {
  if (shown === 'none') return '';
  if (shown === 'ratio') return `${short(ours / theirs)} ×`;
  const more = ours - theirs;
  return `${more < 0 ? '−' : '+'}${short(Math.abs(more))} ${unit}`;
}

/** Three digits that mean something. */
function short(value: number): string {
  if (!Number.isFinite(value)) return '–';
  return Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(value === 0 ? 1 : 3);
}
