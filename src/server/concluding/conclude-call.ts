// Conclude a call: once it has ended, its sound is judged and what came of it is found out, and both stand behind its end.
import type { ConclusionPlan } from '../../agent/conclusion-options.ts';
import type { CallId } from '../../base/brand.ts';
import type { World } from '../../base/world.ts';
import type { CallView } from '../../call/call-view.ts';
import { concludeByRules } from '../../call/conclude-by-rules.ts';
import type { JournalRecord } from '../../call/journal.ts';
import { viewOf, type PriceOf } from '../../call/view-of.ts';
import type { JournalEvent } from '../../frames/journal-event.ts';
import type { SoundFindingKind } from '../../media/sound-finding.ts';
import { textUsage } from '../../models/text-usage.ts';
import type { Llm } from '../../speech/llm.ts';
import type { Store } from '../../store/store.ts';
import { appendBehind } from '../calls/append-behind.ts';
import { JobFault } from '../jobs/job-fault.ts';
import { askConclusion } from './ask-conclusion.ts';
import { judgeRecording } from './judge-recording.ts';

/** Tries of a model before rules say what came of a call: an archive, and a business, wait for it. */
export const MODEL_TRIES_MAX = 3;

/** How long one waits for the process that held the call to write it out. */
const WRITTEN_OUT_TRIES_MAX = 20;
const WRITTEN_OUT_AGAIN_MS = 250;

/** With what it is found out. */
export interface ConcludeCallOptions {
  readonly world: World;
  readonly store: Store;
  readonly dataDir: string;
  readonly price: PriceOf;
  /** What the agent's owner wants to know; null: nothing of their own. */
  readonly plan: ConclusionPlan | null;
  /** Who reads the call; null: rules alone. */
  readonly llm: Llm | null;
  /** Told of each flaw of a call that is judged. */
  flawed(kind: SoundFindingKind): void;
}

/**
 * Does what of it is not done yet: doing it again does no harm. Resolves to the record of the conclusion; null: there is no
 * such call any more. Rejects with `JobFault`, so that it is tried again, or `STORE_UNAVAILABLE`.
 */
export async function concludeCall(
  options: ConcludeCallOptions,
  callId: CallId,
  attempts: number,
  signal: AbortSignal,
): Promise<JournalRecord | null> {
  const { world, store, price } = options;
  const records = await store.journal(callId);
  if (records.length === 0) return null;
  if (!has(records, 'call.ended')) throw new JobFault('the call has not ended');
  await writtenOut(options, callId);
  if (!has(records, 'sound.judged')) await judge(options, callId, records);
  if (!has(records, 'call.concluded')) {
    const event = await conclusionOf(options, viewOf(records, price), attempts, signal);
    await appendBehind(options, callId, (now) => (has(now, 'call.concluded') ? null : event));
  }
  const whole = await store.journal(callId);
  // It was forgotten meanwhile.
  if (whole.length === 0) return null;
  await store.project(viewOf(whole, price));
  const concluded = whole.find(({ event }) => event.kind === 'call.concluded');
  if (concluded?.event.kind !== 'call.concluded') throw new JobFault('others write into the journal');
  world.log.info('call.concluded', { callId, by: concluded.event.by });
  return concluded;
}

async function judge(
  options: ConcludeCallOptions,
  callId: CallId,
  records: readonly JournalRecord[],
): Promise<void> {
  if (!has(records, 'recording.stored')) return;
  const sound = await judgeRecording(options.dataDir, records);
  const event: JournalEvent = {
    kind: 'sound.judged',
    findings: sound?.findings ?? null,
    unlisted: sound?.unlisted ?? 0,
  };
  const written = await appendBehind(options, callId, (now) => (has(now, 'sound.judged') ? null : event));
  if (written !== null) for (const { kind } of sound?.findings ?? []) options.flawed(kind);
}

async function conclusionOf(
  { world, plan, llm }: ConcludeCallOptions,
  view: CallView,
  attempts: number,
  signal: AbortSignal,
): Promise<JournalEvent> {
  const byTool = plan?.byTool ?? {};
  // Where nobody has said anything there is nothing to be read.
  const silent = !view.transcript.some(({ role }) => role === 'caller');
  if (llm === null || silent) return { kind: 'call.concluded', ...concludeByRules(view, byTool) };
  const asked = await askConclusion(world, llm, view, plan, signal);
  // What tries before this one took is not known any more.
  const usage = { ...textUsage(asked.usage), ...(attempts > 1 ? { untold: true } : {}) };
  const cost = asked.ok || asked.answered || attempts > 1 ? { model: llm.name, usage } : {};
  if (asked.ok) return { kind: 'call.concluded', ...asked.conclusion, ...cost };
  if (!asked.final && attempts < MODEL_TRIES_MAX) throw new JobFault(asked.problem);
  world.log.warn('call.concluded-by-rules', { callId: view.id, attempts });
  return { kind: 'call.concluded', ...concludeByRules(view, byTool, asked.problem), ...cost };
}

/** Whoever held the call writes its tables last of all: what is written here must come behind. */
async function writtenOut({ store, world }: ConcludeCallOptions, callId: CallId): Promise<void> {
  for (let tries = 0; tries < WRITTEN_OUT_TRIES_MAX; tries += 1) {
    if ((await store.call(callId))?.status === 'ended') return;
    await new Promise<void>((resolve) => void world.timers.after(WRITTEN_OUT_AGAIN_MS, resolve));
  }
}

function has(records: readonly JournalRecord[], kind: JournalEvent['kind']): boolean {
  return records.some(({ event }) => event.kind === kind);
}
