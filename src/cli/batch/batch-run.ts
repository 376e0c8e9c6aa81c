// Batch run: calls everybody in a batch, each once, however often it is interrupted.
import type { EpochMs } from '../../base/time.ts';
import type { Timer } from '../../base/world.ts';
import { BatchFault, Standings, type LedgerEntry, type Standing } from './batch-ledger.ts';
import { BatchPace, TURNED_AWAY_MS_MAX } from './batch-pace.ts';
import { partyOf, type BatchRow } from './batch-row.ts';
import type { CallEnd } from './call-end.ts';
import type { BatchEnd, BatchPolicy, BatchPorts } from './batch-plan.ts';
import { FailureWatch } from './failure-watch.ts';
import { followCall, type CallNews } from './follow-attempt.ts';

/** Where a row stands. */
export interface RowState {
  readonly row: BatchRow;
  readonly standing: Readonly<Standing>;
  /** `waiting` from `dueWall` on; `open`: under way, or nobody knows; `listed`: must not be called. */
  readonly stage: 'waiting' | 'open' | 'done' | 'listed';
  readonly dueWall: EpochMs;
}

type Entry = { -readonly [Key in keyof RowState]: RowState[Key] } & { readonly party: string };

/** A wall clock may be set, and a machine may sleep: it is looked at so often. */
const LOOK_MS_MAX = 30_000;

/** A batch that runs once. */
export class BatchRun {
  readonly #policy: BatchPolicy;
  readonly #ports: BatchPorts;
  readonly #standings: Standings;
  readonly #entries: readonly Entry[];
  readonly #pace: BatchPace;
  readonly #watch: FailureWatch | null;
  readonly #ended = Promise.withResolvers<BatchEnd>();
  /** Wakes whoever waits for the end of a call. */
  readonly #news = new Map<string, () => void>();
  #waiting: Entry[];
  #live = 0;
  #timer: Timer | null = null;
  #stopping: BatchEnd | null = null;

  constructor(rows: readonly BatchRow[], policy: BatchPolicy, ports: BatchPorts) {
    this.#policy = policy;
    this.#ports = ports;
    this.#standings = new Standings(ports.ledger.entries);
    this.#pace = new BatchPace(policy.perSecond, ports.world.random);
    this.#watch = policy.failures === null ? null : new FailureWatch(policy.failures);
    this.#entries = rows.map((row) => {
      const party = partyOf(row.request.to);
      const standing = this.#standings.of(party);
      const entry: Entry = { row, party, standing, stage: 'waiting', dueWall: 0 as EpochMs };
      this.#place(entry);
      return entry;
    });
    this.#waiting = this.#entries.filter(({ stage }) => stage === 'waiting');
  }

  /** Every row, in the order of the file. */
  get rows(): readonly RowState[] {
    return this.#entries;
  }

  /** Calls everybody who is left; resolves when nothing is under way any more. Call it once. */
  run(): Promise<BatchEnd> {
    for (const entry of this.#entries)
      if (entry.stage === 'open') this.#begin(entry, () => this.#resume(entry));
    this.#pump();
    return this.#ended.promise;
  }

  /** Dials nobody any more; what is under way is waited for. */
  stop(): void {
    this.#stop({ kind: 'interrupted' });
  }

  /** The server says something of this call: it is looked at now. */
  hint(callId: string): void {
    this.#news.get(callId)?.();
  }

  #stop(end: BatchEnd): void {
    if (this.#stopping !== null) return;
    this.#stopping = end;
    this.#ports.told({ kind: 'stopping', end });
    this.#pump();
  }

  /** Where the ledger says that the row stands. */
  #place(entry: Entry): void {
    const { last, attempts, open } = entry.standing;
    if (open !== null) entry.stage = 'open';
    else if (last !== null && !(last.again && attempts < this.#policy.attempts)) entry.stage = 'done';
    else {
      entry.stage = 'waiting';
      const from = last === null ? 0 : last.wall + this.#policy.retryMs * 2 ** (attempts - 1);
      entry.dueWall = from as EpochMs;
    }
  }

  /** Dials whoever may be dialled now, and comes again when the next one may be. */
  #pump(): void {
    this.#timer?.stop();
    this.#timer = null;
    const { world } = this.#ports;
    while (this.#stopping === null && this.#waiting.length > 0 && this.#live < this.#policy.concurrency) {
      const now = world.clock.now();
      const waitMs = this.#pace.waitMs(now);
      const entry = waitMs > 0 ? null : this.#takeDue(world.clock.wall());
      if (entry === null) {
        this.#timer = world.timers.after(waitMs > 0 ? waitMs : this.#untilDueMs(), () => this.#pump());
        return;
      }
      this.#dial(entry);
    }
    if (this.#live > 0) return;
    if (this.#stopping !== null) this.#ended.resolve(this.#stopping);
    else if (this.#waiting.length === 0) this.#ended.resolve({ kind: 'complete' });
  }

  /** The first row, in the order of the file, whose time has come; it waits no longer. */
  #takeDue(wall: EpochMs): Entry | null {
    const { clock } = this.#policy;
    for (const [index, entry] of this.#waiting.entries()) {
      if (entry.dueWall > wall) continue;
      const next = clock.nextRing(entry.row.zones, wall);
      if (next === wall) {
        this.#waiting.splice(index, 1);
        return entry;
      }
      entry.dueWall = next ?? ((wall + LOOK_MS_MAX) as EpochMs);
    }
    return null;
  }

  #untilDueMs(): number {
    const wall = this.#ports.world.clock.wall();
    const next = this.#waiting.reduce((soonest, { dueWall }) => Math.min(soonest, dueWall), Infinity);
    return Math.min(Math.max(next - wall, 0), LOOK_MS_MAX);
  }

  #dial(entry: Entry): void {
    const ports = this.#ports;
    try {
      if (ports.listed(entry.party)) {
        entry.stage = 'listed';
        return ports.told({ kind: 'listed', line: entry.row.line });
      }
      const key = entry.standing.unusedKey ?? `${ports.ledger.id}-${this.#standings.keys + 1}`;
      this.#write({ kind: 'dialled', key, party: entry.party, server: ports.server.origin });
      this.#pace.dialled(ports.world.clock.now());
      entry.stage = 'open';
      ports.told({ kind: 'dialled', line: entry.row.line, attempt: entry.standing.attempts + 1 });
      this.#begin(entry, () => this.#call(entry, key));
    } catch (error) {
      this.#waiting.push(entry);
      this.#fault(error);
    }
  }

  /** What is under way counts as live until it is settled, or cannot be. */
  #begin(entry: Entry, work: () => Promise<void>): void {
    this.#live += 1;
    void work()
      .catch((error: unknown) => this.#fault(error))
      .finally(() => {
        this.#live -= 1;
        if (entry.stage === 'waiting') this.#waiting.push(entry);
        this.#pump();
      });
  }

  async #call(entry: Entry, key: string): Promise<void> {
    const placing = await this.#ports.server.place(entry.row.request, key);
    switch (placing.kind) {
      case 'placed':
        this.#write({ kind: 'placed', key, callId: placing.callId });
        return this.#follow(entry, key);
      case 'full':
        this.#write({ kind: 'unplaced', key, spent: false });
        return this.#turnedAway(entry, placing.problem, placing.retryAfterMs, true);
      case 'refused':
        return this.#settle(entry, key, { end: 'refused', reason: placing.problem, again: false });
      case 'fault':
        this.#write({ kind: 'unplaced', key, spent: false });
        this.#place(entry);
        return this.#stop({ kind: 'fault', problem: `line ${entry.row.line}: ${placing.problem}` });
      case 'unsure':
        return this.#follow(entry, key);
    }
  }

  /** An earlier run began this: its call is looked for where it was asked for, and never asked for again. */
  async #resume(entry: Entry): Promise<void> {
    const { open } = entry.standing;
    if (open !== null) await this.#follow(entry, open.key);
  }

  async #follow(entry: Entry, key: string): Promise<void> {
    const { server, world } = this.#ports;
    const callId = entry.standing.open?.callId ?? null;
    const news: CallNews = await followCall(
      { server, world, wakers: this.#news },
      { key, callId, to: entry.row.request.to },
      (id) => this.#write({ kind: 'placed', key, callId: id }),
    );
    switch (news.kind) {
      case 'never-placed':
        this.#write({ kind: 'unplaced', key, spent: false });
        return this.#turnedAway(entry, news.problem);
      case 'rate-limited':
        this.#write({ kind: 'unplaced', key, spent: true });
        return this.#turnedAway(entry, 'the carrier takes no more calls for now', news.retryAfterMs);
      case 'ended':
        return this.#settle(entry, key, news);
      case 'lost':
        return this.#stop({ kind: 'fault', problem: news.problem });
    }
  }

  #settle(
    entry: Entry,
    key: string,
    { end, reason, again }: { readonly end: CallEnd; readonly reason: string; readonly again: boolean },
  ): void {
    this.#write({ kind: 'settled', key, end, reason, again, wall: this.#ports.world.clock.wall() });
    this.#pace.taken();
    this.#place(entry);
    const { attempts: attempt } = entry.standing;
    const next =
      entry.stage === 'waiting' ? this.#policy.clock.nextRing(entry.row.zones, entry.dueWall) : null;
    this.#ports.told({ kind: 'settled', line: entry.row.line, attempt, end, reason, again: next });
    const { failures } = this.#policy;
    if (
      this.#watch?.sees(end === 'failed' || end === 'broken' || end === 'refused') === true &&
      failures !== null
    )
      this.#stop({
        kind: 'failures',
        problem: `${failures.failures} of the last ${failures.calls} calls failed, the last one as ${reason}`,
      });
  }

  /** Nothing rang: it is no attempt, and the whole batch waits. `full`: until another call ends, at the longest. */
  #turnedAway(entry: Entry, why: string, retryAfterMs: number | null = null, full = false): void {
    this.#place(entry);
    const now = this.#ports.world.clock.now();
    const ms = this.#pace.turnedAway(now, retryAfterMs, full && retryAfterMs === null);
    // While others are live, calls are taken: one has to end first.
    if (!this.#pace.isStuck(now) || this.#live > 1) return this.#ports.told({ kind: 'held', ms, why });
    const minutes = TURNED_AWAY_MS_MAX / 60_000;
    this.#stop({ kind: 'fault', problem: `no call was taken for ${minutes} minutes: ${why}` });
  }

  #write(entry: LedgerEntry): void {
    this.#ports.ledger.append(entry);
    this.#standings.take(entry);
  }

  #fault(error: unknown): void {
    const isOurs = error instanceof BatchFault;
    if (!isOurs) this.#ended.reject(error);
    this.#stop({ kind: 'fault', problem: isOurs ? error.message : 'a bug of ours' });
  }
}
