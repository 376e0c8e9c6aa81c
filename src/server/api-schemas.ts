// The API's bodies as schemas: they check requests, shape answers and make the OpenAPI document.
import { z } from 'zod';
import type { CallId } from '../base/brand.ts';
import { ERRORS, type ErrorCode } from '../base/errors.ts';
import type { CallOutcome, CallView } from '../call/call-view.ts';
import type { TurnView } from '../call/turn-views.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { ConsultationOutcome } from '../frames/transfer-frames.ts';
import type { CallSummary } from '../store/store.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import type { CallJournal, CallList } from './api.ts';
import { callCost, conclusion, sound } from './judgement-schemas.ts';
import type { SteerAnswer } from './switchboard.ts';

/** Longest text an operator may send: far above any prompt, far below what a body may hold. */
export const OPERATOR_TEXT_CHARS_MAX = 16_000;
/** Longest text that a human is told of a caller: it is spoken. */
const BRIEFING_CHARS_MAX = 500;
/** Calls on one page at most. */
export const CALLS_LIMIT_MAX = 200;

const ms = z.number().describe('Milliseconds');
const count = z.number();

const endReason = z.enum([
  'caller-hangup',
  'agent-hangup',
  'operator-hangup',
  'transferred',
  'max-duration',
  'budget',
  'dormant',
  'model-failed',
  'stream-lost',
  'not-answered',
  'carrier-fault',
  'shutdown',
  'internal-fault',
  'busy',
  'no-answer',
  'call-failed',
  'machine',
  'fax',
] satisfies [EndReason, ...EndReason[]]);

/** A call's outcome, as the API answers it. */
export const callOutcome: z.ZodType<CallOutcome> = z
  .object({
    reason: endReason,
    detail: z.string(),
    durationMs: ms,
    turns: z.object({ caller: count, agent: count }),
    tools: count,
    interruptions: count,
    firstAudioMs: ms.nullable().describe("From the stream's start to the first sound for the caller"),
    turnLatenciesMs: z.array(ms).describe("From the end of the caller's speech to the agent's first sound"),
    tokens: z.object({
      inputText: count,
      inputAudio: count,
      cachedText: count,
      cachedAudio: count,
      outputText: count,
      outputAudio: count,
    }),
    costUsd: z
      .number()
      .nullable()
      .describe("US dollars; null while one part is not known: the call's cost says which"),
  })
  .meta({ id: 'CallOutcome' });

const consultationOutcome = z.enum([
  'accepted',
  'declined',
  'no-answer',
  'busy',
  'voicemail',
  'hung-up',
  'timed-out',
  'failed',
  'impossible',
  'called-off',
  'gone',
  'broken-off',
] satisfies [ConsultationOutcome, ...ConsultationOutcome[]]);

const callId = z.string().describe("Offhook's id of the call") as unknown as z.ZodType<CallId>;

const summaryShape = {
  id: callId,
  callSid: z.string().describe("The carrier's id of the call; empty until the carrier has told it"),
  carrier: z.string(),
  direction: z.enum(['inbound', 'outbound']),
  from: z.string().describe('Personal data'),
  to: z.string(),
  agent: z.string(),
  model: z.string(),
  status: z.enum(['ringing', 'live', 'ended']),
  startedAt: z.string().describe('ISO 8601'),
  endedAt: z.string().nullable().describe('ISO 8601'),
  consultedFor: callId.nullable().describe('The call that a human is asked to take in this one'),
  recording: z.object({ path: z.string(), bytes: count, durationMs: ms }).nullable(),
  outcome: callOutcome.nullable(),
  cost: callCost,
  conclusion: conclusion.nullable().describe('Null: not found out yet'),
};

/** A call in a list. */
export const callSummary: z.ZodType<CallSummary> = z.object(summaryShape).meta({ id: 'CallSummary' });

const switched = z.object({
  from: z.string(),
  to: z.string(),
  by: z.enum(['model', 'operator', 'detected']),
  atMs: ms.describe('Since the call opened'),
});

const turn: z.ZodType<TurnView> = z.object({
  atMs: ms.describe("When the caller's voice was last heard, since the call opened"),
  agent: z.string().describe('Which agent answered'),
  latencyMs: ms.describe("From the caller's last sound to the agent's first that was heard"),
  endpointingMs: ms.describe("Until it was decided that the caller's turn is over"),
  modelMs: ms.describe("Until the model's first sound, but for the tools"),
  toolsMs: ms.describe('Tools ran'),
  relayMs: ms.describe('We held the answer, or it waited behind other sound of ours'),
  carrierMs: ms.describe('From the time at which it was handed to the carrier until it sounded'),
  completeMs: ms.nullable().describe("From the reply's first sound to its last; null when it was cut"),
  why: z.string().nullable().describe('Why it took longer than a second; null when it did not'),
});

/** A call with all that was said in it. */
export const callView: z.ZodType<CallView> = z
  .object({
    ...summaryShape,
    transcript: z.array(
      z.object({
        role: z.enum(['caller', 'agent']),
        text: z.string().describe('Personal data. Of the agent: what was said, heard or not'),
        heard: z.string().exactOptional().describe("The agent's words that reached the caller's ear"),
        agent: z.string().exactOptional().describe('Which agent said it, where a call has several'),
        atMs: ms.describe('Since the call opened'),
      }),
    ),
    tools: z.array(
      z.object({
        id: z.string(),
        name: z.string(),
        argumentsJson: z.string().describe('Personal data'),
        status: z.enum(['running', 'ok', 'invalid', 'timeout', 'error', 'unknown', 'cancelled']),
        outputJson: z.string().nullable().describe('Personal data'),
        atMs: ms.describe('Since the call opened'),
        tookMs: ms.nullable(),
      }),
    ),
    interruptions: z.array(z.object({ cause: z.string(), atMs: ms })),
    turns: z.array(turn).describe('Turns of the caller that were answered, ear to ear'),
    steering: z
      .object({
        handoffs: z.array(switched).describe('From one agent to another, by name'),
        languages: z.array(switched).describe('BCP-47'),
        guardrails: z
          .array(
            z.object({
              guardrail: z.string(),
              reason: z.string().describe('Personal data where it quotes'),
              late: z.boolean().describe('All of it had been heard'),
              atMs: ms.describe('Since the call opened'),
            }),
          )
          .describe('What the agent was saying was stopped'),
      })
      .describe('How the agent was kept on course'),
    consultations: z
      .array(
        z.object({
          callId,
          to: z.string().describe('Personal data'),
          outcome: consultationOutcome.nullable().describe('Null while they are being asked'),
          atMs: ms.describe('Since the call opened'),
        }),
      )
      .describe('Humans who were asked to take the call'),
    sound: sound.nullable().describe('What was wrong with how it sounded; null: it was not judged'),
  })
  .meta({ id: 'Call' });

/** A page of calls. */
export const callList: z.ZodType<CallList> = z.object({
  calls: z.array(callSummary),
  next: callId.nullable().describe('Give it as `before` for the next page; null on the last one'),
});

/** What is on record of a call, in order. */
export const callJournal: z.ZodType<CallJournal> = z.object({
  events: z.array(
    z.object({
      callId,
      sequence: count,
      atMs: ms.describe('Since the call opened'),
      event: z
        .looseObject({ kind: z.string() })
        .describe('Personal data') as unknown as z.ZodType<JournalEvent>,
    }),
  ),
});

/** Which calls are asked for. */
export const callsQuery = z.object({
  status: z.enum(['ringing', 'live', 'ended']).optional(),
  before: z.string().max(100).optional().describe('Only calls older than the one of this id'),
  limit: z.coerce.number().int().min(1).max(CALLS_LIMIT_MAX).default(50),
  key: z
    .string()
    .min(1)
    .max(200)
    .optional()
    .describe(
      'Only the call that was placed under this idempotency key, if one was; the rest counts for nothing',
    ),
});

/** The call in an address. */
export const callParams = z.object({
  id: z.string().min(1).max(100).describe("Offhook's id of the call, or the carrier's"),
});

const operatorText = z.string().trim().min(1).max(OPERATOR_TEXT_CHARS_MAX);

/** An operator's wishes. */
export const steerBody = z
  .strictObject({
    instructions: operatorText.exactOptional().describe('New instructions, at once'),
    voice: operatorText.exactOptional().describe('A new voice, once the response is done'),
    say: operatorText.exactOptional().describe('Said as it stands'),
    agent: z
      .string()
      .min(1)
      .max(64)
      .exactOptional()
      .describe('Another agent of the call, which takes over at once'),
    language: z.string().min(2).max(35).exactOptional().describe("Another of the agent's languages, BCP-47"),
  })
  .refine(
    (body) => Object.keys(body).length > 0,
    'give at least one of instructions, voice, say, agent and language',
  );

/** What became of an operator's wishes. */
export const steerAnswer: z.ZodType<SteerAnswer> = z.object({
  instructions: z.literal('applied').exactOptional(),
  voice: z
    .enum(['applied', 'deferred', 'unsupported'])
    .exactOptional()
    .describe('deferred: once the response is done. unsupported: this model keeps its voice for the call'),
  say: z.literal('queued').exactOptional(),
  agent: z.enum(['applied', 'unknown']).exactOptional().describe('unknown: the call has no such agent'),
  language: z.enum(['applied', 'unknown']).exactOptional().describe('unknown: the agent does not speak it'),
});

const PARTY = /^(\+[1-9]\d{6,14}|sips?:[^\s@]+@\S+)$/i;
/** Somebody who can be called. */
export const party = z.string().regex(PARTY, 'must be a number in E.164 or a SIP URI');
const briefingText = z.string().trim().min(1).max(BRIEFING_CHARS_MAX);
/** How and where a call is to be transferred to. */
export const transferBody = z
  .strictObject({
    to: party.nullish().describe('E.164 or SIP URI; without it: where the agent transfers to'),
    kind: z
      .enum(['cold', 'warm'])
      .exactOptional()
      .describe("warm: the caller waits on hold until the human has accepted. Default: the agent's way"),
    briefing: z
      .strictObject({
        reason: briefingText.exactOptional().describe('Why the caller needs a human'),
        caller: briefingText.exactOptional().describe('Who calls'),
        tried: briefingText.exactOptional().describe('What was done already'),
      })
      .exactOptional()
      .describe('What the human is told first, where the way is warm; personal data'),
  })
  .nullish();

/** The answer to a wish whose outcome the call itself will show. */
export const accepted = z.object({
  accepted: z.literal(true).describe('It is under way; watch the call for what becomes of it'),
});

/** The answer to a request that is refused or failed. */
export const errorBody = z
  .object({
    error: z.object({
      code: z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]),
      message: z.string(),
    }),
  })
  .meta({ id: 'Error' });
