// Managed schema: the check of an agent's `pipeline` where Twilio hears and speaks.
import { z } from 'zod';
import { between, keyterms, llm, name } from './pipeline-parts.ts';

const stt = z.union(
  [
    z.strictObject({
      vendor: z.literal('deepgram'),
      model: z.literal('flux'),
      endOfTurn: between(0.5, 0.9).optional(),
      eager: z.boolean({ error: 'must be true or false' }).optional(),
    }),
    z.strictObject({
      vendor: z.literal('deepgram'),
      model: z.enum(['nova-3-general', 'nova-2-general']).optional(),
      smartFormat: z.boolean({ error: 'must be true or false' }).optional(),
    }),
    z.strictObject({ vendor: z.literal('google'), model: name }),
  ],
  {
    error:
      "must be { vendor: 'deepgram', model: 'flux', endOfTurn, eager }, { vendor: 'deepgram', model: 'nova-3-general', smartFormat } or { vendor: 'google', model }",
  },
);

const tts = z.discriminatedUnion(
  'vendor',
  [
    z.strictObject({
      vendor: z.literal('elevenlabs'),
      voice: name,
      textNormalization: z.enum(['on', 'off'], { error: "must be 'on' or 'off'" }).optional(),
    }),
    z.strictObject({ vendor: z.literal('google'), voice: name }),
    z.strictObject({ vendor: z.literal('amazon'), voice: name }),
  ],
  { error: "must be { vendor: 'elevenlabs' }, or another of 'google', 'amazon'" },
);

const language = z.strictObject({
  language: z
    .string({ error: 'must be a BCP-47 tag, or multi' })
    .regex(
      /^(?:multi|[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)$/,
      "must be a BCP-47 tag such as 'es-MX', or 'multi'",
    ),
  stt: z.strictObject({ vendor: z.enum(['deepgram', 'google']), model: name }).optional(),
  tts: z.strictObject({ vendor: z.enum(['elevenlabs', 'google', 'amazon']), voice: name }).optional(),
});

/** What stands in `pipeline` of this kind. */
export const managedSchema = z.strictObject({
  kind: z.literal('managed'),
  llm: llm.optional(),
  stt: stt.optional(),
  tts: tts.optional(),
  languages: z.array(language, { error: 'must be an array' }).max(50, 'must be 50 or less').optional(),
  hints: keyterms,
  ignoreBackchannel: z.boolean({ error: 'must be true or false' }).optional(),
  speechTimeoutMs: z
    .union([between(600, 5000), z.literal('auto')], { error: "must be 600 to 5000, or 'auto'" })
    .optional(),
  intelligenceService: name,
  conversationConfiguration: name,
});
