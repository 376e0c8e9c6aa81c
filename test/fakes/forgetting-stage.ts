// A stage for tests of forgetting: an archived call whose files lie on a disk, and what deletes them.
import assert from 'node:assert/strict';
import { readdirSync, rmSync } from 'node:fs';
import { after } from 'node:test';
import { viewOf } from '../../src/call/view-of.ts';
import { archiveCall } from '../../src/server/archiving/archive-call.ts';
import { openArchives, type Archives } from '../../src/server/archiving/archives.ts';
import { openForgetting } from '../../src/server/forgetting/open-forgetting.ts';
import type { Retention } from '../../src/server/forgetting/sweep.ts';
import { jobRunner } from '../../src/server/jobs/job-runner.ts';
import { memoryStore } from '../../src/testing/memory-store.ts';
import { simulatedWorld, type SimulatedWorld } from '../../src/testing/world/simulated-world.ts';
import { ENDED_ID, endedCall, recordedDataDir } from './ended-call.ts';

/** Who has called. */
export const CALLER = '+15550001111';
/** Data directories that are removed in the end. */
export const made: string[] = [];
after(() => {
  for (const dataDir of made) rmSync(dataDir, { recursive: true });
});

/** A store with an archived call whose recording lies on the disk of `place`. */
export async function forgettingStage(
  change: { retention?: Retention; place?: string; archives?: Partial<Archives> } = {},
) {
  const world = simulatedWorld();
  const store = memoryStore();
  const dataDir = recordedDataDir();
  made.push(dataDir);
  const archives = {
    ...(await openArchives(dataDir, { sound: 'wav', keys: null, s3: null })),
    ...change.archives,
  };
  const options = { world, store, archives, dataDir, place: change.place ?? 'here' };
  await store.append(endedCall());
  await store.project(viewOf(endedCall(), () => null));
  await archiveCall({ ...options, price: () => null }, ENDED_ID, new AbortController().signal);
  const forgetting = openForgetting({
    ...options,
    place: 'here',
    retention: change.retention ?? {},
    added: () => runner.look(),
  });
  const runner = jobRunner({ world, jobs: store.jobs, place: 'here', kinds: forgetting.kinds });
  const files = (): string[] =>
    readdirSync(dataDir, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .toSorted();
  return { world, store, dataDir, forgetting, runner, files };
}

/** Lets the disk do its work, which no virtual clock hastens; gives up in the end. */
export async function until(world: SimulatedWorld, done: () => boolean | Promise<boolean>): Promise<void> {
  for (let turn = 0; turn < 2000 && !(await done()); turn += 1) {
    await new Promise((resolve) => void setImmediate(resolve));
    await world.advance(1);
  }
  assert.ok(await done(), 'it never came to that');
}

/** What lies on the disk of a call that was not forgotten. */
export const ALL_FILES = [
  'call_a.wav',
  'journal.jsonl',
  'outcome.json',
  'spans.json',
  'transcript.json',
  'transcript.txt',
  'transcript.vtt',
];
