// Job runners: work that may wait long for somebody else is done beside the rest, so that the rest never waits behind it.
import { jobRunner, type DoJob, type JobRunner, type JobRunnerOptions } from './job-runner.ts';

/** The kinds that ask a language model, which may take a minute to say nothing. */
const SLOW_KINDS: ReadonlySet<string> = new Set(['conclude']);

/** As one runner. What slow work has added is looked for at once. */
export function jobRunners({ kinds, ...options }: JobRunnerOptions): JobRunner {
  const of = (isSlow: boolean): readonly (readonly [string, DoJob])[] =>
    Object.entries(kinds).filter(([kind]) => SLOW_KINDS.has(kind) === isSlow);
  const quick = jobRunner({ ...options, kinds: Object.fromEntries(of(false)) });
  const slow = jobRunner({
    ...options,
    kinds: Object.fromEntries(
      of(true).map(([kind, work]): [string, DoJob] => [
        kind,
        async (job, signal) => {
          await work(job, signal);
          quick.look();
        },
      ]),
    ),
  });
  return {
    failures: () => [...quick.failures(), ...slow.failures()],
    look() {
      slow.look();
      quick.look();
    },
    async close() {
      // What an ended call comes to is archived with it: the one adds work for the other.
      await slow.close();
      await quick.close();
    },
  };
}
