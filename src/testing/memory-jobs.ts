// Jobs of the memory store, held to the same contract as the real ones.
import type { Jobs, JobView, NewJob, TakenJob } from '../store/jobs.ts';
import { fromStoredJson, toStoredJson } from '../store/stored-json.ts';

/** A job as the memory store keeps it. */
export interface KeptJob extends NewJob {
  readonly createdAt: number;
  readonly attempts: number;
  readonly lease: string | null;
  readonly fault: string | null;
  readonly deadAt: number | null;
}

/** A page of the API, and one more. */
const JOBS_PER_PAGE_MAX = 201;

/** Adds jobs to `kept`, by id; one that is there is left as it is. */
export function addJobs(kept: Map<string, KeptJob>, jobs: readonly NewJob[]): void {
  for (const job of jobs) {
    if (kept.has(job.id)) continue;
    const payload = fromStoredJson<unknown>(toStoredJson(job.payload));
    const fresh = { attempts: 0, lease: null, fault: null, deadAt: null };
    kept.set(job.id, { ...job, payload, createdAt: job.dueAt, ...fresh });
  }
}

/** Jobs in `kept`; `use` is each use of the store. */
export function memoryJobs(
  kept: Map<string, KeptJob>,
  use: <Result>(work: () => Result) => Promise<Result>,
): Jobs {
  function change({ id, lease }: TakenJob, changes: Partial<KeptJob>): boolean {
    const job = kept.get(id);
    if (job?.lease !== lease) return false;
    kept.set(id, { ...job, ...changes });
    return true;
  }
  return {
    add: (jobs) => use(() => addJobs(kept, jobs)),
    take: ({ kinds, place, now, until, lease, limit }) =>
      use(() =>
        [...kept.values()]
          .filter((job) => job.deadAt === null && job.dueAt <= now && kinds.includes(job.kind))
          .filter((job) => job.place === null || job.place === place)
          .toSorted((a, b) => a.dueAt - b.dueAt || compare(a.id, b.id))
          .slice(0, limit)
          .map((job) => {
            const attempts = job.attempts + 1;
            kept.set(job.id, { ...job, lease, attempts, dueAt: until });
            const { id, kind, payload, dueAt } = job;
            return { id, kind, place: job.place, payload, dueAt, lease, attempts };
          }),
      ),
    hold: (job, until) => use(() => change(job, { dueAt: until })),
    done: (job) =>
      use(() => {
        if (kept.get(job.id)?.lease === job.lease) kept.delete(job.id);
      }),
    failed: (job, fault, dueAt, now) =>
      use(() => {
        change(job, { fault, lease: null, ...(dueAt === null ? { deadAt: now } : { dueAt }) });
      }),
    counts: () =>
      use(() => {
        const kinds = [...new Set([...kept.values()].map(({ kind }) => kind))].toSorted();
        return kinds.map((kind) => {
          const all = [...kept.values()].filter((job) => job.kind === kind);
          const dead = all.filter(({ deadAt }) => deadAt !== null).length;
          return { kind, waiting: all.length - dead, dead };
        });
      }),
    list: ({ kind, dead, before, limit }) =>
      use(() => {
        const all = [...kept.values()].toSorted((a, b) => b.createdAt - a.createdAt || compare(b.id, a.id));
        const edge = before === undefined ? -1 : all.findIndex(({ id }) => id === before);
        if (before !== undefined && edge === -1) return [];
        return all
          .slice(edge + 1)
          .filter((job) => kind === undefined || job.kind === kind)
          .filter((job) => dead === undefined || (job.deadAt !== null) === dead)
          .slice(0, Math.min(Math.max(limit, 1), JOBS_PER_PAGE_MAX))
          .map(viewOf);
      }),
    drop: (callId, except, now) =>
      use(() => {
        const about = [...kept.values()].filter(
          ({ id, kind }) => id.includes(callId) && !except.includes(kind),
        );
        const gone = about.filter(
          ({ lease, dueAt, deadAt }) => lease === null || dueAt <= now || deadAt !== null,
        );
        for (const { id } of gone) kept.delete(id);
        const places = [...new Set(gone.flatMap(({ place }) => place ?? []))];
        return { dropped: gone.length, underWay: about.length - gone.length, places };
      }),
    revive: (id, now) =>
      use(() => {
        const job = kept.get(id);
        if (job === undefined || job.deadAt === null) return false;
        kept.set(id, { ...job, deadAt: null, dueAt: now, attempts: 0 });
        return true;
      }),
  };
}

function viewOf({ id, kind, payload, attempts, createdAt, dueAt, fault, deadAt }: KeptJob): JobView {
  return {
    id,
    kind,
    payload,
    attempts,
    createdAt: instant(createdAt),
    dueAt: instant(dueAt),
    fault,
    deadAt: deadAt === null ? null : instant(deadAt),
  };
}

function instant(wall: number): string {
  return new Date(wall).toISOString();
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
