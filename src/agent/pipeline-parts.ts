// Pipeline parts: the pieces of which the checks of an agent's `pipeline` are made.
import { z } from 'zod';

/** A vendor's own name for something; `error` says what. */
export const named = (error: string) => z.string({ error }).trim().min(1, 'must not be empty').max(200);

/** One that may be left out. */
export const name = named('must be text').optional();
/** The name of a model, where none is meant by itself. */
export const model = named('must be the name of a model');
/** Words that a transcriber might not know. */
export const keyterms = z
  .array(z.string({ error: 'must be text' }).min(1), { error: 'must be an array of words' })
  .max(100, 'must be 100 words or less')
  .optional();

/** A number from `min` to `max`. */
export const between = (min: number, max: number) => {
  const error = `must be a number from ${min} to ${max}`;
  return z.number({ error }).min(min, error).max(max, error);
};

/** Who thinks. */
export const llm = z.strictObject(
  {
    vendor: z.literal('openai', { error: "must be 'openai': other servers are named by LLM_BASE_URL" }),
    model,
    effort: z
      .enum(['none', 'minimal', 'low', 'medium', 'high'], {
        error: "must be one of 'none', 'minimal', 'low', 'medium', 'high'",
      })
      .optional(),
  },
  { error: "must be { vendor: 'openai', model: '…' }" },
);
