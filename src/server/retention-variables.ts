// The environment variable of how long what is kept of calls is kept.
import { z } from 'zod';
import { FORGET_KINDS, type ForgetKind } from '../store/forgetting.ts';
import type { Retention } from './forgetting/sweep.ts';
import { tokenList, variable } from './variable.ts';

/** Ten years: beyond it a number is a slip. */
const DAYS_MAX = 3650;

const retention = tokenList.transform((entries, context): Retention => {
  const days = new Map<ForgetKind, number>();
  for (const entry of entries) {
    const [name, count, ...rest] = entry.split(':');
    const kind = FORGET_KINDS.find((one) => one === name);
    const number = Number(count);
    const fits = Number.isInteger(number) && number >= 1 && number <= DAYS_MAX && rest.length === 0;
    if (kind === undefined || !fits || days.has(kind)) {
      context.addIssue({ code: 'custom', message: 'does not fit', input: entry });
      return z.NEVER;
    }
    days.set(kind, number);
  }
  return Object.fromEntries(days);
});

/** Every variable of retention. */
export const RETENTION_VARIABLES = {
  RETENTION_DAYS: variable(retention.optional(), {
    group: 'Data',
    text: 'For how many days behind its end what is kept of a call is kept, by kind. `transcript` is every word, `caller` the other side’s number, `call` the call itself with all that is left of it.',
    unset: 'everything is kept for ever',
    example: 'recording:30,transcript:90,caller:365,call:730',
    mustBe: `kinds and days from 1 to ${DAYS_MAX} with commas between, such as recording:30,call:730; kinds are ${FORGET_KINDS.join(', ')}`,
  }),
};

/** For how long, as the environment has it. */
export function retentionSettings(read: z.output<z.ZodObject<typeof RETENTION_VARIABLES>>): Retention {
  return read.RETENTION_DAYS ?? {};
}
