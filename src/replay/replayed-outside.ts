// Replayed outside: stands where the World, carrier and model stood, and brings in what the tape says came from them.
import type { CallId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import type { Consult, ConsultationListener } from '../call/consulting.ts';
import type { CarrierEnd, ModelEnd } from '../call/ends.ts';
import type { Frame } from '../frames/frame.ts';
import type { TaskHost } from '../graph/run.ts';
import type { Model } from '../models/model.ts';
import { MODEL_GIVES, MODEL_TAKES } from '../models/model.ts';
import type { Came, TapedModel, TimerKey } from '../tape/tape-line.ts';
import type { Answer } from '../tape/tape.ts';
import { CALL_ACTS, CONVERSATION_ACTS, LEG_ACTS, type TapedStream } from '../tape/taped-call.ts';
import type { Entry } from '../server/calls/call-register.ts';

interface SetTimer {
  readonly dueUs: number;
  readonly fire: () => void;
}

type Doing = Readonly<Record<string, (...args: readonly unknown[]) => unknown>>;

/** Everything outside of one call that is replayed. */
export class ReplayedOutside {
  readonly #ends = new Map<string, (frame: Frame) => void>();
  readonly #timers = new Map<string, SetTimer>();
  readonly #asked = new Map<number, (answer: Answer<never>) => void>();
  readonly #tasks = new Map<number, TaskHost>();
  readonly #consultations = new Map<number, ConsultationListener>();
  #sessions = 0;

  /** What the call begins with is known once it has begun. */
  entry: Entry | null = null;
  /** The number of the human who is asked next. */
  consulting = 0;

  setTimer(key: TimerKey, dueUs: number, fire: () => void): { stop(): void } {
    const name = JSON.stringify(key);
    this.#timers.set(name, { dueUs, fire });
    return { stop: () => void this.#timers.delete(name) };
  }

  ask<Value>(of: number, tell: (answer: Answer<Value>) => void): void {
    this.#asked.set(of, tell);
  }

  task(of: number, host: TaskHost): void {
    this.#tasks.set(of, host);
  }

  /** A model whose sessions say what they said. */
  model({ name, voice, format, changesVoice, sessionMsMax, speech }: TapedModel): Model {
    return {
      name,
      formats: [format],
      speech,
      changesVoice,
      ...(voice === null ? {} : { voice }),
      ...(sessionMsMax === null ? {} : { sessionMsMax }),
      open: () => {
        this.#sessions += 1;
        const session: ModelEnd = {
          takes: MODEL_TAKES,
          gives: MODEL_GIVES,
          ...this.#end(`model ${this.#sessions}`),
        };
        return speech === 'carrier' ? { ...session, hear: () => {} } : session;
      },
    };
  }

  readonly consult: Consult = (_wish, listener) => void this.#consultations.set(this.consulting, listener);

  /** The first timer that is due before `untilUs` and that no tape tells of: today's code has set it, and it fires. */
  overdue(untilUs: number, onTape: ReadonlySet<string>): SetTimer | null {
    let first: SetTimer | null = null;
    for (const [name, timer] of this.#timers)
      if (timer.dueUs < untilUs && !onTape.has(name) && timer.dueUs < (first?.dueUs ?? Infinity))
        first = timer;
    if (first !== null)
      for (const [name, timer] of this.#timers) if (timer === first) this.#timers.delete(name);
    return first;
  }

  /** Brings in what came in. False: there is nobody whom it could come to. */
  bring(came: Came): boolean {
    switch (came.in) {
      case 'begin':
        return true;
      case 'frame': {
        const push = this.#ends.get(came.end);
        // What is on a tape was a frame once; a kind that is none any more nobody takes.
        push?.(came.frame as Frame);
        return push !== undefined;
      }
      case 'timer': {
        const name = JSON.stringify(came.of);
        const timer = this.#timers.get(name);
        this.#timers.delete(name);
        timer?.fire();
        return timer !== undefined;
      }
      case 'act':
        return this.#act(came.act, came.args);
      case 'answer': {
        const tell = this.#asked.get(came.of);
        this.#asked.delete(came.of);
        tell?.('failed' in came ? { failed: failure(came.failed) } : { value: came.value as never });
        return tell !== undefined;
      }
      case 'report': {
        const host = this.#tasks.get(came.of);
        host?.report(came.value);
        return host !== undefined;
      }
      case 'settled': {
        const host = this.#tasks.get(came.of);
        this.#tasks.delete(came.of);
        if (came.failed !== undefined) host?.settle({ status: 'failed', error: failure(came.failed) });
        // Without a value it had one that was no JSON.
        else host?.settle({ status: 'done', value: 'value' in came ? came.value : Symbol('no JSON') });
        return host !== undefined;
      }
      case 'consultation':
        return this.#word(came);
    }
  }

  #word({ of, word, value }: Extract<Came, { in: 'consultation' }>): boolean {
    const listener = this.#consultations.get(of);
    if (listener === undefined) return false;
    if (word === 'left') listener.left();
    else if (word === 'over') listener.over(value as Parameters<ConsultationListener['over']>[0]);
    else listener.opened({ ...(value as { callId: CallId; room: string }), release: () => {} });
    return true;
  }

  #act(name: string, args: readonly unknown[]): boolean {
    const entry = this.entry;
    if (entry === null) return false;
    const run = this.#doing(entry)[name];
    if (run === undefined) return false;
    try {
      run(...args);
    } catch {
      // Whoever did it was refused, then as now.
    }
    return true;
  }

  #doing(entry: Entry): Doing {
    const { call } = entry;
    const own = (on: object | null, names: readonly string[], prefix: string): Doing => {
      const there = on as Doing | null;
      return Object.fromEntries(
        names.flatMap((name) => {
          const run = there?.[name];
          return run === undefined ? [] : [[`${prefix}${name}`, run]];
        }),
      );
    };
    return {
      ...own(call, CALL_ACTS, ''),
      ...own(call.outbound, LEG_ACTS, 'leg.'),
      ...own(call.conversation, CONVERSATION_ACTS, 'conversation.'),
      streamTrouble: (...args) => entry.streamTrouble(String(args[0]), String(args[1])),
      traceFrames: (on) => entry.traceFrames(on === true),
      connect: (token, stream) => {
        const { end, takes, gives, sendsDigits, speaks, line } = stream as TapedStream;
        const carrier: CarrierEnd = {
          takes,
          gives,
          ...this.#end(end),
          ...(sendsDigits === null ? {} : { sendsDigits }),
          ...(speaks === null ? {} : { speaks }),
        };
        return call.connect(String(token), carrier, line ?? undefined);
      },
    };
  }

  #end(name: string) {
    return {
      attach: (push: (frame: never) => void) => void this.#ends.set(name, push as (frame: Frame) => void),
      accept: (_frame: Frame, _at: Micros) => {},
      close: () => {},
    };
  }
}

function failure(name: string | undefined): Error {
  const error = new Error('as on the tape');
  error.name = name ?? 'Error';
  return error;
}
