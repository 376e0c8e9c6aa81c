// Call variables: what is known of one call in words, from the clock and from the agent's own function.
import type { EpochMs } from '../base/time.ts';
import { HttpFault, type World } from '../base/world.ts';
import type { Agent } from './agent.ts';
import type { Caller } from './agent-options.ts';

/** How long an agent's `variables` function may take: the phone rings meanwhile. */
export const VARIABLES_MS_MAX = 1000;
/** Variables of one call, and characters of each; what is beyond is cut off. */
const VARIABLES_MAX = 50;
const VALUE_CHARS_MAX = 2000;

type Variables = Readonly<Record<string, string>>;

/** Built-in variables and the agent's own, which win. Never rejects: a function that fails or is slow counts as `{}`. */
export async function callVariables(agent: Agent, caller: Caller, world: World): Promise<Variables> {
  const own = agent.variables === null ? {} : await ownVariables(agent, caller, world);
  return { ...builtIn(agent, caller, world), ...own };
}

function builtIn(agent: Agent, caller: Caller, world: World): Variables {
  const { language, timeZone } = agent;
  const now = world.clock.wall();
  const inWords = (options: Intl.DateTimeFormatOptions) =>
    new Intl.DateTimeFormat(language, { ...options, timeZone }).format(now);
  return {
    from: caller.from,
    to: caller.to,
    date: isoDate(now, timeZone),
    today: inWords({ dateStyle: 'full' }),
    time: inWords({ timeStyle: 'short' }),
  };
}

/** `2026-01-31`: the day it is in `timeZone`. */
function isoDate(now: EpochMs, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-US', {
    timeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
  }).formatToParts(now);
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  return `${part('year')}-${part('month')}-${part('day')}`;
}

const LATE = Symbol('late');

async function ownVariables(agent: Agent, caller: Caller, world: World): Promise<Variables> {
  const log = world.log.with({ agent: agent.name });
  const late = Promise.withResolvers<typeof LATE>();
  const abort = new AbortController();
  const timer = world.timers.after(VARIABLES_MS_MAX, () => late.resolve(LATE));
  const ask = async () =>
    agent.variables?.(caller, { signal: abort.signal, http: (request) => world.http(request) });
  try {
    const answer: unknown = await Promise.race([ask(), late.promise]);
    if (answer === LATE) {
      log.warn('agent.variables-late', { msMax: VARIABLES_MS_MAX });
      return {};
    }
    const { variables, refused } = readable(answer);
    if (refused > 0) log.warn('agent.variables-refused', { refused });
    return variables;
  } catch (error) {
    // The message may hold the caller's data or a key: the kind of error is all that is told.
    log.warn('agent.variables-failed', { error: error instanceof HttpFault ? 'HttpFault' : 'Error' });
    return {};
  } finally {
    timer.stop();
    abort.abort();
  }
}

/** The names and values that can stand in a text; how many could not. */
function readable(answer: unknown): { readonly variables: Variables; readonly refused: number } {
  if (typeof answer !== 'object' || answer === null) return { variables: {}, refused: 1 };
  const entries = Object.entries(answer).filter(([, value]) => value !== null && value !== undefined);
  const kept = entries
    .filter(
      ([name, value]) =>
        /^[A-Za-z_]\w*$/.test(name) && ['string', 'number', 'boolean'].includes(typeof value),
    )
    .slice(0, VARIABLES_MAX)
    .map(([name, value]) => [name, String(value).slice(0, VALUE_CHARS_MAX)] as const);
  return { variables: Object.fromEntries(kept), refused: entries.length - kept.length };
}
