// Key tools: built-in functions around the phone's keys, to collect what a caller types and to send keys oneself.
import { z } from 'zod';
import { OffhookError } from '../base/errors.ts';
import type { EntryStatus, SendingStatus } from '../frames/reasons.ts';
import { ENTRY_DIGITS_MAX } from '../nodes/digit-entry.ts';
import { checkEntryWish, DIGITS_OUT_MAX, type Entry, type EntryWish } from '../nodes/tool-asks.ts';
import type { ToolContext } from '../nodes/tool.ts';
import { defineTool, type Tool } from './define-tool.ts';
import { durationMs, type Duration } from './duration.ts';

/** What `collectDigits` takes. */
export interface CollectDigitsOptions {
  /** Default `collect_digits`; an agent that has several gives each its own. */
  readonly name?: string;
  /** What is collected and when, for the model. */
  readonly description?: string;
  /** So many digits end it. Default: the model says how many, or the terminator ends it. */
  readonly length?: number;
  /** The key that ends it. Default `'#'`; null: none. */
  readonly terminator?: string | null;
  /** How long the caller may take for each key. Default `'10s'`. */
  readonly keyTimeout?: Duration;
  /** Spoken first. Default: the model asks in its own words, and calls then. */
  readonly prompt?: string;
}

/** What `collectDigits` takes for digits that nobody but the business may know. */
export interface PrivateDigitsOptions<Result> extends CollectDigitsOptions {
  readonly private: true;
  /** How long `use` may take. Default `'3s'`. */
  readonly timeout?: Duration;
  /** Takes the digits where they belong. What it returns is told to the model, as `result`: never the digits. */
  use(digits: string, context: ToolContext): Result | Promise<Result>;
}

/** What the model is told of private digits. */
export type PrivateDigitsResult<Result> =
  | { readonly status: 'entered'; readonly length: number; readonly result: Result }
  | { readonly status: Exclude<EntryStatus, 'entered'>; readonly length: number };

/** What the model may say about an entry. */
export interface CollectDigitsArguments {
  readonly length?: number | undefined;
}

const COLLECTS =
  'Collects digits that the caller types on the keypad. Ask for them first, in one sentence, and call it at once.';

/** `collect_digits` for private digits: the model is told how many there were, and what `use` returned. */
export function collectDigits<Result>(
  options: PrivateDigitsOptions<Result>,
): Tool<CollectDigitsArguments, PrivateDigitsResult<Result>>;
/** `collect_digits`, for an agent's `tools`: the model gets the digits. Throws `TOOL_INVALID`, `DIGITS_INVALID`. */
export function collectDigits(options?: CollectDigitsOptions): Tool<CollectDigitsArguments, Entry>;
/** Either: an entry that the caller types, as a function the model may call. */
export function collectDigits<Result>(
  options: CollectDigitsOptions | PrivateDigitsOptions<Result> = {},
): Tool<CollectDigitsArguments, Entry | PrivateDigitsResult<Result>> {
  const { name = 'collect_digits', description = COLLECTS, terminator = '#', keyTimeout = '10s' } = options;
  const { length: fixedLength, prompt } = options;
  const timeoutMs = durationMs(keyTimeout);
  if (timeoutMs === null)
    throw new OffhookError('TOOL_INVALID', `${name}: keyTimeout: must be a duration such as '10s'`);
  const wish: EntryWish = {
    ...(fixedLength === undefined ? {} : { length: fixedLength }),
    ...(prompt === undefined ? {} : { prompt }),
    terminator,
    timeoutMs,
    private: 'private' in options,
  };
  checkEntryWish(wish);
  const hidden = 'private' in options ? options : null;
  const length = z
    .int()
    .min(1)
    .max(ENTRY_DIGITS_MAX)
    .optional()
    .describe('How many digits there are. Leave it out when that differs: the caller then ends with #.');
  return defineTool({
    name,
    description,
    parameters: fixedLength === undefined ? z.object({ length }) : z.object({}),
    ...(hidden?.timeout === undefined ? {} : { timeout: hidden.timeout }),
    async run(args: CollectDigitsArguments, context) {
      const { length: wished } = args;
      const entry = await context.collectDigits(wished === undefined ? wish : { ...wish, length: wished });
      if (hidden === null) return entry;
      const { status, digits } = entry;
      if (status !== 'entered') return { status, length: digits.length };
      return { status, length: digits.length, result: await hidden.use(digits, context) };
    },
  });
}

/** What `sendDigits` takes. */
export interface SendDigitsOptions {
  /** When to press which keys, for the model. */
  readonly description?: string;
}

/** `send_digits`, for the `tools` of an agent that finds its way through the menus of those it calls. */
export function sendDigits(
  options: SendDigitsOptions = {},
): Tool<{ digits: string }, { status: SendingStatus; note: string }> {
  return defineTool({
    name: 'send_digits',
    description:
      options.description ??
      'Presses keys on the phone, to find your way through the menu of whoever you called. Listen to all choices first.',
    parameters: z.object({
      digits: z
        .string()
        .regex(/^(?=.*[0-9A-Da-d*#])[0-9A-Da-d*#wW]+$/)
        .max(DIGITS_OUT_MAX)
        .describe('The keys, e.g. "2" or "1w4711#": 0-9, * and #; w waits half a second, W a whole one.'),
    }),
    async run({ digits }, context) {
      const { status } = await context.sendDigits(digits);
      return { status, note: 'Say nothing now, and listen to what comes next.' };
    },
  });
}
