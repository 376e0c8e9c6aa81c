// Tool failure: what a log line may tell of an error that a function threw: its class and its place, never its words.

/** Class names and file names are words of code; what is longer is something else. */
const NAME = /^[\w$]{1,60}$/;
/** The last part of a stack line's place: `file.ts:12:3`, with or without a bracket behind it. */
const PLACE = /([\w.@$-]{1,80}:\d{1,7}):\d{1,7}\)?$/;
const STACK_LINES_MAX = 20;

/**
 * The class of `error` and, where its stack has one, the `file:line` that threw it. Its message stays out: it may hold
 * the business's secrets or the caller's data.
 */
export function toolFailure(error: unknown): { readonly error: string; readonly at?: string } {
  if (!(error instanceof Error)) return { error: typeof error };
  const name = NAME.test(error.name) ? error.name : 'Error';
  const at = placeOf(error.stack ?? '', error.message);
  return at === undefined ? { error: name } : { error: name, at };
}

/** The message is part of the stack's text and may look like a place itself: it is left out before one looks. */
function placeOf(stack: string, message: string): string | undefined {
  const lines = stack.replace(message, '').split('\n').slice(0, STACK_LINES_MAX);
  const thrower = lines.find((line) => /^\s+at /.test(line) && !line.includes('node:'));
  return thrower === undefined ? undefined : PLACE.exec(thrower.trimEnd())?.[1];
}
