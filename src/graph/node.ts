// Node: a small step that decides. It takes a frame and returns frames and actions; it owns no socket, clock or timer.
import type { Micros } from '../base/time.ts';
import type { FrameKind, FrameOf } from '../frames/frame.ts';

/** Starts (or starts anew) the node's timer of this name; it comes back through `onTimer`. */
export interface TimerStart {
  readonly kind: 'timer.start';
  readonly name: string;
  readonly afterMs: number;
}

/** Stops the node's timer of this name, if it runs. */
export interface TimerStop {
  readonly kind: 'timer.stop';
  readonly name: string;
}

/** Runs something that takes time; its result comes back through `onTask`, also when it throws. */
export interface TaskStart {
  readonly kind: 'task.start';
  readonly name: string;
  /**
   * Must settle soon after `signal` aborts; its result is then thrown away. What it has to say before it settles it
   * tells by `report`: that comes back through `onReport`, and from an aborted or settled task it does not.
   */
  run(signal: AbortSignal, report: (value: unknown) => void): Promise<unknown>;
}

/** Aborts the task of this name; `onTask` is not called for it. */
export interface TaskStop {
  readonly kind: 'task.stop';
  readonly name: string;
}

/** What a node may want done beside giving frames. */
export type Action = TimerStart | TimerStop | TaskStart | TaskStop;

/** How a task came out. */
export type TaskResult =
  | { readonly status: 'done'; readonly value: unknown }
  | { readonly status: 'failed'; readonly error: unknown };

/** What a node returns: frames it gives, actions it wants, in the order in which they are to be carried out. */
export type Steps<Gives extends FrameKind> = readonly (FrameOf<Gives> | Action)[];

/** No step at all, without an allocation. */
export const NOTHING: readonly never[] = Object.freeze([]);

/**
 * One decision-making step of a graph. A node has a port for each kind it takes and each kind it gives.
 * State lives in the closure that made the node; one node serves one conversation.
 */
export interface Node<Takes extends FrameKind = FrameKind, Gives extends FrameKind = FrameKind> {
  readonly takes: readonly Takes[];
  readonly gives: readonly Gives[];
  handle(frame: FrameOf<Takes>, at: Micros): Steps<Gives>;
  onTimer?(name: string, at: Micros): Steps<Gives>;
  onTask?(name: string, result: TaskResult, at: Micros): Steps<Gives>;
  onReport?(name: string, value: unknown, at: Micros): Steps<Gives>;
}

/**
 * Where a graph meets the outside: a carrier's stream, a model's session, the journal.
 * It carries out what it is given, and pushes what comes from outside.
 */
export interface Endpoint<Takes extends FrameKind = FrameKind, Gives extends FrameKind = FrameKind> {
  readonly takes: readonly Takes[];
  readonly gives: readonly Gives[];
  /** Told once, before the first frame: `push` brings a frame into the graph, at any time. */
  attach(push: (frame: FrameOf<Gives>) => void): void;
  accept(frame: FrameOf<Takes>, at: Micros): void;
}
