// Jobs: the contract of work that outlives its process. Whoever takes a job has it for a while; what dies with it comes due again.
import type { EpochMs } from '../base/time.ts';

/** Work to be done. Its payload names things by their ids: what a caller said has no place in it. */
export interface NewJob {
  /** Made of what the job is about, so that asking for it twice is asking once. */
  readonly id: string;
  readonly kind: string;
  /** The only place where it can be done, such as a data directory; null: anywhere. */
  readonly place: string | null;
  /** JSON. */
  readonly payload: unknown;
  readonly dueAt: EpochMs;
}

/** Work that somebody has taken. */
export interface TakenJob extends NewJob {
  /** Proves who has it: a job that was taken by another since is theirs. */
  readonly lease: string;
  /** How often it was taken, this time among it. */
  readonly attempts: number;
}

/** A job in a list. */
export interface JobView {
  readonly id: string;
  readonly kind: string;
  /** JSON. */
  readonly payload: unknown;
  readonly attempts: number;
  /** ISO 8601. */
  readonly createdAt: string;
  /** When it is tried next, or given back by who has it; ISO 8601. */
  readonly dueAt: string;
  /** What went wrong last, without personal data. */
  readonly fault: string | null;
  /** Since when nobody tries it any more; ISO 8601. */
  readonly deadAt: string | null;
}

/** What became of the work for a call. */
export interface DroppedJobs {
  readonly dropped: number;
  /** Somebody does them now. */
  readonly underWay: number;
  /** The only places where some of the dropped could have been done. */
  readonly places: readonly string[];
}

/** Which jobs are taken, and by whom. */
export interface JobTaking {
  readonly kinds: readonly string[];
  /** Jobs of this place, and of none. */
  readonly place: string;
  readonly now: EpochMs;
  /** From then on others may take them. */
  readonly until: EpochMs;
  /** Unguessable, new each time. */
  readonly lease: string;
  readonly limit: number;
}

/** How many jobs of a kind there are. */
export interface JobCount {
  readonly kind: string;
  /** Still to be done, or under way. */
  readonly waiting: number;
  /** Given up. */
  readonly dead: number;
}

/** Which jobs are listed, newest first. */
export interface JobQuery {
  readonly kind?: string;
  /** Only those that nobody tries any more, or only the others. */
  readonly dead?: boolean;
  /** Only jobs older than this one; nothing when it is not there. */
  readonly before?: string;
  /** 1 to 201. */
  readonly limit: number;
}

/**
 * Keeps jobs. Instants are the asking process's: a lease is long beside what clocks differ by. What is done is gone. Every
 * method rejects with `STORE_UNAVAILABLE` when the store cannot be reached.
 */
export interface Jobs {
  /** Adds them, all or none; one whose id is there is left as it is. */
  add(jobs: readonly NewJob[]): Promise<void>;
  /** Takes what is due, longest due first; no two who ask at once get the same job. */
  take(taking: JobTaking): Promise<readonly TakenJob[]>;
  /** Keeps a job for longer; false: it is another's by now. */
  hold(job: TakenJob, until: EpochMs): Promise<boolean>;
  /** It is done, unless another has it by now. */
  done(job: TakenJob): Promise<void>;
  /** It did not come off, and is due again, or with null given up at `now`; unless another has it by now. */
  failed(job: TakenJob, fault: string, dueAt: EpochMs | null, now: EpochMs): Promise<void>;
  /** By kind; a kind of which there is none is not listed. */
  counts(): Promise<readonly JobCount[]>;
  list(query: JobQuery): Promise<readonly JobView[]>;
  /**
   * Drops what is still to be done for a call, or was given up: jobs that have its id in theirs, but for kinds of `except`.
   * What somebody does now is left to them.
   */
  drop(callId: string, except: readonly string[], now: EpochMs): Promise<DroppedJobs>;
  /** Has one that was given up tried again, as if for the first time. Whether there is such a one. */
  revive(id: string, now: EpochMs): Promise<boolean>;
}
