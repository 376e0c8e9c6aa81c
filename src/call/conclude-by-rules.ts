// Conclude by rules: what came of a call, as far as its end and its functions tell; nobody has read what was said.
import type { Conclusion } from '../frames/conclusion.ts';
import type { EndReason } from '../frames/reasons.ts';
import type { CallView } from './call-view.ts';

/** What can come of a call, where an agent has no words of its own for it. */
export const DISPOSITIONS = [
  /** They talked, and came to an end. */
  'completed',
  /** A human took over. */
  'transferred',
  /** The caller was gone without having said anything. */
  'abandoned',
  /** A machine picked up. */
  'voicemail',
  /** Nobody did. */
  'unanswered',
  /** It broke off for a technical reason. */
  'failed',
] as const;

/** One of them. */
export type Disposition = (typeof DISPOSITIONS)[number];

const BY_REASON: Readonly<Partial<Record<EndReason, Disposition>>> = {
  transferred: 'transferred',
  machine: 'voicemail',
  fax: 'unanswered',
  busy: 'unanswered',
  'no-answer': 'unanswered',
  'not-answered': 'unanswered',
  'call-failed': 'unanswered',
  'model-failed': 'failed',
  'carrier-fault': 'failed',
  'internal-fault': 'failed',
  'stream-lost': 'failed',
};

/** Disposition by the name of the function whose success means it. */
export type DispositionByTool = Readonly<Record<string, string>>;

/** The last function that succeeded and means something wins; then how the call ended. `note`: why nobody has read the call. */
export function concludeByRules(
  { tools, outcome }: Pick<CallView, 'tools' | 'outcome'>,
  byTool: DispositionByTool = {},
  note: string | null = null,
): Conclusion {
  const used = tools.findLast(({ name, status }) => status === 'ok' && Object.hasOwn(byTool, name));
  const disposition = (used === undefined ? undefined : byTool[used.name]) ?? byEnd(outcome);
  return { disposition, summary: null, fields: null, by: 'rules', note };
}

function byEnd(outcome: CallView['outcome']): Disposition {
  const told = outcome === null ? 'failed' : BY_REASON[outcome.reason];
  if (told !== undefined) return told;
  return outcome?.turns.caller === 0 ? 'abandoned' : 'completed';
}
