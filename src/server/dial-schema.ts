// The schema of a request to place a call.
import { z } from 'zod';
import { brokenPlaceholder } from '../agent/fill-template.ts';
import { party } from './api-schemas.ts';
import type { CallRequest } from './switchboard.ts';

/** Longest text that is spoken on a call that is asked for. */
export const SPOKEN_CHARS_MAX = 1000;
const spokenText = z
  .string()
  .trim()
  .min(1)
  .max(SPOKEN_CHARS_MAX)
  .refine(
    (text) => brokenPlaceholder(text) === null,
    'has a placeholder that is none: write {{name}} or {{name|fallback}}',
  );
/** Longest key by which a request is known again. */
export const IDEMPOTENCY_KEY_CHARS_MAX = 200;

/** A call to be placed. */
export const dialBody: z.ZodType<CallRequest> = z.strictObject({
  to: party.describe('Who is called, E.164 or SIP URI; personal data'),
  from: party
    .exactOptional()
    .describe("Shown to who is called; default: the number of the carrier's settings"),
  carrier: z
    .string()
    .min(1)
    .max(64)
    .exactOptional()
    .describe('By name; default: the first one of this server that places calls'),
  variables: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, 'names are letters, digits and _'), z.string().max(2000))
    .refine((variables) => Object.keys(variables).length <= 50, 'must be 50 or less')
    .exactOptional()
    .describe('For {{name}} in instructions, greeting, purpose and message, and for tools; personal data'),
  greeting: spokenText
    .exactOptional()
    .describe('Spoken when somebody picks up; default: who is called speaks first'),
  purpose: spokenText
    .exactOptional()
    .describe('Who calls and why, as it is said to a phone that screens calls'),
  voicemail: z
    .discriminatedUnion('action', [
      z.strictObject({ action: z.literal('hang-up') }),
      z.strictObject({ action: z.literal('message'), message: spokenText }),
      z.strictObject({ action: z.literal('go-on') }),
    ])
    .exactOptional()
    .describe('What happens when a machine picks up; without it the carrier does not listen for one'),
  answerWithinS: z
    .number()
    .int()
    .min(5)
    .max(600)
    .exactOptional()
    .describe('How long it may ring; default 30'),
  maxDurationS: z
    .number()
    .int()
    .min(1)
    .max(86_400)
    .exactOptional()
    .describe("The longest the call may take; default: the agent's"),
  idempotencyKey: z
    .string()
    .min(1)
    .max(IDEMPOTENCY_KEY_CHARS_MAX)
    .exactOptional()
    .describe('As the header Idempotency-Key, which wins'),
  traceparent: z.string().max(200).exactOptional().describe('As the header traceparent, which wins'),
});

/** The header by which a request to place a call is known again. */
export const dialHeaders = z.object({
  'idempotency-key': z
    .string()
    .min(1)
    .max(IDEMPOTENCY_KEY_CHARS_MAX)
    .optional()
    .describe('Of several requests with one key the first places its call; the others get that call back'),
  traceparent: z
    .string()
    .max(200)
    .optional()
    .describe("The trace that the call goes on in: W3C's trace context"),
});
