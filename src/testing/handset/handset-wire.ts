// Handset wire: what a phone in one process and the emulated carrier in another tell each other, as JSON in text messages.
import { Buffer } from 'node:buffer';
import { z } from 'zod';

const ms = z.number().nonnegative();
const timed = <Shape extends z.ZodRawShape>(shape: Shape) => z.array(z.object({ ...shape, atMs: ms }));
const STATUS = z.enum(['ringing', 'in-progress', 'completed', 'busy', 'no-answer', 'failed', 'canceled']);
const ENDING = z.object({
  by: z.enum(['caller', 'document', 'rest', 'fault', 'unanswered']),
  status: STATUS,
  atMs: ms,
});
const HUMAN = z.union([
  z.object({ status: z.literal('answered'), afterMs: ms, talkMs: ms }),
  z.object({ status: z.enum(['no-answer', 'busy', 'failed']), afterMs: ms }),
]);
const STREAM = z.object({
  streamId: z.string(),
  parameters: z.record(z.string(), z.string()),
  startedMs: ms.nullable(),
  endedMs: ms.nullable(),
  endedBy: z.enum(['server', 'carrier', 'lost', 'refused']).nullable(),
  detail: z.string(),
});
const KIND = z.enum([
  'stream',
  'say',
  'pause',
  'dial',
  'conference',
  'redirect',
  'reject',
  'hang-up',
  'nothing',
  'refused',
]);
const RECORD = z.object({
  verbs: timed({ name: z.string(), kind: KIND }),
  says: timed({ text: z.string(), language: z.string() }),
  streams: z.array(STREAM),
  dials: timed({ to: z.string(), status: z.string() }),
  requests: timed({ url: z.string(), status: z.number() }),
  refusals: timed({ code: z.number(), detail: z.string() }),
});

const FROM_PHONE = z.discriminatedUnion('event', [
  /** The first message, and the only one of its kind. `human`: what a human does who is dialled; null: as the number has it. */
  z.object({
    event: z.literal('dial'),
    webhookUrl: z.url(),
    statusUrl: z.url().nullable(),
    from: z.string(),
    to: z.string(),
    fromState: z.string().nullable(),
    human: HUMAN.nullable(),
  }),
  /** µ-law, base64; `id` comes back when it was spoken. */
  z.object({ event: z.literal('speak'), id: z.int(), payload: z.base64() }),
  z.object({ event: z.literal('press'), digit: z.string().regex(/^[0-9*#A-D]$/) }),
  z.object({ event: z.literal('hang-up') }),
]);

const FROM_CARRIER = z.discriminatedUnion('event', [
  z.object({ event: z.literal('dialled'), carrierCallId: z.string() }),
  /** How the call stands, whenever that changes. */
  z.object({
    event: z.literal('state'),
    streamId: z.string().nullable(),
    playing: z.boolean(),
    record: RECORD,
  }),
  /** µ-law, base64, that reached the ear. */
  z.object({ event: z.literal('heard'), atMs: ms, payload: z.base64() }),
  z.object({ event: z.literal('spoken'), id: z.int(), whole: z.boolean() }),
  /** The last message; the call's recording came before it, in binary messages. */
  z.object({ event: z.literal('ended'), ending: ENDING }),
]);

/** What a phone tells the carrier. */
export type FromPhone = z.infer<typeof FROM_PHONE>;

/** What the carrier tells the phone. */
export type FromCarrier = z.infer<typeof FROM_CARRIER>;

/** The longest sound in one message: 8 s, so that no message is longer than a World's socket takes. */
export const PIECE_BYTES_MAX = 64_000;

/** A message of a phone; null: it is none. */
export function readFromPhone(text: string): FromPhone | null {
  return FROM_PHONE.safeParse(parsed(text)).data ?? null;
}

/** A message of the carrier; null: it is none. */
export function readFromCarrier(text: string): FromCarrier | null {
  return FROM_CARRIER.safeParse(parsed(text)).data ?? null;
}

/** Sound in pieces that fit into a message. */
export function* piecesOf(sound: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < sound.length; at += PIECE_BYTES_MAX) yield sound.subarray(at, at + PIECE_BYTES_MAX);
}

/** Sound as a message has it. */
export function payloadOf(sound: Uint8Array): string {
  return Buffer.from(sound).toString('base64');
}

/** The sound of a message. */
export function soundOf(payload: string): Uint8Array {
  return new Uint8Array(Buffer.from(payload, 'base64'));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
