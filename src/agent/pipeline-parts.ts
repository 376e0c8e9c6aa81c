// Pipeline parts: the pieces of which the checks of an agent's `pipeline` are made.
import { z } from 'zod';
import { isAiSdkModel, type AiSdkMetadata, type AiSdkModel } from '../speech/ai-sdk/ai-sdk-model.ts';

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

const effort = z
  .enum(['none', 'minimal', 'low', 'medium', 'high'], {
    error: "must be one of 'none', 'minimal', 'low', 'medium', 'high'",
  })
  .optional();

const AI_SDK_MODEL =
  "must be a language model of the AI SDK, such as anthropic('claude-haiku-4-5'), or its name at the AI Gateway, such as 'anthropic/claude-haiku-4.5'";

const object = (value: unknown): boolean => typeof value === 'object' && value !== null;

/** Who thinks. */
export const llm = z.discriminatedUnion(
  'vendor',
  [
    z.strictObject({ vendor: z.literal('openai'), model, effort }),
    z.strictObject({
      vendor: z.literal('ai-sdk'),
      model: z.union(
        [
          z
            .string()
            .regex(/^[\w.-]+\/\S+$/, AI_SDK_MODEL)
            .max(200),
          z.custom<AiSdkModel>(isAiSdkModel, { error: AI_SDK_MODEL }),
        ],
        { error: AI_SDK_MODEL },
      ),
      effort,
      providerOptions: z
        .custom<AiSdkMetadata>((value) => object(value) && Object.values(value as object).every(object), {
          error: 'must be settings by the name of their provider',
        })
        .optional(),
    }),
  ],
  {
    error:
      "must be { vendor: 'openai', model: '…' }, whose server LLM_BASE_URL may name, or { vendor: 'ai-sdk', model }",
  },
);
