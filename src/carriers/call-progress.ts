// Call progress: how far a call has come, by the words that most carriers share for it.
import type { CallProgress } from '../frames/dialling.ts';
import type { CarrierNews } from './carrier-door.ts';

const PROGRESS: ReadonlyMap<string, CallProgress> = new Map([
  ['queued', 'queued'],
  ['trying', 'queued'],
  ['initiated', 'queued'],
  ['ringing', 'ringing'],
  ['early-media', 'ringing'],
  ['in-progress', 'answered'],
  ['answered', 'answered'],
  ['completed', 'completed'],
  ['busy', 'busy'],
  ['no-answer', 'no-answer'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
] satisfies [string, CallProgress][]);

const OVER: ReadonlySet<CallProgress> = new Set(['completed', 'busy', 'no-answer', 'failed', 'canceled']);

/** True for a word that says that the call is over, whatever became of it. */
export function saysOver(status: string): boolean {
  const progress = PROGRESS.get(status);
  return progress !== undefined && OVER.has(progress);
}

/** The news of a call's status by its carrier's word, of which an unknown one says nothing; `code`: its own for what went wrong. */
export function statusNews(carrierCallId: string, status: string, code: string | null = null): CarrierNews {
  const progress = PROGRESS.get(status);
  const over = saysOver(status);
  return {
    kind: 'status',
    carrierCallId,
    over,
    ...(progress === undefined ? {} : { progress }),
    ...(code === null || !over || status === 'completed' ? {} : { code }),
  };
}
