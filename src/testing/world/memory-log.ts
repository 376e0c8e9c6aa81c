// A log that keeps its lines, so that tests can read what was (and was not) logged.
import type { Log, LogFields } from '../../base/log.ts';

/** One line that was logged. */
export interface LogLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly event: string;
  readonly fields: LogFields;
}

/** A log whose lines a test can look at. */
export function memoryLog(): { log: Log; lines: LogLine[] } {
  const lines: LogLine[] = [];
  const logWith = (base: LogFields): Log => {
    const at =
      (level: LogLine['level']) =>
      (event: string, fields: LogFields = {}) =>
        void lines.push({ level, event, fields: { ...base, ...fields } });
    return {
      debug: at('debug'),
      info: at('info'),
      warn: at('warn'),
      error: at('error'),
      with: (fields) => logWith({ ...base, ...fields }),
    };
  };
  return { log: logWith({}), lines };
}
