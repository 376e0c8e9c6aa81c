// The log over pino: one JSON line each, with a net under the rule that no secret and no caller's word is logged.
import { pino, type DestinationStream, type Logger } from 'pino';
import type { Log, LogFields } from '../../base/log.ts';

/** Levels, least talkative first. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug'] as const;
/** The least important lines that are logged. */
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Longest text in a line; what peers report as detail can be of any length. */
const FIELD_CHARS_MAX = 300;

/** Fields that would hold personal data or secrets. No code of ours writes them; if one ever does, the value stays out. */
const WITHHELD = new Set(
  'from to text said heard say digit digits instructions arguments argumentsJson outputJson token apiKey authorization password'.split(
    ' ',
  ),
);
/** Telephone numbers and API keys inside of a peer's error texts. */
const PRIVATE = /\+\d{7,15}|\b(?:sk|rk|pk)-[\w-]{8,}|\bBearer\s+\S+/g;

/** Lines of `level` and above, to standard output unless a destination is given. */
export function pinoLog(level: LogLevel, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    messageKey: 'event',
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label: string) => ({ level: label }) },
  };
  return over(destination === undefined ? pino(options) : pino(options, destination));
}

function over(logger: Logger): Log {
  const at =
    (level: 'debug' | 'info' | 'warn' | 'error') =>
    (event: string, fields: LogFields = {}): void => {
      if (logger.isLevelEnabled(level)) logger[level](clean(fields), event);
    };
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => over(logger.child(clean(fields))),
  };
}

function clean(fields: LogFields): LogFields {
  const kept: Record<string, string | number | boolean | undefined> = {};
  for (const [name, value] of Object.entries(fields)) {
    if (WITHHELD.has(name)) kept[name] = '[withheld]';
    else if (typeof value === 'string')
      kept[name] = value.replace(PRIVATE, '[withheld]').slice(0, FIELD_CHARS_MAX);
    else kept[name] = value;
  }
  return kept;
}
