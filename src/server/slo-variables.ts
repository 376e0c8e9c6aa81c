// The environment variables of the objectives that turns are held to.
import { z } from 'zod';
import type { ObjectiveSettings } from './slo/objectives.ts';
import { text, variable, wholeNumber } from './variable.ts';

/** Ten minutes: no turn is waited for so long. */
const WITHIN_MS_MAX = 600_000;

/** Every variable of objectives. */
export const SLO_VARIABLES = {
  SLO_FIRST_AUDIO_MS: variable(wholeNumber(0, WITHIN_MS_MAX).default(1000), {
    group: 'Objectives',
    text: "Within how long the caller is to hear the agent's first sound behind their own last, in milliseconds. `0`: it is no objective.",
    unset: '`1000`',
    example: '800',
    mustBe: 'a whole number from 0 to 600000',
  }),
  SLO_TURN_COMPLETE_MS: variable(wholeNumber(0, WITHIN_MS_MAX).default(3000), {
    group: 'Objectives',
    text: 'Within how long of its first sound a reply is to be heard to its end, in milliseconds: an agent that makes speeches misses it. `0`: it is no objective.',
    unset: '`3000`',
    example: '8000',
    mustBe: 'a whole number from 0 to 600000',
  }),
  SLO_SHARE: variable(
    text
      .regex(/^\d+(?:\.\d+)?$/)
      .transform(Number)
      .pipe(z.number().min(50).max(99.9))
      .default(95),
    {
      group: 'Objectives',
      text: 'What share of turns is to be within these times, in percent. When the rest is used up too fast, `slo.burning` is told, as `WEBHOOK_URL` says.',
      unset: '`95`',
      example: '99',
      mustBe: 'a number from 50 to 99.9',
    },
  ),
};

/** The objectives, as the environment has them. */
export function sloSettings(read: z.output<z.ZodObject<typeof SLO_VARIABLES>>): ObjectiveSettings {
  return {
    firstAudioMs: read.SLO_FIRST_AUDIO_MS,
    turnCompleteMs: read.SLO_TURN_COMPLETE_MS,
    share: read.SLO_SHARE / 100,
  };
}
