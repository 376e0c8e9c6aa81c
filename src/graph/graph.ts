// Graph: parts and the links between their ports, checked whole before anything moves.
import { assert } from '../base/assert.ts';
import type { FrameKind } from '../frames/frame.ts';
import type { Endpoint, Node } from './node.ts';

/** What a graph is made of, by name. */
// The parts of one graph take and give different kinds; each part's own type is kept by `Parts`.
export type Part = Ports &
  (Pick<Node<never, never>, 'handle'> | Pick<Endpoint<never, never>, 'attach' | 'accept'>);

interface Ports {
  readonly takes: readonly FrameKind[];
  readonly gives: readonly FrameKind[];
}

/** Parts by the names that links, traces and faults use. */
export type Parts = Readonly<Record<string, Ports>>;

type GivesOf<P extends Ports> = P['gives'][number];

/** Names of the parts that take `Kind`. */
type TakersOf<All extends Parts, Kind extends FrameKind> = {
  [Name in keyof All]: Kind extends All[Name]['takes'][number] ? Name : never;
}[keyof All];

/** One link: frames of this kind go from this part to those parts, in this order. */
export type Link<All extends Parts> = {
  [From in keyof All]: {
    [Kind in GivesOf<All[From]>]: readonly [from: From, kind: Kind, ...to: TakersOf<All, Kind>[]];
  }[GivesOf<All[From]>];
}[keyof All];

/** Parts and links, ready to run. */
export interface Graph {
  readonly parts: ReadonlyMap<string, Part>;
  /** `from` → kind → names of the parts it goes to, in order. */
  readonly routes: ReadonlyMap<string, ReadonlyMap<FrameKind, readonly string[]>>;
}

/**
 * Checks parts and links and makes a graph of them. Asserts that each link fits a port at both ends, that no
 * port is linked twice, and that no port hangs loose: what is given is taken, what is taken is given.
 */
export function graph<const All extends Parts>(parts: All, links: readonly Link<All>[]): Graph {
  const named = new Map(Object.entries(parts) as unknown as readonly [string, Part][]);
  const routes = new Map<string, Map<FrameKind, readonly string[]>>();
  for (const link of links) {
    const [from, kind, ...to] = link as unknown as readonly [string, FrameKind, ...string[]];
    const giver = named.get(from);
    assert(giver !== undefined && giver.gives.includes(kind), `${from} gives no ${kind}`);
    assert(to.length > 0, `the link of ${from}'s ${kind} leads nowhere`);
    for (const name of to) assert(named.get(name)?.takes.includes(kind) === true, `${name} takes no ${kind}`);
    const kinds = routes.get(from) ?? new Map<FrameKind, readonly string[]>();
    assert(!kinds.has(kind), `${from}'s ${kind} is linked twice`);
    kinds.set(kind, to);
    routes.set(from, kinds);
  }
  for (const [name, part] of named) {
    for (const kind of part.gives) {
      assert(routes.get(name)?.has(kind) === true, `nothing takes the ${kind} that ${name} gives`);
    }
  }
  for (const [name, part] of named) {
    for (const kind of part.takes) {
      const fed = [...routes.values()].some((kinds) => kinds.get(kind)?.includes(name));
      assert(fed, `nothing gives ${name} the ${kind} that it takes`);
    }
  }
  return { parts: named, routes };
}

/** A part seen without its own types: what the run hands it, the links have proved to fit. */
export type UntypedNode = Node;
/** An endpoint seen without its own types. */
export type UntypedEndpoint = Endpoint;
