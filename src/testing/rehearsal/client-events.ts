// Client events: everything that a client may send, checked and parsed at the border.
import { z } from 'zod';
import { refusal, schemaRefusal, type Refusal } from './refusal.ts';
import {
  functionTool,
  outputModalities,
  outputTokensMax,
  audioFormat,
  sessionUpdate,
  toolChoice,
  voiceName,
} from './session-schema.ts';

const id = z
  .string()
  .min(1)
  .max(512)
  .regex(/^[A-Za-z0-9_.:-]+$/);

const contentPart = z.strictObject({
  type: z.enum(['input_text', 'output_text', 'output_audio', 'text']),
  text: z.string(),
});

const item = z.discriminatedUnion('type', [
  z.strictObject({
    id: id.optional(),
    object: z.string().optional(),
    type: z.literal('message'),
    status: z.string().optional(),
    role: z.enum(['user', 'assistant', 'system']),
    content: z.array(contentPart).min(1).max(64),
  }),
  z.strictObject({
    id: id.optional(),
    object: z.string().optional(),
    type: z.literal('function_call'),
    status: z.string().optional(),
    call_id: id.optional(),
    name: z.string(),
    arguments: z.string(),
  }),
  z.strictObject({
    id: id.optional(),
    object: z.string().optional(),
    type: z.literal('function_call_output'),
    status: z.string().optional(),
    call_id: id,
    output: z.string(),
  }),
]);

const metadata = z
  .record(z.string().max(64), z.string().max(512))
  .refine((pairs) => Object.keys(pairs).length <= 16, { error: 'at most 16 pairs' });

const responseParams = z.strictObject({
  audio: z
    .strictObject({
      output: z.strictObject({ format: audioFormat.optional(), voice: voiceName.optional() }).optional(),
    })
    .optional(),
  conversation: z.enum(['auto', 'none']).optional(),
  input: z.array(z.union([z.strictObject({ type: z.literal('item_reference'), id }), item])).optional(),
  instructions: z.string().optional(),
  max_output_tokens: outputTokensMax.optional(),
  metadata: metadata.nullable().optional(),
  output_modalities: outputModalities.optional(),
  parallel_tool_calls: z.boolean().optional(),
  reasoning: z.record(z.string(), z.unknown()).optional(),
  tool_choice: toolChoice.optional(),
  tools: z.array(functionTool).max(128).optional(),
});

const event_id = z.string().max(512).optional();

const SCHEMAS = {
  'session.update': z.strictObject({ type: z.literal('session.update'), event_id, session: sessionUpdate }),
  'input_audio_buffer.append': z.strictObject({
    type: z.literal('input_audio_buffer.append'),
    event_id,
    audio: z.string(),
  }),
  'input_audio_buffer.commit': z.strictObject({ type: z.literal('input_audio_buffer.commit'), event_id }),
  'input_audio_buffer.clear': z.strictObject({ type: z.literal('input_audio_buffer.clear'), event_id }),
  'conversation.item.create': z.strictObject({
    type: z.literal('conversation.item.create'),
    event_id,
    previous_item_id: z.string().optional(),
    item,
  }),
  'conversation.item.retrieve': z.strictObject({
    type: z.literal('conversation.item.retrieve'),
    event_id,
    item_id: z.string(),
  }),
  'conversation.item.delete': z.strictObject({
    type: z.literal('conversation.item.delete'),
    event_id,
    item_id: z.string(),
  }),
  'conversation.item.truncate': z.strictObject({
    type: z.literal('conversation.item.truncate'),
    event_id,
    item_id: z.string(),
    content_index: z.int(),
    audio_end_ms: z.int(),
  }),
  'response.create': z.strictObject({
    type: z.literal('response.create'),
    event_id,
    response: responseParams.optional(),
  }),
  'response.cancel': z.strictObject({
    type: z.literal('response.cancel'),
    event_id,
    response_id: z.string().optional(),
  }),
} as const;

/** One event of a client, whole and checked. */
export type ClientEvent = z.infer<(typeof SCHEMAS)[keyof typeof SCHEMAS]>;
/** An item that a client adds. */
export type NewItem = z.infer<typeof item>;
/** What a client may say of a response that it asks for. */
export type ResponseParams = z.infer<typeof responseParams>;

/** An event, or why the text is none; `eventId` is the client's own where it could be read. */
export type ParsedEvent = { readonly eventId: string | null } & (
  | { readonly kind: 'event'; readonly event: ClientEvent }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
);

/** Parses one text message. Whatever the text, the answer is a value. */
export function parseClientEvent(text: string): ParsedEvent {
  const value = json(text);
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    return refused(null, refusal('invalid_event', 'The event is not a JSON object.'));
  const eventId = 'event_id' in value && typeof value.event_id === 'string' ? value.event_id : null;
  const type = 'type' in value ? value.type : undefined;
  if (typeof type !== 'string')
    return refused(eventId, refusal('invalid_event', "The 'type' field is missing."));
  if (!isKnown(type))
    return refused(eventId, refusal('invalid_value', `Invalid value: '${type.slice(0, 80)}'.`, 'type'));
  const parsed = SCHEMAS[type].safeParse(value, { reportInput: true });
  return parsed.success
    ? { kind: 'event', eventId, event: parsed.data }
    : refused(eventId, schemaRefusal(parsed.error));
}

function isKnown(type: string): type is keyof typeof SCHEMAS {
  return Object.hasOwn(SCHEMAS, type);
}

function refused(eventId: string | null, why: Refusal): ParsedEvent {
  return { kind: 'refused', eventId, refusal: why };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
