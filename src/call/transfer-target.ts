// Transfer target: where a call goes that somebody sends to a human.
import { OffhookError } from '../base/errors.ts';
import type { CallPlan } from './plan.ts';

/** `to`, or where the agent transfers to; `TRANSFER_IMPOSSIBLE` when there is nobody. */
export function transferTarget({ transferTo }: CallPlan, to: string | null): string {
  const target = to ?? transferTo;
  if (target !== null) return target;
  const mend = 'give a number in the request, or set HUMAN_TRANSFER_NUMBER';
  throw new OffhookError('TRANSFER_IMPOSSIBLE', `nobody is configured to take transferred calls: ${mend}`);
}
