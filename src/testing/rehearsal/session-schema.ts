// Session schema: what `session.update` and `response.create` may carry, of the GA session that the rehearsal model serves.
import { z } from 'zod';

/** The formats that the rehearsal model hears and speaks. As with OpenAI those of G.711 take no `rate`. */
export const audioFormat = z.discriminatedUnion(
  'type',
  [
    z.strictObject({ type: z.literal('audio/pcm'), rate: z.literal(24_000).default(24_000) }),
    z.strictObject({ type: z.literal('audio/pcmu') }),
    z.strictObject({ type: z.literal('audio/pcma') }),
  ],
  { error: "the rehearsal model supports 'audio/pcm', 'audio/pcmu' and 'audio/pcma'" },
);

/** A voice, by name or by id. */
export const voiceName = z.union([z.string().min(1), z.strictObject({ id: z.string().min(1) })]);

/** What a response is made of: sound or text, never both. */
export const outputModalities = z.array(z.enum(['audio', 'text'])).length(1);

/** A function as a client declares it. */
export const functionTool = z.strictObject({
  type: z.literal('function', { error: 'the rehearsal model calls functions only' }),
  name: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/),
  description: z.string().optional(),
  parameters: z.record(z.string(), z.unknown()).optional(),
});

/** Whether a response may, must or must not call a function. */
export const toolChoice = z.union([
  z.enum(['auto', 'none', 'required']),
  z.strictObject({ type: z.literal('function'), name: z.string() }),
]);

/** The bound on a response's tokens. */
export const outputTokensMax = z.union([z.literal('inf'), z.int().min(1).max(4096)]);

const turnDetection = z.strictObject({
  type: z
    .enum(['server_vad', 'semantic_vad'], {
      error: "the rehearsal model supports 'server_vad' and 'semantic_vad'",
    })
    .optional(),
  eagerness: z.enum(['low', 'medium', 'high', 'auto']).optional(),
  threshold: z.number().min(0).max(1).optional(),
  prefix_padding_ms: z.int().min(0).max(10_000).optional(),
  silence_duration_ms: z.int().min(0).max(10_000).optional(),
  create_response: z.boolean().optional(),
  interrupt_response: z.boolean().optional(),
  idle_timeout_ms: z.null({ error: 'the rehearsal model has no idle timeout' }).optional(),
});

const transcription = z.strictObject({
  model: z.string().optional(),
  language: z.string().optional(),
  languages: z.array(z.string()).optional(),
  keywords: z.array(z.string()).optional(),
  prompt: z.string().optional(),
  delay: z.string().optional(),
});

const noiseReduction = z.strictObject({
  type: z.enum(['near_field', 'far_field']),
  strength: z.number().optional(),
});

/** `session` of a `session.update`: only what is present changes. */
export const sessionUpdate = z.strictObject({
  type: z.literal('realtime'),
  model: z.string().optional(),
  output_modalities: outputModalities.optional(),
  instructions: z.string().optional(),
  audio: z
    .strictObject({
      input: z
        .strictObject({
          format: audioFormat.optional(),
          noise_reduction: noiseReduction.nullable().optional(),
          transcription: transcription.nullable().optional(),
          turn_detection: turnDetection.nullable().optional(),
        })
        .optional(),
      output: z
        .strictObject({
          format: audioFormat.optional(),
          voice: voiceName.optional(),
          speed: z.number().min(0.25).max(1.5).optional(),
        })
        .optional(),
    })
    .optional(),
  tools: z.array(functionTool).max(128).optional(),
  tool_choice: toolChoice.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: z.strictObject({ effort: z.enum(['minimal', 'low', 'medium', 'high', 'xhigh']) }).optional(),
  max_output_tokens: outputTokensMax.optional(),
  truncation: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
  tracing: z
    .union([z.string(), z.record(z.string(), z.unknown())])
    .nullable()
    .optional(),
  prompt: z.record(z.string(), z.unknown()).nullable().optional(),
  include: z.array(z.string()).nullable().optional(),
});

/** The `session` of a `session.update`. */
export type SessionUpdateBody = z.infer<typeof sessionUpdate>;
/** A function as a client declares it. */
export type FunctionTool = z.infer<typeof functionTool>;
/** Whether a response may, must or must not call a function. */
export type ToolChoice = z.infer<typeof toolChoice>;
/** A voice, by name or by id. */
export type VoiceName = z.infer<typeof voiceName>;
/** A format of sound. */
export type WireFormat = z.infer<typeof audioFormat>;
/** Sound or text. */
export type OutputModality = z.infer<typeof outputModalities>[number];
