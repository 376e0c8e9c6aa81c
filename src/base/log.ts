// Log: structured lines with call ids and numbers. Never a secret, never a caller's word.

/** What may stand in a line beside its event name. Personal data has no place here. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

/** One line per call; `event` is a fixed dotted name, e.g. `model.dialled`. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** A log that adds `fields` to each of its lines. */
  with(fields: LogFields): Log;
}
