// Conclusion options: what an agent's owner wants to know of each call once it has ended.
import { z } from 'zod';
import { describeIssues } from '../base/describe-issues.ts';
import { OffhookError } from '../base/errors.ts';
import { fields, text } from './schema-parts.ts';
import { parametersOf } from './tool-parameters.ts';

/** What is found out of each ended call, by a language model that reads it where one is configured, else by rules. */
export interface ConclusionOptions {
  /** What a model is asked to find out, such as `z.object({ date: z.string().nullable(), urgent: z.boolean() })`. Default nothing. */
  readonly fields?: z.ZodObject;
  /** The words that a model chooses from. Default `DISPOSITIONS`. */
  readonly dispositions?: readonly string[];
  /** Of rules: what the success of a function means, by its name, e.g. `{ book_appointment: 'booked' }`. */
  readonly byTool?: Readonly<Record<string, string>>;
  /** What a model should know to judge a call, e.g. what counts as urgent. */
  readonly instructions?: string;
}

/** The fields that are wanted, as a model is told of them, and the check of what it says. */
export interface ConclusionFields {
  /** JSON Schema, an object. */
  readonly schema: Readonly<Record<string, unknown>>;
  check(
    value: unknown,
  ):
    | { readonly ok: true; readonly value: Readonly<Record<string, unknown>> }
    | { readonly ok: false; readonly problem: string };
}

/** The same with every default settled. */
export interface ConclusionPlan {
  readonly fields: ConclusionFields | null;
  /** Empty: `DISPOSITIONS`. */
  readonly dispositions: readonly string[];
  readonly byTool: Readonly<Record<string, string>>;
  readonly instructions: string | null;
}

const WORDS_MAX = 50;
const INSTRUCTIONS_CHARS_MAX = 10_000;

const word = z
  .string({ error: 'must be text' })
  .regex(/^[\p{L}\p{N}][\p{L}\p{N} _-]{0,63}$/u, 'must be 1 to 64 letters, digits, spaces, "_" or "-"');

/** The check of `conclusion`. */
export const conclusionSchema = fields({
  fields: z
    .custom<z.ZodObject>((value) => value instanceof z.ZodObject, { error: 'must be a z.object({...})' })
    .optional(),
  dispositions: z
    .array(word, { error: 'must be an array of words' })
    .min(1, 'must have one word or more')
    .max(WORDS_MAX, `must have ${WORDS_MAX} words or less`)
    .optional(),
  byTool: z.record(z.string(), word, { error: "must be words by a function's name" }).optional(),
  instructions: text(INSTRUCTIONS_CHARS_MAX).optional(),
});

/** Settles every default; null: the agent's owner wants nothing but the rules. Throws `CONFIG_INVALID` for fields that have no JSON Schema. */
export function settledConclusion(
  options: z.output<typeof conclusionSchema> | undefined,
): ConclusionPlan | null {
  if (options === undefined) return null;
  return {
    fields: options.fields === undefined ? null : fieldsOf(options.fields),
    dispositions: options.dispositions ?? [],
    byTool: options.byTool ?? {},
    instructions: options.instructions ?? null,
  };
}

function fieldsOf(schema: z.ZodObject): ConclusionFields {
  let json: ConclusionFields['schema'];
  try {
    json = parametersOf('conclusion.fields', schema);
  } catch (error) {
    // Said of a function's arguments there.
    const said = error instanceof Error ? error.message : String(error);
    throw new OffhookError('CONFIG_INVALID', said.replace(': parameters: ', ': '), { cause: error });
  }
  return {
    schema: json,
    check(value) {
      const read = schema.safeParse(value);
      if (read.success) return { ok: true, value: read.data };
      // Without what was given: it may quote the caller.
      return { ok: false, problem: describeIssues(read.error.issues).join('; ') };
    },
  };
}
