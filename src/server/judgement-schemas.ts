// Judgement schemas: what is told of a call beside what was said in it: its cost, how it sounded, what came of it.
import { z } from 'zod';
import { COST_PARTS, type CallCost } from '../call/call-cost.ts';
import type { SoundView } from '../call/call-view.ts';
import type { Conclusion } from '../frames/conclusion.ts';
import { SOUND_FINDINGS } from '../media/sound-finding.ts';

/** What a call costs, as the API answers it. */
export const callCost: z.ZodType<CallCost> = z
  .object({
    usd: z.number().nullable().describe('US dollars; null while one of its parts is not known'),
    knownUsd: z.number().describe('What is known of it'),
    parts: z.array(
      z.object({
        part: z.enum(COST_PARTS),
        of: z.string().describe('By its name in the price table'),
        usd: z.number().nullable(),
        knownUsd: z.number(),
        missing: z.string().nullable().describe('What is missing to know all of it'),
      }),
    ),
  })
  .meta({ id: 'CallCost' });

/** What came of a call for the business. */
export const conclusion: z.ZodType<Conclusion> = z
  .object({
    disposition: z.string(),
    summary: z.string().nullable().describe('Personal data'),
    fields: z.record(z.string(), z.unknown()).nullable().describe('Personal data; as the agent has it'),
    by: z.enum(['model', 'rules']).describe('Who found it out'),
    note: z.string().nullable().describe('Why a model was asked and did not find it out'),
  })
  .meta({ id: 'Conclusion' });

/** How a call sounded. */
export const sound: z.ZodType<SoundView> = z
  .object({
    findings: z.array(
      z.object({
        kind: z.enum(SOUND_FINDINGS),
        side: z.enum(['caller', 'agent', 'both']),
        atMs: z.number().describe('Milliseconds since the call opened'),
        durationMs: z.number(),
        value: z.number().describe('How bad: milliseconds, dBFS or dB, by its kind'),
      }),
    ),
    unlisted: z.number().describe('How many more there are'),
  })
  .meta({ id: 'Sound' });
