// Latency lines: what the API says of turns, as tables for people.
import type { LatencyReport, Percentiles, SloStatus, TurnLatency } from '../../server/api.ts';

const PARTS = [
  ['latencyMs', 'ear to ear'],
  ['endpointingMs', '  end of speech'],
  ['modelMs', '  model'],
  ['toolsMs', '  tools'],
  ['relayMs', '  held'],
  ['carrierMs', '  carrier'],
  ['completeMs', 'reply, first sound to last'],
] as const;

const NAME_CHARS = 32;

/** All turns by their parts, then each agent, model and carrier from ear to ear, then the objectives. */
export function latencyLines({ since, until, latency, objectives }: LatencyReport): readonly string[] {
  const all = latency.find(({ by }) => by === 'all');
  if (all === undefined) return [`No turn was answered from ${since} to ${until}.`];
  return [
    `Turns from ${since} to ${until}, in milliseconds`,
    '',
    heading('all'),
    ...PARTS.map(([measure, name]) => row(name, all.measures[measure])),
    ...(['agent', 'model', 'carrier'] as const).flatMap((by) => group(by, latency)),
    ...(objectives.length === 0 ? [] : ['', ...objectives.map(objectiveLine)]),
  ];
}

function group(by: TurnLatency['by'], latency: readonly TurnLatency[]): readonly string[] {
  const own = latency.filter((one) => one.by === by);
  return ['', heading(by), ...own.map(({ name, measures }) => row(name, measures.latencyMs))];
}

function heading(name: string): string {
  return columns(name, ['turns', 'p50', 'p95', 'p99']);
}

function row(name: string, percentiles: Percentiles | null): string {
  if (percentiles === null) return columns(name, ['0', '–', '–', '–']);
  const { count, p50, p95, p99 } = percentiles;
  return columns(
    name,
    [count, p50, p95, p99].map((value) => String(Math.round(value))),
  );
}

function columns(name: string, values: readonly string[]): string {
  return `${name.padEnd(NAME_CHARS)}${values.map((value) => value.padStart(8)).join('')}`;
}

function objectiveLine({ name, withinMs, share, burning, rates }: SloStatus): string {
  const told = rates
    .filter(({ turns }) => turns > 0)
    .map(({ window, rate }) => `${rate.toFixed(1)} in ${window}`);
  const burn = told.length === 0 ? 'no turns' : `burns ${told.join(', ')}`;
  return `${burning ? '✖' : '✔'} ${name}: ${Math.round(share * 1000) / 10}% within ${withinMs} ms; ${burn}`;
}
