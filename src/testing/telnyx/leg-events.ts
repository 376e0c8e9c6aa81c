// Leg events: what an emulated call tells of itself, as the events of Call Control have it.
// https://developers.telnyx.com/api-reference/callbacks/call-hangup
import { HttpFault, type World } from '../../base/world.ts';
import type { Json } from './command-document.ts';
import { signedHeaders, uuid } from './telnyx-dialect.ts';

/** How long the server may take to acknowledge an event. */
const EVENT_MS_MAX = 15_000;

const CAUSES: Readonly<Record<string, string>> = {
  busy: 'user_busy',
  'no-answer': 'timeout',
  failed: 'not_found',
  canceled: 'originator_cancel',
};

/** Of `call.hangup`, by the fields in which the call tells its end. */
export function hangUpFields(fields: URLSearchParams): Json {
  return {
    hangup_cause: CAUSES[fields.get('CallStatus') ?? ''] ?? 'normal_clearing',
    hangup_source: 'caller',
    sip_hangup_cause: fields.get('SipHangupCause') ?? 'unspecified',
  };
}

/** The event of a detection, by TeXML's name of its result; null: Telnyx tells nothing of that. */
export function detectionEvent(name: string, premium: boolean): readonly [type: string, fields: Json] | null {
  const kind = premium ? 'call.machine.premium' : 'call.machine';
  const detected = (result: string) => [`${kind}.detection.ended`, { result }] as const;
  switch (name) {
    case 'human':
      return detected(premium ? 'human_residence' : 'human');
    case 'machine_start':
      return detected('machine');
    case 'machine_end_beep':
      return [`${kind}.greeting.ended`, { result: 'beep_detected' }];
    case 'machine_end_silence':
      return [`${kind}.greeting.ended`, { result: premium ? 'no_beep_detected' : 'ended' }];
    case 'fax':
      return detected(premium ? 'fax_detected' : 'not_sure');
    default:
      return detected('not_sure');
  }
}

/** Sends an event, signed; whether anybody takes it is not Telnyx's concern. */
export async function sendEvent(
  world: World,
  seed: string,
  url: string,
  { type, payload }: { readonly type: string; readonly payload: Json },
): Promise<void> {
  const body = JSON.stringify({
    data: {
      event_type: type,
      id: uuid(world.random),
      occurred_at: new Date(world.clock.wall()).toISOString(),
      record_type: 'event',
      payload,
    },
  });
  await world
    .http({
      method: 'POST',
      url,
      headers: { ...signedHeaders(seed, world.clock, body), 'content-type': 'application/json' },
      body,
      timeMsMax: EVENT_MS_MAX,
    })
    .catch((error: unknown) => {
      if (!(error instanceof HttpFault)) throw error;
    });
}
