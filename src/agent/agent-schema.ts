// Agent schema: the check of what users write in `defineAgent({...})`, with an answer to each mistake.
import { z } from 'zod';
import { REDACTABLES } from '../frames/redactable.ts';
import type { RunnableTool } from '../nodes/tool.ts';
import { US_STATES } from './area-codes.ts';
import type { InstructionsOf, VariablesOf } from './agent-options.ts';
import { conclusionSchema } from './conclusion-options.ts';
import { pipelineSchema } from './pipeline-schema.ts';
import {
  duration,
  fields,
  INSTRUCTIONS_CHARS_MAX,
  knownTo,
  oneOf,
  phraseFields,
  spoken,
  text,
} from './schema-parts.ts';
import { languageTag, steeringFields } from './steering-schema.ts';

const path = z
  .string({ error: 'must be a path' })
  .regex(/^(?:\/[\w.~-]+)+$/, "must be an absolute path without a query, such as '/twilio/incoming'");

const transferTarget = z
  .string({ error: 'must be text' })
  .regex(
    /^(?:\+[1-9]\d{6,14}|sips?:[^\s@]+@[^\s@]+)$/,
    "must be a number such as '+15551234567' or a SIP URI",
  );

/** Of the wrong type like any other, so that what is told is about the kind that was meant. */
const instructionsOf = z
  .unknown()
  .check(({ value, issues }) => {
    if (typeof value !== 'function')
      issues.push({ code: 'invalid_type', expected: 'function', input: value });
  })
  .transform((value) => value as InstructionsOf);

const phrase = spoken().optional();

/** What `defineAgent` takes; its output has durations in milliseconds. */
export const agentSchema = fields({
  name: z
    .string({ error: 'must be text' })
    .regex(/^[a-zA-Z0-9][a-zA-Z0-9 _-]{0,63}$/, 'must be 1 to 64 letters, digits, spaces, "_" or "-"'),
  instructions: z.union([text(INSTRUCTIONS_CHARS_MAX), fields({ file: text(4096) }), instructionsOf], {
    error: "must be text or { file: 'prompts/system.md' }, or a function that tells it for each call",
  }),
  greeting: z
    .union([spoken(), z.null()], { error: 'must be text, or null where the caller speaks first' })
    .optional(),
  voice: text(100).optional(),
  language: languageTag.optional(),
  model: text(200).optional(),
  pipeline: pipelineSchema.optional(),
  timeZone: z
    .string({ error: 'must be text' })
    .refine(
      knownTo((value) => new Intl.DateTimeFormat('en', { timeZone: value })),
      "must be an IANA time zone such as 'America/New_York'",
    )
    .optional(),
  tools: z
    .array(z.custom<RunnableTool>(isTool, { error: 'must be what defineTool({...}) returns' }), {
      error: 'must be an array of what defineTool({...}) returns',
    })
    .max(128, 'must be 128 tools or less')
    .optional(),
  ...steeringFields,
  bargeIn: oneOf('none', 'dtmf', 'speech', 'any').optional(),
  bargeInSensitivity: oneOf('low', 'medium', 'high').optional(),
  interruptDigit: z
    .union([z.string().regex(/^[0-9*#]$/, "must be one key, '0' to '9', '*' or '#'"), z.null()], {
      error: "must be one key such as '#', or null for each",
    })
    .optional(),
  maxCallDuration: duration('1s', '24h').optional(),
  dormancy: z
    .union(
      [
        z.literal(false),
        fields({
          after: duration('1s', '1h').optional(),
          question: phrase,
          answerWithin: duration('1s', '1h').optional(),
          farewell: phrase,
        }),
      ],
      { error: 'must be { after, question, answerWithin, farewell } or false' },
    )
    .optional(),
  recording: z
    .union(
      [
        z.boolean(),
        fields({
          consent: oneOf('always', 'by-state', 'none').optional(),
          notice: phrase,
          states: z
            .array(
              z.string().refine((value) => US_STATES.has(value), "must be a US state such as 'CA'"),
              {
                error: "must be an array of US states such as ['CA', 'FL']",
              },
            )
            .optional(),
        }),
      ],
      { error: 'must be true, false or { consent, notice, states }' },
    )
    .optional(),
  redact: z
    .union([z.boolean(), z.array(oneOf(...REDACTABLES))], {
      error: `must be true, or an array of ${REDACTABLES.map((kind) => `'${kind}'`).join(', ')}`,
    })
    .optional(),
  transfer: fields({ to: transferTarget.optional(), kind: oneOf('cold', 'warm', 'refer').optional() })
    .refine(({ to, kind }) => kind !== 'refer' || to === undefined || /^sips?:/.test(to), {
      error: "must be a SIP URI such as 'sip:desk@example.com' where the kind is 'refer'",
      path: ['to'],
    })
    .optional(),
  paths: fields({
    incoming: path.optional(),
    media: path.optional(),
    relay: path.optional(),
    afterStream: path.optional(),
    afterDial: path.optional(),
    status: path.optional(),
    streamStatus: path.optional(),
    answered: path.optional(),
    answeredBy: path.optional(),
  }).optional(),
  variables: z
    .custom<VariablesOf>((value) => typeof value === 'function', {
      error: 'must be a function of the caller',
    })
    .optional(),
  budget: fields({
    callUsdMax: z
      .number({ error: 'must be a number of US dollars' })
      .positive('must be a number of US dollars, more than 0'),
    onReached: oneOf('end', 'transfer').optional(),
    farewell: phrase,
  }).optional(),
  conclusion: conclusionSchema.optional(),
  phrases: phraseFields.optional(),
});

function isTool(value: unknown): boolean {
  const tool = value as Partial<RunnableTool> | null;
  return (
    typeof tool === 'object' &&
    tool !== null &&
    typeof tool.name === 'string' &&
    typeof tool.check === 'function' &&
    typeof tool.run === 'function' &&
    typeof tool.timeMsMax === 'number'
  );
}
