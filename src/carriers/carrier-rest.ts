// Carrier REST: one request to a carrier's API, bounded, with one more try where it is worth one.
import { HttpFault, type HttpAnswer, type HttpRequest, type World } from '../base/world.ts';
import type { ControlResult, PlaceResult } from './carrier.ts';

/** How long one try may take. */
export const CONTROL_MS_MAX = 5000;

/** Pause before the second and last try. */
export const CONTROL_RETRY_MS = 250;

/** The part of the World that REST needs. */
export type RestWorld = Pick<World, 'http' | 'timers'>;

/** What came of a request: the carrier's answer, or that there was none. */
export type RestAttempt = HttpAnswer | { readonly status: 'unreachable'; readonly detail: string };

/** Asks once: for what must not be done twice. Never rejects. */
export function askCarrierOnce(
  world: RestWorld,
  request: Omit<HttpRequest, 'timeMsMax'>,
): Promise<RestAttempt> {
  return ask(world, request);
}

/** Asks, and asks once more after a network fault, a 429 or a fault of the carrier's. Never rejects. */
export async function askCarrier(
  world: RestWorld,
  request: Omit<HttpRequest, 'timeMsMax'>,
): Promise<RestAttempt> {
  const first = await ask(world, request);
  if (first.status !== 'unreachable' && first.status !== 429 && first.status < 500) return first;
  await new Promise<void>((resolve) => void world.timers.after(CONTROL_RETRY_MS, resolve));
  return ask(world, request);
}

/**
 * What an attempt means for a wish. `code`: the carrier's own number for what went wrong; `gone`: the codes, beside
 * HTTP 404, by which it says that the call is over.
 */
export function controlResult(
  attempt: RestAttempt,
  code: string | null = null,
  gone: ReadonlySet<string> = new Set(),
): ControlResult {
  if (attempt.status === 'unreachable') return { done: false, cause: 'unreachable', detail: attempt.detail };
  const { status } = attempt;
  if (status >= 200 && status < 300) return { done: true };
  const detail = code === null ? `HTTP ${status}` : `HTTP ${status}, code ${code}`;
  if (status === 404 || (code !== null && gone.has(code))) return { done: false, cause: 'gone', detail };
  return { done: false, cause: status >= 500 ? 'unreachable' : 'refused', detail };
}

/** What an attempt to place a call means. After a fault of the carrier's nobody knows whether it rings. */
export function placeResult(
  attempt: RestAttempt,
  carrierCallId: string | null,
  code: string | null,
): PlaceResult {
  if (attempt.status === 'unreachable')
    return { placed: false, cause: 'unreachable', code: null, detail: attempt.detail };
  const { status } = attempt;
  if (status >= 200 && status < 300) return { placed: true, carrierCallId };
  const cause = status >= 500 ? 'unreachable' : 'refused';
  return { placed: false, cause, code, detail: `the carrier answers HTTP ${status}` };
}

async function ask(world: RestWorld, request: Omit<HttpRequest, 'timeMsMax'>): Promise<RestAttempt> {
  try {
    return await world.http({ ...request, timeMsMax: CONTROL_MS_MAX });
  } catch (error) {
    if (error instanceof HttpFault) return { status: 'unreachable', detail: error.message };
    throw error;
  }
}
