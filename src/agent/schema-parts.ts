// Schema parts: the pieces of which the check of `defineAgent({...})` is made.
import { z } from 'zod';
import { durationMs } from './duration.ts';
import { brokenPlaceholder } from './fill-template.ts';

/** Characters of instructions, and of anything spoken as it stands. */
export const INSTRUCTIONS_CHARS_MAX = 100_000;
const SPOKEN_CHARS_MAX = 1000;

/** Text of bounded length that is not empty. */
export function text(max: number) {
  return z
    .string({ error: 'must be text' })
    .trim()
    .min(1, 'must not be empty')
    .max(max, `must be ${max} characters or less`);
}

/** Text that is said as it stands, with placeholders that are whole. */
export function spoken() {
  return text(SPOKEN_CHARS_MAX).refine((value) => brokenPlaceholder(value) === null, {
    error:
      'has a placeholder that is none: write {{name}} or {{name|fallback}}, names of letters, digits and "_"',
  });
}

/** A duration between two others, as milliseconds. */
export function duration(from: string, to: string) {
  const error = `must be a duration from ${from} to ${to}, such as '90s'`;
  const [min, max] = [durationMs(from) ?? 0, durationMs(to) ?? 0];
  return z.string({ error }).transform((value, context) => {
    const ms = durationMs(value);
    if (ms !== null && ms >= min && ms <= max) return ms;
    context.addIssue({ code: 'custom', message: error, input: value });
    return z.NEVER;
  });
}

/** One of a few words. */
export function oneOf<const Values extends readonly [string, ...string[]]>(...values: Values) {
  return z.enum(values, { error: `must be one of ${values.map((value) => `'${value}'`).join(', ')}` });
}

/** An object that has these fields and no others. */
export function fields<Shape extends z.ZodRawShape>(shape: Shape) {
  const known = Object.keys(shape).join(', ');
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `is no field of this; known are ${known}`
        : `must be an object of ${known}`,
  });
}

/** Whether `probe` takes the value; constructors of `Intl` throw where they do not know a name. */
export function knownTo(probe: (value: string) => unknown) {
  return (value: string) => {
    try {
      probe(value);
      return true;
    } catch {
      return false;
    }
  };
}

const phrase = spoken().optional();

/** The phrases of a plan, each of which may be left out. */
export const phraseFields = fields({
  timeUp: phrase,
  oneMoment: phrase,
  apology: phrase,
  transferring: phrase,
  holding: phrase,
  transferFailed: phrase,
  resumed: phrase,
  busy: phrase,
});
