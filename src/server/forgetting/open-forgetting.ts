// Open forgetting: everything by which this server deletes what is kept of calls, by age and on request.
import type { Timer, World } from '../../base/world.ts';
import type { Store } from '../../store/store.ts';
import type { Archives } from '../archiving/archives.ts';
import type { DoJob } from '../jobs/job-runner.ts';
import { eraser, type Eraser } from './eraser.ts';
import { sweep, type Retention } from './sweep.ts';

/** From where things are deleted, and when. */
export interface ForgettingOptions {
  readonly world: World;
  readonly store: Store;
  readonly archives: Archives;
  readonly dataDir: string;
  /** Names the data directory. */
  readonly place: string;
  readonly retention: Retention;
  /** There is a job to be done. */
  readonly added: () => void;
}

/** What deletes, and the jobs of it. */
export interface CallForgetting {
  readonly eraser: Eraser;
  readonly kinds: Readonly<Record<string, DoJob>>;
  /** Has what has expired deleted, now and every hour. */
  start(): Timer;
}

/** Deletes nothing yet. */
export function openForgetting(options: ForgettingOptions): CallForgetting {
  const sweeping = sweep(options);
  const erasing = eraser(options);
  return {
    eraser: erasing,
    kinds: { ...sweeping.kinds, ...erasing.kinds },
    start: () => sweeping.start(),
  };
}
