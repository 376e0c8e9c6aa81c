// Carrier REST: one request to a carrier's API, bounded, with one more try where it is worth one.
import { HttpFault, type HttpAnswer, type HttpRequest, type World } from '../base/world.ts';
import type { ControlResult, PlaceResult } from './carrier.ts';

/** How long one try may take. */
export const CONTROL_MS_MAX = 5000;

/** Pause before the second and last try. */
export const CONTROL_RETRY_MS = 250;

/** The part of the World that REST needs. */
export type RestWorld = Pick<World, 'clock' | 'http' | 'timers'>;

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

/** The longest that a carrier is let say it should be asked later. */
export const RETRY_AFTER_MS_MAX = 3_600_000;

/**
 * What an attempt to place a call means. After a fault of the carrier's nobody knows whether it rings, unless the carrier
 * says with it when to ask again.
 */
export function placeResult(
  { clock }: Pick<RestWorld, 'clock'>,
  attempt: RestAttempt,
  carrierCallId: string | null,
  code: string | null,
): PlaceResult {
  if (attempt.status === 'unreachable')
    return { placed: false, cause: 'unreachable', code: null, detail: attempt.detail };
  const { status } = attempt;
  if (status >= 200 && status < 300) return { placed: true, carrierCallId };
  const detail = `the carrier answers HTTP ${status}`;
  const retryAfterMs = retryAfter(attempt, clock.wall());
  if (status === 429 || (status === 503 && retryAfterMs !== null)) {
    const later = retryAfterMs === null ? {} : { retryAfterMs };
    return { placed: false, cause: 'rate-limited', code, detail, ...later };
  }
  return { placed: false, cause: status >= 500 ? 'unreachable' : 'refused', code, detail };
}

/** Seconds or a date; null for none. https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfter({ headers }: HttpAnswer, wallMs: number): number | null {
  const told = headers['retry-after']?.trim() ?? '';
  if (told === '') return null;
  const afterMs = /^\d+$/.test(told) ? Number(told) * 1000 : Date.parse(told) - wallMs;
  return Number.isNaN(afterMs) ? null : Math.min(Math.max(afterMs, 0), RETRY_AFTER_MS_MAX);
}

async function ask(world: RestWorld, request: Omit<HttpRequest, 'timeMsMax'>): Promise<RestAttempt> {
  try {
    return await world.http({ ...request, timeMsMax: CONTROL_MS_MAX });
  } catch (error) {
    if (error instanceof HttpFault) return { status: 'unreachable', detail: error.message };
    throw error;
  }
}
