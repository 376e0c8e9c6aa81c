// A tool's context for tests: what it may use, in memory, and what it asked for, to be looked at.
import type { Briefing } from '../frames/transfer-frames.ts';
import type { CallId, ToolCallId } from '../base/brand.ts';
import type { Entry, EntryWish } from '../nodes/tool-asks.ts';
import type { ToolContext, ToolShelf } from '../nodes/tool.ts';
import { simulatedWorld, type SimulatedWorld } from './world/simulated-world.ts';

/** A tool's context that shows afterwards what the tool asked of the call. */
export interface SimulatedToolContext extends ToolContext {
  readonly world: SimulatedWorld;
  /** What the tool asked to be done with the call, in order. */
  readonly asked: readonly (
    | { readonly kind: 'transfer'; readonly to: string | null; readonly briefing?: Partial<Briefing> }
    | { readonly kind: 'end' }
    | { readonly kind: 'hand-off'; readonly agent: string }
    | { readonly kind: 'switch-language'; readonly language: string }
    | { readonly kind: 'collect-digits'; readonly wish: EntryWish }
    | { readonly kind: 'send-digits'; readonly digits: string }
  )[];
}

/**
 * A fresh context; whatever is given stands instead of the default. HTTP goes to `world.serve`. `entries` are what the
 * caller types, entry by entry; behind the last the caller types nothing.
 */
export function simulatedToolContext(
  given: Partial<Omit<ToolContext, 'http' | 'log' | 'toolCallId'>> & {
    readonly toolCallId?: string;
    readonly world?: SimulatedWorld;
    readonly entries?: readonly (string | Entry)[];
  } = {},
): SimulatedToolContext {
  const world = given.world ?? simulatedWorld();
  const asked: SimulatedToolContext['asked'][number][] = [];
  const { entries = [], ...rest } = given;
  const typed = entries.map((entry) =>
    typeof entry === 'string' ? ({ status: 'entered', digits: entry } as const) : entry,
  );
  return {
    callId: 'call_test' as CallId,
    from: '+15551230001',
    to: '+15551230002',
    variables: {},
    signal: new AbortController().signal,
    shelf: memoryShelf(),
    settings: {},
    transferTo: null,
    transfer: (to, briefing) =>
      void asked.push({ kind: 'transfer', to, ...(briefing === undefined ? {} : { briefing }) }),
    endCall: () => void asked.push({ kind: 'end' }),
    handOff(agent) {
      asked.push({ kind: 'hand-off', agent });
      return 'done';
    },
    switchLanguage(language) {
      asked.push({ kind: 'switch-language', language });
      return 'done';
    },
    collectDigits(wish) {
      asked.push({ kind: 'collect-digits', wish });
      return Promise.resolve(typed.shift() ?? { status: 'timeout', digits: '' });
    },
    sendDigits(digits) {
      asked.push({ kind: 'send-digits', digits });
      return Promise.resolve({ status: 'sent' });
    },
    ...rest,
    toolCallId: (given.toolCallId ?? 'tool_test') as ToolCallId,
    http: (request) => world.http(request),
    log: world.log,
    world,
    asked,
  };
}

/** A shelf in memory that keeps what JSON keeps. */
export function memoryShelf(): ToolShelf {
  const collections = new Map<string, Map<string, string>>();
  const collection = (name: string) => {
    const found = collections.get(name) ?? new Map<string, string>();
    collections.set(name, found);
    return found;
  };
  const parsed = (json: string | undefined): unknown => (json === undefined ? undefined : JSON.parse(json));
  return {
    get: async (name, key) => parsed(collection(name).get(key)),
    async put(name, key, value) {
      collection(name).set(key, JSON.stringify(value));
    },
    async add(name, key, value) {
      if (collection(name).has(key)) return false;
      collection(name).set(key, JSON.stringify(value));
      return true;
    },
    list: async (name) => [...collection(name)].map(([key, json]) => ({ key, value: parsed(json) })),
  };
}
