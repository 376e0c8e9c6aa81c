// Run: carries frames along a graph's links and carries out the actions of its nodes. One conversation, one run.
import { unreachable } from '../base/assert.ts';
import type { Micros } from '../base/time.ts';
import type { Clock, Timer, Timers } from '../base/world.ts';
import type { Frame, FrameKind } from '../frames/frame.ts';
import type { Graph, UntypedEndpoint, UntypedNode } from './graph.ts';
import type { Action, Steps, TaskResult, TaskStart } from './node.ts';

/** Sees each frame as it leaves a part; changes nothing. For traces, metering and tests. */
export type Tap = (from: string, frame: Frame, at: Micros) => void;

/** Brings in what a task says, and how it came out. Of one that was aborted nothing comes in any more. */
export interface TaskHost {
  readonly signal: AbortSignal;
  readonly report: (value: unknown) => void;
  readonly settle: (result: TaskResult) => void;
}

/** Begins a task; tells its host nothing before it returns, and `settle` once. */
export type BeginTask = (task: Pick<TaskStart, 'name' | 'run'>, host: TaskHost) => void;

/** Begins it in a microtask of its own: one that throws at once fails like one that throws later. */
export const beginTask: BeginTask = ({ run: work }, { signal, report, settle }) =>
  void Promise.resolve()
    .then(() => work(signal, report))
    .then(
      (value) => settle({ status: 'done', value }),
      (error: unknown) => settle({ status: 'failed', error }),
    );

/** What a run needs of the World, who watches it, and who is told of a bug. */
export interface RunOptions {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly taps?: readonly Tap[];
  /** How work outside the graph is begun. Default: at once, and what it says comes in as it says it. */
  readonly beginTask?: BeginTask;
  /** A part threw: a bug. The run has stopped; whoever owns it ends the call. */
  onFault(part: string, error: unknown): void;
}

/** A graph in motion. Frames are carried first in, first out, each to its end before the next. */
export interface Run {
  /** Attaches the endpoints: what they kept for us comes in. Called once, when whoever owns the run is ready for it. */
  start(): void;
  /** Brings a frame in as if the part `from` had given it. */
  push(from: string, frame: Frame): void;
  /** Stops all timers and aborts all tasks; frames still on the way are dropped. Idempotent. */
  stop(): void;
}

/** Frames that may wait while one is being carried: a loop between nodes would pass it at once. */
const FRAMES_WAITING_MAX = 10_000;

/** Makes a run of `graph`. Nothing moves before `start`. */
export function run(graph: Graph, options: RunOptions): Run {
  return new GraphRun(graph, options);
}

interface Room {
  readonly name: string;
  readonly node: UntypedNode | null;
  readonly endpoint: UntypedEndpoint | null;
  readonly exits: Map<FrameKind, readonly Room[]>;
  readonly timers: Map<string, Timer>;
  readonly tasks: Map<string, AbortController>;
}

interface Waiting {
  readonly from: Room;
  readonly frame: Frame;
}

class GraphRun implements Run {
  readonly #options: RunOptions;
  readonly #taps: readonly Tap[];
  readonly #rooms = new Map<string, Room>();
  #waiting: Waiting[] = [];
  #carrying = false;
  #stopped = false;

  constructor(graph: Graph, options: RunOptions) {
    this.#options = options;
    this.#taps = options.taps ?? [];
    for (const [name, part] of graph.parts) {
      const isNode = 'handle' in part;
      this.#rooms.set(name, {
        name,
        // The graph proved that what is linked fits; from here on parts are called without their own types.
        node: isNode ? part : null,
        endpoint: isNode ? null : part,
        exits: new Map(),
        timers: new Map(),
        tasks: new Map(),
      });
    }
    for (const [from, kinds] of graph.routes) {
      for (const [kind, to] of kinds)
        this.#room(from).exits.set(
          kind,
          to.map((name) => this.#room(name)),
        );
    }
  }

  start(): void {
    // An endpoint may push while it is being attached: nothing is carried before all are.
    this.#carrying = true;
    for (const room of this.#rooms.values()) {
      room.endpoint?.attach((frame) => this.push(room.name, frame));
    }
    this.#carrying = false;
    this.#carry();
  }

  push(from: string, frame: Frame): void {
    this.#give(this.#room(from), frame);
    this.#carry();
  }

  stop(): void {
    this.#stopped = true;
    this.#waiting = [];
    for (const room of this.#rooms.values()) {
      for (const timer of room.timers.values()) timer.stop();
      for (const task of room.tasks.values()) task.abort();
      room.timers.clear();
      room.tasks.clear();
    }
  }

  #room(name: string): Room {
    const room = this.#rooms.get(name);
    if (room === undefined) throw new TypeError(`the graph has no part named ${name}`);
    return room;
  }

  #give(from: Room, frame: Frame): void {
    if (this.#stopped) return;
    this.#waiting.push({ from, frame });
  }

  #carry(): void {
    if (this.#carrying) return;
    this.#carrying = true;
    let carried = 0;
    for (let index = 0; index < this.#waiting.length && !this.#stopped; index += 1) {
      const { from, frame } = this.#waiting[index] as Waiting;
      const at = this.#options.clock.now();
      for (const tap of this.#taps) tap(from.name, frame, at);
      for (const to of from.exits.get(frame.kind) ?? []) {
        if (this.#stopped) break;
        this.#enter(to, frame, at);
      }
      carried += 1;
      if (carried > FRAMES_WAITING_MAX) this.#fault(from, new RangeError('frames go round in a circle'));
    }
    this.#waiting = [];
    this.#carrying = false;
  }

  #enter(room: Room, frame: Frame, at: Micros): void {
    try {
      if (room.endpoint !== null) room.endpoint.accept(frame, at);
      else if (room.node !== null) this.#carryOut(room, room.node.handle(frame, at));
    } catch (error) {
      this.#fault(room, error);
    }
  }

  #carryOut(room: Room, steps: Steps<FrameKind>): void {
    for (const step of steps) {
      if (isAction(step)) this.#act(room, step);
      else this.#give(room, step);
    }
  }

  #act(room: Room, action: Action): void {
    switch (action.kind) {
      case 'timer.start': {
        room.timers.get(action.name)?.stop();
        const fire = (): void => {
          room.timers.delete(action.name);
          this.#wake(room, (at) => room.node?.onTimer?.(action.name, at));
        };
        room.timers.set(action.name, this.#options.timers.after(action.afterMs, fire));
        return;
      }
      case 'timer.stop':
        room.timers.get(action.name)?.stop();
        room.timers.delete(action.name);
        return;
      case 'task.start': {
        const control = new AbortController();
        room.tasks.get(action.name)?.abort();
        room.tasks.set(action.name, control);
        const { signal } = control;
        (this.#options.beginTask ?? beginTask)(action, {
          signal,
          report: (value) => {
            if (signal.aborted || room.tasks.get(action.name) !== control) return;
            this.#wake(room, (at) => room.node?.onReport?.(action.name, value, at));
          },
          settle: (result) => {
            if (signal.aborted) return;
            room.tasks.delete(action.name);
            this.#wake(room, (at) => room.node?.onTask?.(action.name, result, at));
          },
        });
        return;
      }
      case 'task.stop':
        room.tasks.get(action.name)?.abort();
        room.tasks.delete(action.name);
        return;
      default:
        unreachable(action);
    }
  }

  #wake(room: Room, handle: (at: Micros) => Steps<FrameKind> | undefined): void {
    if (this.#stopped) return;
    try {
      this.#carryOut(room, handle(this.#options.clock.now()) ?? []);
    } catch (error) {
      this.#fault(room, error);
    }
    this.#carry();
  }

  #fault(room: Room, error: unknown): void {
    this.stop();
    this.#options.onFault(room.name, error);
  }
}

function isAction(step: Frame | Action): step is Action {
  switch (step.kind) {
    case 'timer.start':
    case 'timer.stop':
    case 'task.start':
    case 'task.stop':
      return true;
    default:
      return false;
  }
}
