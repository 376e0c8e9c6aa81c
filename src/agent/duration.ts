// Duration: a span of time as people write it in a config, e.g. `'90s'`.

/** A number and its unit: `'250ms'`, `'3s'`, `'1.5m'`, `'1h'`. */
export type Duration = `${number}${'ms' | 's' | 'm' | 'h'}`;

const MS_OF_UNIT = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 } as const;

/** Whole milliseconds of `text`; null when it is no duration. */
export function durationMs(text: string): number | null {
  const match = /^(?<amount>\d+(?:\.\d+)?)(?<unit>ms|s|m|h)$/.exec(text);
  const unit = match?.groups?.['unit'] as keyof typeof MS_OF_UNIT | undefined;
  if (match?.groups === undefined || unit === undefined) return null;
  return Math.round(Number(match.groups['amount']) * MS_OF_UNIT[unit]);
}
