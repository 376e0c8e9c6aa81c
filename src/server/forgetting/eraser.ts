// Eraser: deletes calls on request, one or all of a caller, by work that a crash does not end.
import type { CallId } from '../../base/brand.ts';
import { OffhookError } from '../../base/errors.ts';
import type { EpochMs } from '../../base/time.ts';
import type { Store } from '../../store/store.ts';
import { JobFault } from '../jobs/job-fault.ts';
import type { DoJob } from '../jobs/job-runner.ts';
import {
  forgetCall,
  removeTapes,
  wouldForget,
  type ForgetAnswer,
  type ForgetCallOptions,
} from './forget-call.ts';

/** What came of a request, and what is still to come. */
export interface Erasure {
  /** Calls that are gone, or would be. */
  readonly erased: number;
  /** Rows of them, by table. */
  readonly rows: Readonly<Record<string, number>>;
  readonly files: number;
  /** Calls that are held: nothing of them was deleted, and nothing will be. */
  readonly held: readonly CallId[];
  /** Calls that go on, or with which other work is under way: they are deleted behind it, without being asked again. */
  readonly waiting: readonly CallId[];
}

/** Deletes calls. Both methods reject with `STORE_UNAVAILABLE`. */
export interface Eraser {
  /** `dryRun`: tells what would be deleted. Rejects with `CALL_NOT_FOUND`, and `CALL_HELD`. */
  call(id: CallId, dryRun: boolean): Promise<Erasure>;
  /** E.164 or a SIP URI. */
  caller(number: string, dryRun: boolean): Promise<Erasure>;
  readonly kinds: Readonly<Record<string, DoJob>>;
}

/** What a request does itself; the rest of a caller's calls is left to the jobs. */
const CALLS_AT_ONCE_MAX = 200;

/** The request itself has so long before its jobs begin. */
const JOBS_AFTER_MS = 60_000;

/** Files that may be removed by name: ours alone. */
const OUR_FILES = /^(?:archive|recordings)\/[\w./-]+$/;

/** An eraser with these. */
export function eraser(options: ForgetCallOptions & { readonly store: Pick<Store, 'call'> }): Eraser {
  const { world, store } = options;
  const { forgetting, jobs } = store;
  const jobId = (callId: CallId): string => `erase:${callId}`;

  async function eraseAll(calls: readonly CallId[], dryRun: boolean): Promise<Erasure> {
    const all = { erased: 0, rows: {} as Record<string, number>, files: 0 };
    const held: CallId[] = [];
    const waiting: CallId[] = [];
    if (!dryRun) {
      const dueAt = (world.clock.wall() + JOBS_AFTER_MS) as EpochMs;
      const job = (callId: CallId) => ({
        id: jobId(callId),
        kind: 'erase',
        place: null,
        payload: { callId },
        dueAt,
      });
      await jobs.add(calls.map(job));
    }
    for (const [index, callId] of calls.entries()) {
      const answer = index < CALLS_AT_ONCE_MAX ? await attempt(callId, dryRun) : null;
      if (answer?.kind === 'held') held.push(callId);
      else if (answer === null || answer.kind === 'live' || answer.kind === 'under-way') waiting.push(callId);
      else if (answer.kind === 'forgotten') {
        all.erased += 1;
        all.files += answer.files;
        for (const [table, count] of Object.entries(answer.rows))
          all.rows[table] = (all.rows[table] ?? 0) + count;
      }
      if (!dryRun && answer !== null && answer.kind !== 'live' && answer.kind !== 'under-way')
        await jobs.drop(jobId(callId), [], world.clock.wall());
    }
    return { ...all, held, waiting };
  }

  /** Null: it can't be done now, and the job will. */
  async function attempt(callId: CallId, dryRun: boolean): Promise<ForgetAnswer | null> {
    if (dryRun) return wouldForget(options, callId);
    try {
      return await forgetCall(options, callId, ['call']);
    } catch (error) {
      if (!(error instanceof OffhookError && error.code === 'ARCHIVE_UNAVAILABLE')) throw error;
      return null;
    }
  }

  const erase: DoJob = async ({ payload }) => {
    const { callId } = payload as { readonly callId: CallId };
    const answer = await forgetCall(options, callId, ['call']);
    if (answer.kind === 'held') throw new JobFault('the call is held', true);
    if (answer.kind === 'live') throw new JobFault('the call has not ended');
    if (answer.kind === 'under-way') throw new JobFault('other work for the call is under way');
  };

  const removeFiles: DoJob = async ({ payload }) => {
    const { callId, keys } = payload as { readonly callId: CallId; readonly keys: readonly string[] };
    for (const key of keys) if (OUR_FILES.test(key)) await options.archives.removeFromDisk(key);
    await removeTapes(options, callId);
  };

  return {
    async call(id, dryRun) {
      const call = await forgetting.find(id);
      if (call === null) throw new OffhookError('CALL_NOT_FOUND', 'No call has this id.');
      if (call.held) throw new OffhookError('CALL_HELD', `${id} is held: release it, or its caller, first.`);
      // What humans were told of it goes along.
      const asked = (await store.call(id))?.consultations.map(({ callId }) => callId) ?? [];
      return eraseAll([...asked, id], dryRun);
    },
    async caller(number, dryRun) {
      const calls = new Set<CallId>();
      // Some carriers leave the plus out.
      for (const one of number.startsWith('+') ? [number, number.slice(1)] : [number]) {
        for (let after: CallId | null = null; ;) {
          const page: readonly { readonly id: CallId }[] = await forgetting.ofCaller(
            one,
            after,
            CALLS_AT_ONCE_MAX,
          );
          for (const { id } of page) calls.add(id);
          after = page.at(-1)?.id ?? null;
          if (page.length < CALLS_AT_ONCE_MAX) break;
        }
      }
      // Those that ask a human for another call go before it: by it they are found.
      return eraseAll([...calls].toSorted().toReversed(), dryRun);
    },
    kinds: { erase, 'remove-files': removeFiles },
  };
}
