// Call jobs: which work the records of a journal call for, and how each kind of it is done.
import type { CallId } from '../../base/brand.ts';
import type { World } from '../../base/world.ts';
import type { JournalRecord } from '../../call/journal.ts';
import type { PriceOf } from '../../call/view-of.ts';
import type { NewJob } from '../../store/jobs.ts';
import type { Store } from '../../store/store.ts';
import { archiveCall } from '../archiving/archive-call.ts';
import type { Archives } from '../archiving/archives.ts';
import { concludeCall, type ConcludeCallOptions } from '../concluding/conclude-call.ts';
import {
  deliverWebhook,
  webhookJob,
  type WebhookPayload,
  type WebhookSettings,
} from '../webhooks/deliver-webhook.ts';
import { webhookTypeOf } from '../webhooks/webhook-type.ts';
import type { DoJob } from './job-runner.ts';

/** What the work is done with. */
export interface CallJobsOptions {
  readonly world: World;
  readonly store: Store;
  readonly archives: Archives;
  readonly dataDir: string;
  /** Names the data directory: what was recorded there can only be archived from there. */
  readonly place: string;
  /** Null: nobody is told. */
  readonly webhooks: WebhookSettings | null;
  readonly price: PriceOf;
  /** Who finds out what came of a call, and what is wanted. */
  readonly conclusion: Pick<ConcludeCallOptions, 'plan' | 'llm' | 'flawed'>;
}

/** The work that calls make. */
export interface CallJobs {
  /** What a record calls for; to be added with it. */
  readonly of: (record: JournalRecord) => readonly NewJob[];
  readonly kinds: Readonly<Record<string, DoJob>>;
}

/** What an ended call comes to is found out first, so that its archive has it; then it is archived, and told. */
export function callJobs(options: CallJobsOptions): CallJobs {
  const { world, store, place, webhooks } = options;

  const conclude: DoJob = async ({ payload, attempts }, signal) => {
    const { callId } = payload as { readonly callId: CallId };
    const record = await concludeCall({ ...options, ...options.conclusion }, callId, attempts, signal);
    const dueAt = world.clock.wall();
    const told = record === null ? null : webhookTypeOf(record.event);
    await store.jobs.add([
      { id: `archive:${callId}`, kind: 'archive', place, payload: { callId }, dueAt },
      ...(record !== null && told !== null && webhooks?.types.includes(told) === true
        ? [webhookJob({ callId, sequence: record.sequence }, dueAt)]
        : []),
    ]);
  };

  const archive: DoJob = async ({ payload }, signal) => {
    const { callId } = payload as { readonly callId: CallId };
    const files = await archiveCall(options, callId, signal);
    if (files === null) return;
    world.log.info('call.archived', { callId, files: files.length });
    if (webhooks?.types.includes('call.archived') === true)
      await store.jobs.add([webhookJob({ callId, sequence: null }, world.clock.wall())]);
  };

  return {
    of({ callId, sequence, event, wall }) {
      const jobs: NewJob[] = [];
      if (event.kind === 'call.ended')
        jobs.push({ id: `conclude:${callId}`, kind: 'conclude', place, payload: { callId }, dueAt: wall });
      const type = webhookTypeOf(event);
      if (type !== null && webhooks?.types.includes(type) === true)
        jobs.push(webhookJob({ callId, sequence }, wall));
      return jobs;
    },
    kinds: {
      conclude,
      archive,
      ...(webhooks === null
        ? {}
        : {
            webhook: ({ id, payload }, signal) =>
              deliverWebhook({ ...options, webhooks }, id, payload as WebhookPayload, signal),
          }),
    },
  };
}
