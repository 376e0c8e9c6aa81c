// Node bench: one node alone in a graph, fed at chosen milliseconds of virtual time, all that it gives collected.
import type { EpochMs, Micros } from '../base/time.ts';
import type { FrameKind, FrameOf } from '../frames/frame.ts';
import type { Graph, Part } from '../graph/graph.ts';
import type { Endpoint, Node } from '../graph/node.ts';
import { run } from '../graph/run.ts';
import { virtualTime } from './world/virtual-time.ts';

/** A frame with the millisecond at which it is fed or was given. */
export type Timed<Kind extends FrameKind> = readonly [ms: number, frame: FrameOf<Kind>];

/** A node on the bench. Time begins at 0; timers and tasks of the node run as in a call. What the node throws is thrown on. */
export interface NodeBench<Takes extends FrameKind, Gives extends FrameKind> {
  readonly nowMs: number;
  /** Everything given so far. */
  readonly given: readonly Timed<Gives>[];
  /** Timers of the node that have not fired. */
  readonly timersPending: number;
  /** Feeds frames now, in order. */
  feed(...frames: FrameOf<Takes>[]): void;
  /** Lets time pass until `ms` (timers due then fire first), then feeds frames and lets promises settle. */
  feedAt(ms: number, ...frames: FrameOf<Takes>[]): Promise<void>;
  /** Lets `ms` pass. `0` lets promises settle. */
  advance(ms: number): Promise<void>;
  /** What was given since the last take, without its times. */
  take(): FrameOf<Gives>[];
}

/** Puts `node` on the bench. */
export function nodeBench<Takes extends FrameKind, Gives extends FrameKind>(
  node: Node<Takes, Gives>,
): NodeBench<Takes, Gives> {
  const time = virtualTime();
  const given: Timed<Gives>[] = [];
  const faults: unknown[] = [];
  let taken = 0;
  const outside: Endpoint<Gives, Takes> = {
    takes: node.gives,
    gives: node.takes,
    attach: () => {},
    accept: (frame) => void given.push([time.nowMs, frame]),
  };
  const bench: Graph = {
    parts: new Map<string, Part>([
      // Fed and taken are the node's own kinds: the two fit each other without a check by `graph`.
      ['outside', outside as unknown as Part],
      ['node', node as unknown as Part],
    ]),
    routes: new Map([
      ['outside', everyKind(node.takes, 'node')],
      ['node', everyKind(node.gives, 'outside')],
    ]),
  };
  const clock = {
    now: () => Math.round(time.nowMs * 1000) as Micros,
    wall: () => Math.floor(time.nowMs) as EpochMs,
  };
  const running = run(bench, { clock, timers: time, onFault: (_part, error) => void faults.push(error) });
  const feed = (frames: readonly FrameOf<Takes>[]): void => {
    for (const frame of frames) running.push('outside', frame);
    throwFaults();
  };
  const advance = async (ms: number): Promise<void> => {
    await time.advance(ms);
    throwFaults();
  };
  const throwFaults = (): void => {
    if (faults.length > 0) throw faults[0];
  };
  return {
    get nowMs() {
      return time.nowMs;
    },
    given,
    get timersPending() {
      return time.pending;
    },
    feed: (...frames) => feed(frames),
    async feedAt(ms, ...frames) {
      if (ms < time.nowMs) throw new RangeError(`the bench is at ${time.nowMs} ms already, not at ${ms}`);
      await advance(ms - time.nowMs);
      feed(frames);
      await advance(0);
    },
    advance,
    take() {
      const fresh = given.slice(taken).map(([, frame]) => frame);
      taken = given.length;
      return fresh;
    },
  };
}

/** Feeds a script of frames to `node`, lets time pass until `untilMs`, and returns all that it gave, with times. */
export async function runNode<Takes extends FrameKind, Gives extends FrameKind>(
  node: Node<Takes, Gives>,
  script: readonly Timed<NoInfer<Takes>>[],
  untilMs = script.at(-1)?.[0] ?? 0,
): Promise<readonly Timed<Gives>[]> {
  const bench = nodeBench(node);
  for (const [ms, frame] of script) await bench.feedAt(ms, frame);
  await bench.advance(Math.max(0, untilMs - bench.nowMs));
  return bench.given;
}

function everyKind(kinds: readonly FrameKind[], to: string): Map<FrameKind, readonly string[]> {
  return new Map(kinds.map((kind) => [kind, [to]]));
}
