// Dial outcome: how an outgoing call ended, for people and for scripts.
import type { CallView } from '../../server/api.ts';

/** What a script is told by the exit code. */
export const EXIT = {
  /** Somebody was talked to, or the message was left. */
  reached: 0,
  /** No call was placed, or what became of it is not known. */
  fault: 1,
  /** A call was placed, and nobody was reached. */
  unreached: 2,
  /** Of a batch: somebody is left to be called. */
  unfinished: 3,
} as const;

/** The last lines of `offhook dial`, and its exit code; `leftMessage`: to a machine, to its end. */
export function dialOutcome(
  call: CallView,
  leftMessage: boolean,
): { readonly lines: readonly string[]; readonly exitCode: number } {
  const { outcome } = call;
  if (outcome === null)
    return {
      lines: [
        `The call ${call.id} is ${call.status}; \`GET /api/calls/${call.id}\` shows what becomes of it.`,
      ],
      exitCode: EXIT.reached,
    };
  const talked = call.transcript.some(({ role }) => role === 'caller');
  const alone = ['busy', 'no-answer', 'call-failed', 'fax', 'machine'].includes(outcome.reason);
  const reached = leftMessage || (talked && !alone);
  const detail = outcome.detail === '' ? '' : ` (${outcome.detail})`;
  return {
    lines: [
      `The call ended as ${outcome.reason}${detail} after ${(outcome.durationMs / 1000).toFixed(1)} s.`,
      ...(outcome.reason === 'machine' ? [leftMessage ? '  Message  left' : '  Message  not left'] : []),
      `  Call     ${call.id}`,
    ],
    exitCode: reached ? EXIT.reached : EXIT.unreached,
  };
}
