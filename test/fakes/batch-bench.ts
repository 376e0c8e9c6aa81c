// A bench for batches: scripted phones behind a server that outlives its callers, who die wherever a test wants it.
import assert from 'node:assert/strict';
import { BatchFault, type Ledger, type LedgerEntry } from '../../src/cli/batch/batch-ledger.ts';
import type { BatchEnd, BatchNews, BatchPolicy } from '../../src/cli/batch/batch-plan.ts';
import type { BatchRow } from '../../src/cli/batch/batch-row.ts';
import { BatchRun } from '../../src/cli/batch/batch-run.ts';
import type { CallServer, Placing } from '../../src/cli/batch/call-server.ts';
import { callingClock, DEFAULT_HOURS } from '../../src/cli/batch/calling-hours.ts';
import type { EndReason } from '../../src/frames/reasons.ts';
import type { JournalEvent } from '../../src/frames/journal-event.ts';
import { simulatedWorld } from '../../src/testing/world/simulated-world.ts';

/** What a phone does with one call. `limited`: the carrier does not even let it ring. */
export type Reaction = 'talks' | 'silent' | 'busy' | 'no-answer' | 'failed' | 'limited' | 'broken';

/** What becomes of one request to place a call on its way. */
export type Fate = 'arrives' | 'request-lost' | 'answer-lost' | 'full';

/** A call as the server has it. */
export interface BenchCall {
  readonly id: string;
  readonly key: string;
  readonly to: string;
  readonly reaction: Reaction;
  readonly fromMs: number;
  readonly toMs: number;
}

export interface BenchOptions {
  /** By number; what is not named talks. Each call takes the next one, and the last one for good. */
  readonly phones?: Readonly<Record<string, readonly Reaction[]>>;
  readonly fate?: (request: number) => Fate;
  readonly callMs?: number;
  readonly wallStart?: number;
  readonly policy?: Partial<BatchPolicy>;
  readonly rows?: readonly BatchRow[];
  readonly seed?: number;
}

/** The caller was killed: from now on it does nothing. */
class Killed extends Error {
  override readonly name = 'Killed';
}

/** A row of this number; its line counts from 2. */
export function row(to: string, index = 0, zones: readonly string[] = ['America/New_York']): BatchRow {
  return { line: index + 2, request: { to }, zones };
}

/** Numbers that belong to nobody. */
export const numbers = (count: number): readonly string[] =>
  Array.from({ length: count }, (_, index) => `+1212555${String(100 + index).padStart(4, '0')}`);

export function batchBench(options: BenchOptions = {}) {
  const world = simulatedWorld({
    seed: options.seed ?? 1,
    // A Thursday at noon in New York.
    wallStart: options.wallStart ?? Date.parse('2026-01-15T17:00Z'),
  });
  const calls: BenchCall[] = [];
  const entries: LedgerEntry[] = [];
  const listed = new Set<string>();
  const rows = options.rows ?? numbers(3).map((to, index) => row(to, index));
  const policy: BatchPolicy = {
    concurrency: 2,
    perSecond: 10,
    attempts: 3,
    retryMs: 60_000,
    clock: callingClock(DEFAULT_HOURS),
    failures: null,
    ...options.policy,
  };
  const state = { requests: 0, up: true, full: false, cap: Infinity };
  const nowMs = (): number => world.clock.now() / 1000;
  const sleep = (ms: number): Promise<void> =>
    new Promise((resolve) => void world.timers.after(ms, () => resolve()));
  const trip = (): Promise<void> => sleep(world.random.fraction() * 200);

  function placed(to: string, key: string): BenchCall {
    const known = calls.find((call) => call.key === key);
    if (known !== undefined) return known;
    const script = options.phones?.[to] ?? ['talks'];
    const before = calls.filter((call) => call.to === to).length;
    const reaction = script[Math.min(before, script.length - 1)] ?? 'talks';
    const call = {
      id: `call_${calls.length + 1}`,
      key,
      to,
      reaction,
      fromMs: nowMs(),
      toMs: nowMs() + (reaction === 'limited' ? 0 : (options.callMs ?? 5000)),
    };
    calls.push(call);
    return call;
  }

  /** One life of the caller; it dies at its `steps`th step. */
  function life(steps = Infinity) {
    let left = steps;
    const news: BatchNews[] = [];
    const step = (): void => {
      if (left <= 0) throw new Killed();
      left -= 1;
    };
    const alive = <Answer>(answer: Answer): Promise<Answer> =>
      left > 0 ? Promise.resolve(answer) : new Promise(() => {});
    const ask = async <Answer>(
      answer: () => Answer,
    ): Promise<Answer | { kind: 'no-answer'; problem: string }> => {
      step();
      await trip();
      const told = state.up ? answer() : ({ kind: 'no-answer', problem: 'it is down' } as const);
      await trip();
      return alive(told);
    };
    const server: CallServer = {
      origin: 'http://bench',
      async place({ to }, key): Promise<Placing> {
        step();
        const fate = state.full ? 'full' : (options.fate?.((state.requests += 1)) ?? 'arrives');
        await trip();
        if (!state.up || fate === 'request-lost') {
          await sleep(15_000);
          return alive({ kind: 'unsure', problem: 'no answer' });
        }
        const live = calls.filter(({ toMs }) => toMs > nowMs()).length;
        if (fate === 'full' || live >= state.cap)
          return alive({ kind: 'full', retryAfterMs: null, problem: 'the cap is reached' });
        // It arrives whatever has become of who sent it.
        const { id } = placed(to, key);
        await trip();
        if (fate === 'answer-lost') return alive({ kind: 'unsure', problem: 'no answer' });
        return alive({ kind: 'placed', callId: id });
      },
      find: (key, to) =>
        ask(() => ({
          kind: 'known',
          answer: calls.find((call) => call.key === key && call.to === to)?.id ?? null,
        })),
      journal: (callId) =>
        ask(() => {
          const call = calls.find(({ id }) => id === callId);
          return { kind: 'known', answer: call === undefined ? null : journal(call, nowMs() >= call.toMs) };
        }),
    };
    const ledger: Ledger = {
      id: 'batch',
      entries: [...entries],
      append(entry) {
        step();
        entries.push(entry);
        // It may die with the entry on the disk and nobody knowing of it.
        step();
      },
    };
    const run = new BatchRun(rows, policy, {
      world,
      server,
      ledger,
      listed: (party) => listed.has(party),
      told(one) {
        if (left > 0) news.push(one);
      },
    });
    let end: BatchEnd | 'killed' | null = null;
    const begin = async (): Promise<void> => {
      try {
        end = await run.run();
      } catch (error) {
        if (!(error instanceof Killed)) throw error;
        end = 'killed';
      }
    };
    return {
      run,
      news,
      ledger,
      /** Starts; the test goes on. */
      start: () => void begin(),
      end: () => end,
      /** Until it ends, or has been dead for a while. */
      async toEnd(msMax = 4 * 86_400_000): Promise<BatchEnd | 'killed'> {
        void begin();
        let deadSince: number | null = null;
        await world.until(() => {
          if (left <= 0) deadSince ??= nowMs();
          return end !== null || (deadSince !== null && nowMs() - deadSince > 1000);
        }, msMax);
        return end ?? 'killed';
      },
    };
  }

  return {
    world,
    rows,
    calls,
    entries,
    /** Who must not be called. */
    listed,
    /** `up` false: the server gives no answer; `full`: it turns every call away; `cap`: so many live ones at most. */
    state,
    life,
    nowMs,
    /** What must hold whatever happens. */
    check(expectAll = true): void {
      for (const { request } of rows) {
        const rang = calls.filter(({ to, reaction }) => to === request.to && reaction !== 'limited');
        const pickedUp = rang.filter(({ reaction }) => ['talks', 'silent', 'broken'].includes(reaction));
        assert.ok(pickedUp.length <= 1, `${request.to} picked up ${pickedUp.length} times`);
        assert.ok(rang.length <= policy.attempts, `${request.to} rang ${rang.length} times`);
        if (expectAll && !listed.has(request.to)) assert.ok(rang.length >= 1, `${request.to} never rang`);
        if (expectAll && pickedUp.length === 0 && !listed.has(request.to))
          assert.equal(rang.length, policy.attempts, `${request.to} was given up`);
        rang.slice(1).forEach((call, index) => {
          const before = rang[index];
          if (before === undefined) return;
          assert.ok(call.fromMs >= before.toMs + policy.retryMs, `${request.to} was called again at once`);
        });
      }
    },
  };
}

export type BatchBench = ReturnType<typeof batchBench>;

const ENDS: Readonly<Record<Reaction, EndReason>> = {
  talks: 'caller-hangup',
  silent: 'caller-hangup',
  busy: 'busy',
  'no-answer': 'no-answer',
  failed: 'call-failed',
  limited: 'call-failed',
  broken: 'model-failed',
};

function journal({ reaction }: BenchCall, over: boolean): readonly JournalEvent[] {
  const events: JournalEvent[] = [];
  if (reaction === 'limited')
    events.push({
      kind: 'call.not-placed',
      cause: 'rate-limited',
      code: '20429',
      detail: 'too many',
      retryAfterMs: 3000,
    });
  if (over && (reaction === 'busy' || reaction === 'no-answer' || reaction === 'failed'))
    events.push({ kind: 'carrier.status', progress: reaction, code: null });
  if (reaction === 'talks' || reaction === 'silent' || reaction === 'broken')
    events.push({ kind: 'stream.started', streamId: 'MZ1', resumed: false });
  if (reaction === 'talks')
    events.push({ kind: 'caller.said', itemId: 'item' as never, text: 'Hello.', startedMs: 0 });
  if (over) events.push({ kind: 'call.ended', reason: ENDS[reaction], detail: '' });
  return events;
}

/** A ledger that cannot be written from now on. */
export function fullDisk(ledger: Ledger): void {
  ledger.append = () => {
    throw new BatchFault('the disk is full');
  };
}
