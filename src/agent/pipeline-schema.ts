// Pipeline schema: the check of an agent's `pipeline`, and the defaults of what is left out.
import { z } from 'zod';
import type { ManagedOptions } from './managed-options.ts';
import { managedSchema } from './managed-schema.ts';
import { between, keyterms, llm, model, name, named } from './pipeline-parts.ts';
import type { LlmChoice, Pipeline, RealtimeOptions, SttChoice, TtsChoice } from './pipeline-options.ts';

const rateHz = z.literal([8000, 16_000, 24_000], { error: 'must be 8000, 16000 or 24000' }).optional();
const stt = z.discriminatedUnion(
  'vendor',
  [
    z.strictObject({
      vendor: z.literal('deepgram-flux'),
      model: name,
      endOfTurn: between(0.5, 1).optional(),
      eagerEndOfTurn: z.union([between(0.3, 0.9), z.null()]).optional(),
      keyterms,
    }),
    z.strictObject({ vendor: z.literal('deepgram'), model: name, keyterms }),
    z.strictObject({ vendor: z.literal('assemblyai'), model: name, keyterms }),
    z.strictObject({ vendor: z.literal('openai'), model: name }),
  ],
  { error: "must be { vendor: 'deepgram-flux' }, or another of 'deepgram', 'assemblyai', 'openai'" },
);

const voice = z
  .string({ error: "must be the id of one of the vendor's voices" })
  .trim()
  .min(1, "must be the id of one of the vendor's voices");

const tts = z.discriminatedUnion(
  'vendor',
  [
    z.strictObject({ vendor: z.literal('deepgram'), voice: name }),
    z.strictObject({ vendor: z.literal('cartesia'), voice, model: name }),
    z.strictObject({ vendor: z.literal('elevenlabs'), voice, model: name }),
    z.strictObject({
      vendor: z.literal('openai'),
      voice: name,
      model: name,
      rateHz,
    }),
  ],
  { error: "must be { vendor: 'deepgram' }, or another of 'cartesia', 'elevenlabs', 'openai'" },
);

const kind = z.literal('realtime');
const deployment = named("must be the deployment's name");

const realtime = z.discriminatedUnion(
  'vendor',
  [
    z.strictObject({ kind, vendor: z.literal('openai'), model: name, voice: name, transcription: name }),
    z.strictObject({ kind, vendor: z.literal('azure'), model: deployment, voice: name, transcription: name }),
    z.strictObject({ kind, vendor: z.literal('xai'), model: name, voice: name }),
    z.strictObject({
      kind,
      vendor: z.literal('openai-live'),
      model: name,
      voice: name,
      llm: llm.optional(),
    }),
    z.strictObject({ kind, vendor: z.literal('gemini'), model: name, voice: name }),
    z.strictObject({ kind, vendor: z.literal('inworld'), model, voice: name, tts: name }),
    z.strictObject({
      kind,
      vendor: z.literal('self-hosted'),
      model,
      voice: name,
      transcription: name,
      names: z.enum(['ga', 'beta']).optional(),
      rateHz,
    }),
  ],
  {
    error:
      "must be one of 'openai', 'openai-live', 'azure', 'xai', 'inworld', 'gemini', 'self-hosted', as in { kind: 'realtime', vendor: 'openai' }",
  },
);

const error =
  "must be 'realtime', 'cascading', 'managed', { kind: 'realtime', vendor, model }, { kind: 'cascading', stt, llm, tts } or { kind: 'managed', llm, stt, tts }";
const cascading = z.strictObject({
  kind: z.literal('cascading'),
  stt: stt.optional(),
  llm: llm.optional(),
  tts: tts.optional(),
});

/** What stands in `pipeline`. By `kind` it is known which was meant, so that what is wrong in it can be named. */
export const pipelineSchema = z.union(
  [
    z.enum(['realtime', 'cascading', 'managed']),
    z.discriminatedUnion('kind', [realtime, managedSchema, cascading], { error }),
  ],
  { error },
);

const DEFAULT_LLM: LlmChoice = { vendor: 'openai', model: 'gpt-6-luna' };

/** The pipeline with every default settled. */
export function settledPipeline(given: z.output<typeof pipelineSchema> | undefined): Pipeline {
  if (given === undefined || given === 'realtime') return { kind: 'realtime', vendor: 'openai' };
  if (given === 'managed') return { kind: 'managed', llm: DEFAULT_LLM, languages: [] };
  if (given !== 'cascading' && given.kind === 'realtime') return given as RealtimeOptions;
  if (given !== 'cascading' && given.kind === 'managed') {
    const { llm: thinks, languages = [], ...more } = given as ManagedOptions;
    return { ...more, llm: thinks ?? DEFAULT_LLM, languages };
  }
  const chosen = given === 'cascading' ? undefined : given;
  return {
    kind: 'cascading',
    stt: (chosen?.stt ?? { vendor: 'deepgram-flux' }) as SttChoice,
    llm: (chosen?.llm ?? DEFAULT_LLM) as LlmChoice,
    tts: (chosen?.tts ?? { vendor: 'deepgram' }) as TtsChoice,
  };
}
