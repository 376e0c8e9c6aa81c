// Placing a call through Telnyx, by commands or by TeXML, as the application has it that calls are placed by.
// https://developers.telnyx.com/api-reference/call-commands/dial
// https://developers.telnyx.com/docs/voice/programmable-voice/texml-answering-machine
import type { CallControl, PlaceRequest } from '../carrier.ts';
import { askCarrierOnce, placeResult, type RestWorld } from '../carrier-rest.ts';
import { legNote } from './leg-note.ts';
import { errorCode, member, NO_API_KEY, parsedJson, restRequest, type TelnyxAccount } from './rest.ts';

/** How calls are placed. */
export interface TelnyxOutbound {
  /** The application's id, of which Telnyx's portal speaks as the connection id as well; null: no call can be placed. */
  readonly connectionId: string | null;
  readonly application: 'call-control' | 'texml';
  readonly detection: TelnyxDetection;
}

/** With which of Telnyx's detections it listens who picked up. `screening`: the premium one that knows Apple's call screening. */
export type TelnyxDetection = 'standard' | 'premium' | 'screening';

/** How long Telnyx lets a call ring at most, in seconds. */
const COMMANDED_RING_S_MAX = 600;
const TEXML_RING_S_MAX = 120;
const RING_S_MIN = 5;

/** Places calls; each is asked for once. */
export function telnyxPlace(
  world: RestWorld,
  account: TelnyxAccount,
  { connectionId, application, detection }: TelnyxOutbound,
): NonNullable<CallControl['place']> {
  return async (wanted) => {
    const unconfigured = (detail: string) =>
      ({ placed: false, cause: 'unconfigured', code: null, detail }) as const;
    if (connectionId === null) return unconfigured('there is no application to place calls by');
    const commands = application === 'call-control';
    const [path, json] = commands
      ? ['/calls', dialFields(wanted, connectionId, detection)]
      : // The address that needs no account: that id comes with a first webhook only.
        [`/texml/calls/${encodeURIComponent(connectionId)}`, texmlFields(wanted, detection)];
    const request = restRequest(account, path, { kind: 'json', json });
    if (request === null) return unconfigured(NO_API_KEY);
    const attempt = await askCarrierOnce(world, request);
    if (attempt.status === 'unreachable') return placeResult(world, attempt, null, null);
    // Of a TeXML call Telnyx tells the id with the first webhook.
    const id = commands ? member(member(parsedJson(attempt.body), 'data'), 'call_control_id') : null;
    return placeResult(world, attempt, typeof id === 'string' ? id : null, errorCode(attempt.body));
  };
}

function dialFields(
  { callId, to, from, ringS, urls, detect }: PlaceRequest,
  connectionId: string,
  detection: TelnyxDetection,
): Readonly<Record<string, unknown>> {
  return {
    connection_id: connectionId,
    to,
    from,
    timeout_secs: within(ringS, COMMANDED_RING_S_MAX),
    // All events of the call go there, whichever application it is of.
    webhook_url: urls.status,
    webhook_url_method: 'POST',
    client_state: legNote({ leg: 'placed' }),
    command_id: `dial:${callId}`,
    ...(detect === 'none' ? {} : { answering_machine_detection: detectionOf(detect, detection) }),
  };
}

function detectionOf(detect: 'who' | 'message-end', detection: TelnyxDetection): string {
  switch (detection) {
    case 'standard':
      return detect === 'who' ? 'detect' : 'greeting_end';
    case 'premium':
      return 'premium';
    case 'screening':
      return 'premium_ios_call_screening_detection';
  }
}

const DETECTION_MODES: Readonly<Record<TelnyxDetection, string>> = {
  standard: 'Regular',
  premium: 'Premium',
  screening: 'PremiumCallScreening',
};

function texmlFields(
  { to, from, ringS, urls, detect }: PlaceRequest,
  detection: TelnyxDetection,
): Readonly<Record<string, unknown>> {
  return {
    To: to,
    From: from,
    Url: urls.answered,
    UrlMethod: 'POST',
    StatusCallback: urls.status,
    StatusCallbackMethod: 'POST',
    StatusCallbackEvent: 'initiated ringing answered completed',
    Timeout: within(ringS, TEXML_RING_S_MAX),
    ...(detect === 'none'
      ? {}
      : {
          MachineDetection: detect === 'who' ? 'Enable' : 'DetectMessageEnd',
          DetectionMode: DETECTION_MODES[detection],
          // Without it Telnyx keeps who picked up waiting for the verdict before the stream begins.
          AsyncAmd: true,
          AsyncAmdStatusCallback: urls.answeredBy,
          AsyncAmdStatusCallbackMethod: 'POST',
          // What a machine is said is not Telnyx's to cut off.
          CancelPlaybackOnMachineDetection: false,
          CancelPlaybackOnDetectMessageEnd: false,
        }),
  };
}

function within(ringS: number, max: number): number {
  return Math.min(Math.max(ringS, RING_S_MIN), max);
}
