// Tape: writes down what comes into one call and what goes out of it, and lets time stand still between.
//
// A call does the same whenever the same comes in: what it knows of time, chance and the outside it is given here. So it
// reads one clock, which moves when something comes in; and an answer comes in a turn of the event loop of its own.
import type { EpochMs, Micros } from '../base/time.ts';
import type { Clock, Random, Timers, World } from '../base/world.ts';
import type { TaskResult } from '../graph/node.ts';
import type { BeginTask } from '../graph/run.ts';
import type { Audio } from '../media/audio.ts';
import type { Came, OutLine, TimerKey } from './tape-line.ts';

/** How an answer came out. */
export type Answer<Value> = { readonly value: Value } | { readonly failed: unknown };

/** What a tape stands between: the call on the one side, and on the other the world, or an earlier tape. */
export interface TapeSource {
  /** Microseconds since the tape began, in whole ones. */
  now(): number;
  /** A timer that the call sets. */
  after(key: TimerKey, delayMs: number, fire: () => void): { stop(): void };
  /** Asks something outside; `tell` is not called before this returns, and in a turn of its own. */
  ask<Value>(of: number, ask: () => Promise<Value>, tell: (answer: Answer<Value>) => void): void;
  /** Begins a function or a check; its words come each in a turn of its own. */
  task(of: number, ...begun: Parameters<BeginTask>): void;
  /** Something that is there at once. */
  get<Value>(what: string, get: () => Value): Value;
  /** Something has gone out: what comes in because of it may come now. */
  went(): void;
}

/** Who takes the lines. Neither may throw. */
export interface TapeLines {
  /** `t`: when, in microseconds since the tape began; null: while something went out. `same`: in one turn with the one before. */
  came(line: Came, t: number | null, same: boolean): void;
  went(line: OutLine): void;
}

/** When it began, by both clocks, and all else that a tape needs. */
export interface TapeOptions {
  readonly began: Micros;
  readonly wall: EpochMs;
  readonly source: TapeSource;
  readonly lines: TapeLines;
}

/** Of one call, in one process. */
export class Tape {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly #source: TapeSource;
  readonly #lines: TapeLines;
  #now = 0;
  #inputs = 0;
  /** The timers set since the last input, by their delay. */
  readonly #timersSet = new Map<number, number>();
  /** More than 0: something is going out just now. */
  #going = 0;
  #sameTurn = false;
  #asked = 0;

  constructor({ began, wall, source, lines }: TapeOptions) {
    this.#source = source;
    this.#lines = lines;
    this.clock = {
      now: () => (began + this.#now) as Micros,
      wall: () => (wall + Math.floor(this.#now / 1000)) as EpochMs,
    };
    this.timers = {
      after: (delayMs, fire) => {
        const before = this.#timersSet.get(delayMs) ?? 0;
        this.#timersSet.set(delayMs, before + 1);
        const of: TimerKey = [this.#inputs, delayMs, before];
        return source.after(of, delayMs, () => this.came({ in: 'timer', of }, fire));
      },
    };
  }

  /** The same chance for the call each time. */
  random(random: Random): Random {
    return {
      fraction: () => this.get('fraction', () => random.fraction()),
      token: (length) => this.get(`token of ${length}`, () => random.token(length)),
    };
  }

  /** All that a call may touch of a World is on tape; the rest is the World's. */
  world(world: World): World {
    return { ...world, clock: this.clock, timers: this.timers, random: this.random(world.random) };
  }

  /** Something comes in, and `act` is what the call does about it. `what` is told once the clock has moved. */
  came<Result>(what: Came | (() => Came), act: () => Result): Result {
    this.#inputs += 1;
    this.#timersSet.clear();
    const nested = this.#going > 0;
    if (!nested) this.#now = this.#source.now();
    const line = typeof what === 'function' ? what() : what;
    if (nested) this.#lines.came(line, null, false);
    else {
      this.#lines.came(line, this.#now, this.#sameTurn);
      if (!this.#sameTurn) {
        this.#sameTurn = true;
        queueMicrotask(() => (this.#sameTurn = false));
      }
    }
    // What goes out because of it goes out at no time of its own, however deep this was.
    const going = this.#going;
    this.#going = 0;
    try {
      return act();
    } finally {
      this.#going = going;
    }
  }

  /** The sound that came in last: what goes out of it as it came needs no checksum. */
  sound: Audio | null = null;

  /** Something goes out, and `act` is what the outside does about it. */
  went<Result>(what: OutLine, act: () => Result): Result {
    this.#lines.went(what);
    this.#going += 1;
    try {
      const result = act();
      this.#source.went();
      return result;
    } finally {
      this.#going -= 1;
    }
  }

  /** Something is fetched, and stands on the tape with its value, which must be JSON. */
  get<Value>(what: string, get: () => Value): Value {
    const value = this.#source.get(what, get);
    this.#lines.went({ out: 'fetched', what, value });
    return value;
  }

  /** Asks something outside whose answer, JSON, takes time. */
  ask<Value>(what: string, ask: () => Promise<Value>, to?: string): Promise<Value> {
    const of = this.number();
    const { promise, resolve, reject } = Promise.withResolvers<Value>();
    this.went({ out: 'ask', of, what, ...(to === undefined ? {} : { to }) }, () =>
      this.#source.ask(of, ask, (answer) => {
        if ('failed' in answer)
          this.came({ in: 'answer', of, failed: nameOf(answer.failed) }, () => reject(answer.failed));
        else this.came({ in: 'answer', of, value: answer.value }, () => resolve(answer.value));
      }),
    );
    return promise;
  }

  /** Begins a function or a check of the call. */
  readonly beginTask: BeginTask = (task, { signal, report, settle }) => {
    const of = this.number();
    this.went({ out: 'task', of, name: task.name }, () =>
      this.#source.task(of, task, {
        signal,
        report: (value) => this.came({ in: 'report', of, value }, () => report(value)),
        settle: (result) => this.came({ in: 'settled', of, ...resultLine(result) }, () => settle(result)),
      }),
    );
  };

  /** The next number of something that is asked, under which its answer comes. */
  number(): number {
    this.#asked += 1;
    return this.#asked;
  }
}

function resultLine(result: TaskResult): { value?: unknown; failed?: string } {
  if (result.status === 'failed') return { failed: nameOf(result.error) };
  try {
    const json = JSON.stringify(result.value ?? null);
    return json === undefined ? {} : { value: result.value ?? null };
  } catch {
    return {};
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}
