// Answering options: what is settled of an outgoing call about who may pick it up, from its plan.
import type { AnsweringOptions } from '../nodes/answering.ts';
import type { CallPlan } from './plan.ts';

/** Null: not an outgoing call. `resumed`: this is not its first stream. */
export function answeringOptions(
  { outbound, recording, language }: CallPlan,
  resumed: boolean,
): AnsweringOptions | null {
  if (outbound === null) return null;
  return { ...outbound, language, notice: recording.on ? recording.notice : null, first: !resumed };
}
