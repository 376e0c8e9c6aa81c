// Replay tape: runs a call again through today's code, and holds all that goes out of it against its tape.
import type { CallOrder } from '../call/order.ts';
import { orderOf } from '../call/order.ts';
import type { CallPlan } from '../call/plan.ts';
import type { CallView } from '../call/call-view.ts';
import { planBriefing } from '../agent/plan-briefing.ts';
import { openEntry } from '../server/calls/open-entry.ts';
import type { SwitchboardOptions } from '../server/calls/switchboard-options.ts';
import type { IncomingCall } from '../server/switchboard.ts';
import type { Taping } from '../tape/call-tape.ts';
import type { InLine, OutLine } from '../tape/tape-line.ts';
import { memoryStore } from '../testing/memory-store.ts';
import { simulatedWorld } from '../testing/world/simulated-world.ts';
import type { Difference } from './difference.ts';
import { NewTape } from './new-tape.ts';
import { isInput, parsed, type ReadTape } from './read-tape.ts';
import { ReplayedOutside } from './replayed-outside.ts';

/** What a call is run again with. */
export interface ReplayHost {
  /** Today's agent, with what was known of the caller then. */
  plan(
    call: IncomingCall,
    order: CallOrder | null,
    variables: Readonly<Record<string, string>>,
  ): Promise<CallPlan>;
  readonly price: SwitchboardOptions['price'];
}

/** How it went. */
export interface Replay {
  /** Null: all that went out is what went out then, bit for bit. */
  readonly difference: Difference | null;
  /** Lines that were gone through. */
  readonly lines: number;
  /** The length of the call, as far as it is on the tape. */
  readonly tapeMs: number;
  /** What the journal says after it. */
  readonly view: CallView;
}

/** Runs a call again. Nothing outside is touched. Throws `TAPE_UNREADABLE`. */
export async function replayTape(tape: ReadTape, host: ReplayHost): Promise<Replay> {
  const replay = new TapeReplay(tape);
  return replay.run(host);
}

/** A tape on which today's code and agent are heard. */
export interface Rewritten extends Replay {
  readonly text: string;
  /** Lines that went out and are others now, new or gone. */
  readonly changed: number;
  /** The first that is new or gone, and not only another one. */
  readonly moved: Difference | null;
}

/**
 * Runs a call again, and writes down what goes out today in place of what did. Its `difference` tells what came in and
 * finds nobody any more: then the call cannot be written anew. Throws `TAPE_UNREADABLE`.
 */
export async function rewriteTape(tape: ReadTape, host: ReplayHost): Promise<Rewritten> {
  const anew = new NewTape();
  const replay = await new TapeReplay(tape, anew).run(host);
  const { lines, changed, moved } = anew;
  return { ...replay, text: `${[JSON.stringify(tape.header), ...lines].join('\n')}\n`, changed, moved };
}

class TapeReplay {
  readonly #tape: ReadTape;
  readonly #lines: readonly string[];
  readonly #outside = new ReplayedOutside();
  readonly #timersOnTape: ReadonlySet<string>;
  readonly #anew: NewTape | null;
  #cursor = 0;
  #now = 0;
  #behind: string | null = null;
  #difference: Difference | null = null;

  constructor(tape: ReadTape, anew: NewTape | null = null) {
    this.#tape = tape;
    this.#anew = anew;
    this.#lines = tape.lines;
    this.#timersOnTape = timersOn(tape.lines);
  }

  async run(host: ReplayHost): Promise<Replay> {
    const view = await this.#begin(host);
    for (let raw = this.#next(); raw !== undefined; raw = this.#next()) {
      const line = isInput(raw) ? (parsed(raw) as InLine) : null;
      if (line?.same !== true) await turn();
      if (this.#difference !== null) break;
      // Meanwhile something may have gone out, as it should.
      if (this.#next() !== raw) continue;
      if (line === null && this.#anew !== null) {
        this.#moves(this.#anew, raw, null);
        this.#cursor += 1;
        continue;
      }
      if (line === null || line.t === undefined) {
        this.#differs(raw, null);
        break;
      }
      if (this.#fireOverdue(line.t)) continue;
      this.#enter(raw, line);
    }
    await turn();
    return {
      difference: this.#difference,
      lines: this.#cursor + 1,
      tapeMs: this.#now / 1000,
      view: view(),
    };
  }

  async #begin(host: ReplayHost): Promise<() => CallView> {
    const { call, occasion, earlier, isNew, room, model } = this.#tape.header;
    const opened = earlier[0]?.event;
    const order = orderOf(earlier);
    const variables = opened?.kind === 'call.opened' ? opened.variables : {};
    const planned = await host.plan(call, order, variables);
    const asks = order?.consultation ?? null;
    const plan = asks === null ? planned : planBriefing(planned, asks.briefing);
    const first = this.#next();
    if (first !== undefined) {
      this.#anew?.lines.push(first);
      this.#cursor += 1;
      this.#now = (parsed(first) as InLine).t ?? 0;
    }
    this.#behind = first ?? null;
    const world = simulatedWorld();
    const entry = openEntry(
      {
        world,
        store: memoryStore(),
        journal: { append: () => {}, settled: () => Promise.resolve() },
        model: this.#outside.model(model),
        phrases: { find: () => null, keep: () => {} },
        recordings: { open: () => ({ write: () => {}, close: () => Promise.resolve(null) }) },
        doors: [],
        reachedAt: () => null,
        plan: () => Promise.resolve(plan),
        price: host.price,
        callsMax: 1,
        busy: { text: '', language: 'en-US' },
        toolSettings: {},
        taping: () => this.#taping(),
      },
      {
        call,
        plan,
        earlier,
        isNew,
        occasion,
        told: () => {},
        consult: this.#outside.consult,
        ...(room === null ? {} : { room }),
        unwanted: () => {},
      },
    );
    this.#outside.entry = entry;
    return () => entry.view.view;
  }

  #taping(): Taping {
    const { began, wall } = this.#tape.header;
    return {
      began,
      wall,
      source: {
        now: () => this.#now,
        after: (key, delayMs, fire) =>
          this.#outside.setTimer(key, this.#now + Math.round(delayMs * 1000), fire),
        ask: (of, _ask, tell) => this.#outside.ask(of, tell),
        task: (of, _task, host) => this.#outside.task(of, host),
        get: (what) => this.#fetched(what) as never,
        went: () => this.#bringNested(),
      },
      lines: { came: () => {}, went: (line) => this.#went(line) },
      close: () => {},
    };
  }

  #next(): string | undefined {
    return this.#lines[this.#cursor];
  }

  #enter(raw: string, line: InLine): void {
    this.#cursor += 1;
    this.#behind = raw;
    this.#anew?.lines.push(raw);
    if (line.t !== undefined) this.#now = line.t;
    if (this.#outside.bring(line)) return;
    this.#cursor -= 1;
    this.#differs(raw, null);
  }

  /** What came in while something went out, and because of it. */
  #bringNested(): void {
    for (let raw = this.#next(); raw?.startsWith('{"in":') === true; raw = this.#next()) {
      if (this.#difference !== null) return;
      this.#enter(raw, parsed(raw) as InLine);
    }
  }

  /** Something goes out: it must be what stands next on the tape. */
  #went(line: OutLine): void {
    if (this.#difference !== null) return;
    if (line.out === 'consult') this.#outside.consulting = line.of;
    const today = JSON.stringify(line);
    const taped = this.#next();
    // Behind a tape that broke off, or the end of the call, nothing is known.
    if (taped === undefined && (this.#anew === null || !this.#tape.whole)) return;
    if (this.#anew !== null) this.#goesAnew(this.#anew, today);
    else if (taped === today) this.#cursor += 1;
    else this.#differs(taped === undefined || isInput(taped) ? null : taped, today);
  }

  #goesAnew(anew: NewTape, today: string): void {
    const at = anew.counterpart(this.#lines, this.#cursor, today);
    if (at === null) this.#moves(anew, null, today);
    else {
      for (; this.#cursor < at; this.#cursor += 1) this.#moves(anew, this.#next() ?? null, null);
      if (this.#lines[at] !== today) anew.changed += 1;
      this.#cursor = at + 1;
    }
    anew.lines.push(today);
  }

  #moves(anew: NewTape, taped: string | null, today: string | null): void {
    anew.changed += 1;
    anew.moved ??= this.#differenceAt(taped, today);
  }

  #fetched(what: string): unknown {
    const line = this.#anew === null ? this.#next() : this.#anew.fetched(this.#lines, this.#cursor, what);
    const fetched = line === undefined || isInput(line) ? {} : parsed(line);
    if ('what' in fetched && 'value' in fetched && (this.#anew !== null || fetched.what === what))
      return fetched.value;
    // The tape has none: the call differs here, and goes on for the rest of this turn only.
    return what.startsWith('phrase') ? null : what === 'fraction' ? 0.5 : 'none';
  }

  /** Timers that today's code has set and that were none then. True: one has fired, and the line is to be looked at anew. */
  #fireOverdue(untilUs: number): boolean {
    const timer = this.#outside.overdue(untilUs, this.#timersOnTape);
    if (timer === null) return false;
    this.#now = timer.dueUs;
    this.#behind = null;
    timer.fire();
    return true;
  }

  #differs(taped: string | null, today: string | null): void {
    this.#difference ??= this.#differenceAt(taped, today);
  }

  #differenceAt(taped: string | null, today: string | null): Difference {
    return { line: this.#cursor + 2, atMs: this.#now / 1000, behind: this.#behind, taped, today };
  }
}

function timersOn(lines: readonly string[]): ReadonlySet<string> {
  const keys = lines.flatMap((line) => /"in":"timer","of":(\[[^\]]+\])/.exec(line.slice(0, 120))?.[1] ?? []);
  return new Set(keys);
}

/** Lets every promise that is ready run to its end. */
function turn(): Promise<void> {
  return new Promise((resolve) => void setImmediate(resolve));
}
