// Left tapes: a server that died left tapes of calls that went on, or were ended, elsewhere; they lie where nobody else can reach them.
import { quietTapes } from '../../archive/disk-tapes.ts';
import { callFolder } from '../../archive/call-files.ts';
import type { CallId } from '../../base/brand.ts';
import type { EpochMs } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { Store } from '../../store/store.ts';
import { removeTapes } from '../forgetting/forget-call.ts';
import { fileGoes } from '../forgetting/kept-kinds.ts';
import { JobFault } from '../jobs/job-fault.ts';
import type { DoJob } from '../jobs/job-runner.ts';
import { keepTapes } from './archive-call.ts';
import { TAPE_NAME } from './archive-tapes.ts';
import type { Archives } from './archives.ts';

/** How often one looks. */
const LOOK_EVERY_MS = 600_000;

/** Nobody writes to a tape any more that was not written to for so long: a live call's is, every second. */
const QUIET_MS = 600_000;

/** Calls that one look finds work for; the next one finds the rest. */
const CALLS_PER_LOOK_MAX = 1000;

/** Where tapes lie, and where they go. */
export interface LeftTapesOptions {
  readonly world: World;
  readonly store: Pick<Store, 'archived' | 'forgetting' | 'jobs'>;
  readonly archives: Archives;
  readonly dataDir: string;
  /** Names the data directory: nobody else can reach what lies there. */
  readonly place: string;
  /** There is a job to be done. */
  readonly added: () => void;
}

/** Looking after left tapes. */
export interface LeftTapes {
  readonly kinds: Readonly<Record<string, DoJob>>;
  /** Looks now, and every ten minutes. */
  start(): Timer;
}

/** Tapes of ended calls go to their archive; those of calls that were deleted are deleted. */
export function leftTapes(options: LeftTapesOptions): LeftTapes {
  const { world, store, dataDir, place } = options;

  const archive: DoJob = async ({ payload }) => {
    const { callId } = payload as { readonly callId: CallId };
    const call = await store.forgetting.find(callId);
    if (call === null || fileGoes(TAPE_NAME, await store.forgetting.forgotten(callId))) {
      await removeTapes(options, callId);
      return;
    }
    const listed = await store.archived.of(callId);
    // The files of the call come first, and with them what was taped where it ended.
    if (!listed.some(({ name }) => name === 'journal.jsonl'))
      throw new JobFault('the call is not archived yet');
    const folder = callFolder({ id: callId, startedAt: call.startedAt });
    const kept = await keepTapes(options, callId, folder);
    world.log.info('tape.archived', { callId, tapes: kept.length });
  };

  async function look(): Promise<void> {
    const now = world.clock.wall();
    const quiet = await quietTapes(dataDir, (now - QUIET_MS) as EpochMs);
    for (const callId of quiet.slice(0, CALLS_PER_LOOK_MAX)) {
      const call = await store.forgetting.find(callId);
      if (call === null) await removeTapes(options, callId);
      else if (call.status === 'ended')
        await store.jobs.add([
          {
            id: `archive-tapes:${callId}:${place}`,
            kind: 'archive-tapes',
            place,
            payload: { callId },
            dueAt: now,
          },
        ]);
    }
    options.added();
  }

  function start(): Timer {
    let timer: Timer | null = null;
    let stopped = false;
    const again = (): void => {
      void look().catch(() => world.log.warn('tapes.not-looked-after'));
      if (!stopped) timer = world.timers.after(LOOK_EVERY_MS, again);
    };
    again();
    return {
      stop() {
        stopped = true;
        timer?.stop();
      },
    };
  }

  return { kinds: { 'archive-tapes': archive }, start };
}
