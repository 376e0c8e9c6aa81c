// Placing a call over Vonage's REST API: what is asked for, and what the answer says. Pure.
// https://developer.vonage.com/en/api/voice#createCall
import type { PlaceRequest } from '../carrier.ts';
import { vonageNumber } from './ncco.ts';

/** Vonage lets nobody ring for longer, in seconds. */
const RING_S_MAX = 120;

/** How long Vonage waits for a machine's beep, in seconds; the least that it takes. */
const BEEP_S = 45;

/** The order of a call. */
export function placeFields({ to, from, ringS, urls, detect }: PlaceRequest): object {
  return {
    to: [/^sips?:/i.test(to) ? { type: 'sip', uri: to } : { type: 'phone', number: vonageNumber(to) }],
    from: { type: 'phone', number: vonageNumber(from) },
    answer_url: [urls.answered],
    answer_method: 'POST',
    event_url: [urls.status],
    event_method: 'POST',
    ringing_timer: Math.min(ringS, RING_S_MAX),
    ...(detect === 'none'
      ? {}
      : {
          // The other modes keep whoever picks up in silence until it is known who they are.
          advanced_machine_detection: { behavior: 'continue', mode: 'default', beep_timeout: BEEP_S },
        }),
  };
}

/** The id of the call that was placed; null: it is not told. */
export function callIdIn(body: string): string | null {
  return member(body, 'uuid') || null;
}

const TEXT_MAX = 200;

/** What Vonage says is wrong, without the numbers in it, which are personal data. */
export function faultText(body: string): string {
  const told = member(body, 'detail') || member(body, 'title') || member(body, 'error_title');
  return told.slice(0, TEXT_MAX).replace(/\+?\d{5,}/g, '…');
}

function member(body: string, name: string): string {
  try {
    const json: unknown = JSON.parse(body);
    const value: unknown =
      typeof json === 'object' && json !== null ? (json as Readonly<Record<string, unknown>>)[name] : '';
    return typeof value === 'string' ? value : '';
  } catch {
    return '';
  }
}
