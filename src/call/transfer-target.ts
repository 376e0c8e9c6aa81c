// Transfer target: where a call goes that somebody sends to a human.
import type { CallId } from '../base/brand.ts';
import { OffhookError } from '../base/errors.ts';
import type { Briefing, TransferKind } from '../frames/transfer-frames.ts';
import type { NextStep } from './next-step.ts';
import type { CallPlan } from './plan.ts';

/** Somebody outside the call wants its caller put through. */
export interface TransferWish {
  /** E.164 or SIP URI, PII; null: where the agent transfers to. */
  readonly to: string | null;
  /** Default: the agent's way. */
  readonly kind?: TransferKind;
  /** What the human is told first, where that way is warm; PII. */
  readonly briefing?: Partial<Briefing>;
}

/** `to`, or where the agent transfers to; `TRANSFER_IMPOSSIBLE` when there is nobody. */
export function transferTarget({ transferTo }: CallPlan, to: string | null): string {
  const target = to ?? transferTo;
  if (target !== null) return target;
  const mend = 'give a number in the request, or set HUMAN_TRANSFER_NUMBER';
  throw new OffhookError('TRANSFER_IMPOSSIBLE', `nobody is configured to take transferred calls: ${mend}`);
}

/** The step that sends a caller there. REFER is for calls of SIP alone: on a phone's line it would end the call. */
export function dialStep(
  callId: CallId,
  { transferKind }: CallPlan,
  { from, to }: { readonly from: string; readonly to: string },
): NextStep {
  const refer = transferKind === 'refer' && isSip(from) && isSip(to);
  return { kind: 'dial', callId, to, ...(refer ? { refer } : {}) };
}

function isSip(address: string): boolean {
  return /^sips?:/i.test(address);
}
