// Place call: what the server asks for when it has Telnyx call somebody, by a command or by TeXML.
// https://developers.telnyx.com/api-reference/call-commands/dial
import type { Detection, PlacedCall } from '../telephone/callee.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import type { PlacedLeg } from './command-desk.ts';
import { text, type Json } from './command-document.ts';

/** Begins a call; `leg` null: one of TeXML. */
export type TelnyxPlace = (placed: PlacedCall, leg: PlacedLeg | null) => EmulatedCall;

/** What came of it. */
export type Placed =
  | { readonly ok: true; readonly call: EmulatedCall }
  | { readonly ok: false; readonly code: string; readonly title: string };

const PARTY = /^(\+[1-9]\d{6,14}|sips?:\S+@\S+)$/;
const RING_S = 30;

/** `POST /v2/calls`: everything that happens is told to one address. */
export function placeByCommand(json: Json, place: TelnyxPlace): Placed {
  const [to, from, webhookUrl] = ['to', 'from', 'webhook_url'].map((name) => text(json[name]));
  if (text(json['connection_id']) === '') return refusal('10015', 'Invalid value for connection_id');
  const fault = partyFault(to, from);
  if (fault !== null) return fault;
  if (webhookUrl === undefined || !URL.canParse(webhookUrl)) return refusal('10015', 'Invalid webhook_url');
  const ringS = json['timeout_secs'] ?? RING_S;
  if (typeof ringS !== 'number' || !(ringS >= 5 && ringS <= 600))
    return refusal('10015', 'Invalid timeout_secs');
  const detection = text(json['answering_machine_detection']) || null;
  if (detection !== null && !DETECTIONS.has(detection))
    return refusal('10015', 'Invalid answering_machine_detection');
  const url = webhookUrl;
  const call = place(
    {
      to: to ?? '',
      from: from ?? '',
      answerUrl: url,
      progressUrl: url,
      statusUrl: url,
      ringMs: ringS * 1000,
      detection: detection === null ? null : { url, tells: detection === 'detect' ? 'guess' : 'both' },
    },
    { clientState: text(json['client_state']) || null, detection },
  );
  return { ok: true, call };
}

const DETECTIONS: ReadonlySet<string> = new Set([
  'detect',
  'greeting_end',
  'premium',
  'premium_ios_call_screening_detection',
]);

/** `POST /v2/texml/calls/{application}`. */
export function placeByTexml(json: Json, place: TelnyxPlace): Placed {
  const [to, from, answerUrl] = ['To', 'From', 'Url'].map((name) => text(json[name]));
  const fault = partyFault(to, from);
  if (fault !== null) return fault;
  if (answerUrl === undefined || !URL.canParse(answerUrl)) return refusal('10015', 'Invalid Url');
  const ringS = json['Timeout'] ?? RING_S;
  if (typeof ringS !== 'number' || !(ringS >= 5 && ringS <= 120)) return refusal('10015', 'Invalid Timeout');
  const statusUrl = text(json['StatusCallback']) || null;
  const call = place(
    {
      to: to ?? '',
      from: from ?? '',
      answerUrl,
      progressUrl: statusUrl,
      statusUrl,
      ringMs: ringS * 1000,
      detection: texmlDetection(json),
    },
    null,
  );
  return { ok: true, call };
}

function texmlDetection(json: Json): Detection | null {
  const [detection, url] = [text(json['MachineDetection']), text(json['AsyncAmdStatusCallback'])];
  if (json['AsyncAmd'] !== true || url === '') return null;
  if (detection !== 'Enable' && detection !== 'DetectMessageEnd') return null;
  return { url, tells: detection === 'Enable' ? 'guess' : 'greeting-over' };
}

function partyFault(to: string | undefined, from: string | undefined): Placed | null {
  if (from === undefined || !PARTY.test(from))
    return refusal('10016', 'Phone number must be in +E164 format');
  if (to === undefined || !PARTY.test(to)) return refusal('10016', 'Phone number must be in +E164 format');
  return null;
}

function refusal(code: string, title: string): Placed {
  return { ok: false, code, title };
}
