// Follow attempt: finds out what came of one request to place a call, whatever has become of its answer.
import { msBetween } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import { attemptOf, type Attempt } from './call-end.ts';
import type { Asked, CallServer } from './call-server.ts';

/** Between two looks at a call of which the server has said nothing, and at a server that does not answer. */
const LOOKS_MS = [500, 1000, 2000, 4000, 8000, 15_000] as const;

/** A server that does not answer for so long is gone: the ledger keeps what is not known, for the next run. */
const GONE_MS_MAX = 5 * 60_000;

/** What came of it. */
export type CallNews =
  | Attempt
  /** The server has no call of this key. */
  | { readonly kind: 'never-placed'; readonly problem: string }
  /** Nobody knows, and the server does not say. */
  | { readonly kind: 'lost'; readonly problem: string };

/** The request: its call's id, or null where only its key is known. `to`: PII. */
export interface AttemptRef {
  readonly key: string;
  readonly callId: string | null;
  readonly to: string;
}

/** What it takes to follow calls. */
export interface FollowPorts {
  readonly world: Pick<World, 'clock' | 'timers'>;
  readonly server: CallServer;
  /** By a call's id: looks at it now. */
  readonly wakers: Map<string, () => void>;
}

/** Asks until it is known; `found` is told the call's id before its end is waited for, where only the key was known. */
export async function followCall(
  ports: FollowPorts,
  { key, callId: known, to }: AttemptRef,
  found: (callId: string) => void,
): Promise<CallNews> {
  const { server } = ports;
  let callId = known;
  if (callId === null) {
    const asked = await untilAnswered(ports, () => server.find(key, to));
    if (asked.kind !== 'known') return { kind: 'lost', problem: asked.problem };
    if (asked.answer === null)
      return { kind: 'never-placed', problem: `the server at ${server.origin} did not take the call` };
    callId = asked.answer;
    found(callId);
  }
  for (let look = 0; ; look += 1) {
    const id = callId;
    const asked = await untilAnswered(ports, () => server.journal(id));
    if (asked.kind !== 'known') return { kind: 'lost', problem: asked.problem };
    if (asked.answer === null)
      return {
        kind: 'ended',
        end: 'broken',
        reason: 'the server does not know the call any more',
        again: false,
      };
    const attempt = attemptOf(asked.answer);
    if (attempt !== null) return attempt;
    // The server tells of an end before its journal has it.
    if (await wait(ports, lookMs(look), id)) look = -1;
  }
}

/** Asks again while no answer comes, up to the bound. */
async function untilAnswered<Answer>(
  ports: FollowPorts,
  ask: () => Promise<Asked<Answer>>,
): Promise<Asked<Answer>> {
  const { clock } = ports.world;
  const since = clock.now();
  for (let look = 0; ; look += 1) {
    const asked = await ask();
    if (asked.kind !== 'no-answer' || msBetween(since, clock.now()) >= GONE_MS_MAX) return asked;
    await wait(ports, lookMs(look), null);
  }
}

function lookMs(look: number): number {
  return LOOKS_MS[Math.min(look, LOOKS_MS.length - 1)] ?? 0;
}

/** True: it was woken. */
function wait({ world, wakers }: FollowPorts, ms: number, callId: string | null): Promise<boolean> {
  return new Promise((resolve) => {
    const timer = world.timers.after(ms, () => done(false));
    if (callId !== null) wakers.set(callId, () => done(true));
    function done(woken: boolean): void {
      timer.stop();
      if (callId !== null) wakers.delete(callId);
      resolve(woken);
    }
  });
}
