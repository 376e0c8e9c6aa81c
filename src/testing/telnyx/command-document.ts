// Command document: the document that a command to a Call Control call amounts to, for the call to follow.
import { referDocument, xmlElement, xmlResponse, xmlText } from '../../carriers/carrier-xml.ts';

/** Addresses of the call's own requests: they go no further than its desk. */
const DESK = 'desk://telnyx';
/** Where the call asks what comes next. */
export const DESK_NEXT = `${DESK}/next`;
/** Where the call tells that it is over. */
export const DESK_STATUS = `${DESK}/status`;
/** Where a call that the server places tells how far it comes. */
export const DESK_PROGRESS = `${DESK}/progress`;
/** Where it tells who picked up. */
export const DESK_ANSWERED_BY = `${DESK}/answered-by`;
/** Where it tells of its stream. */
export const DESK_STREAM = `${DESK}/stream`;
/** Where it asks what comes next when a human is gone. */
export const DESK_DIALLED = `${DESK}/dialled`;
/** Where it asks what comes next when it knows what came of a REFER. */
export const DESK_REFERRED = `${DESK}/referred`;
/** Where it asks what comes next when something was said. */
export const DESK_SPOKEN = `${DESK}/spoken`;

/** Why a command is not carried out. */
export type CommandRefusal =
  | 'not-answered'
  | 'already-answered'
  | 'unknown'
  | 'no-stream-url'
  | 'no-destination';

/** Where it asks what comes next when its conference is over. */
export const DESK_PARTED = `${DESK}/parted`;
/** Where it tells that it has left one that goes on. */
export const DESK_LEFT = `${DESK}/left`;

/** A command's JSON. */
export type Json = Readonly<Record<string, unknown>>;

/** What the call is to do; `answered`: somebody has picked it up. */
export function commandDocument(
  action: string,
  json: Json,
  answered: boolean,
): { readonly xml: string } | { readonly refusal: CommandRefusal } {
  if (action === 'hangup') return { xml: xmlResponse(xmlElement('Hangup', {})) };
  if (action === 'answer') {
    if (answered) return { refusal: 'already-answered' };
    return { xml: json['stream_url'] === undefined ? redirect(DESK_NEXT) : streamDocument(json) };
  }
  if (!answered) return { refusal: 'not-answered' };
  switch (action) {
    case 'streaming_start':
      return json['stream_url'] === undefined ? { refusal: 'no-stream-url' } : { xml: streamDocument(json) };
    case 'speak':
      return {
        xml: xmlResponse(
          xmlElement('Say', { language: text(json['language']) }, xmlText(text(json['payload']))),
          xmlElement('Redirect', {}, DESK_SPOKEN),
        ),
      };
    case 'transfer': {
      if (text(json['to']) === '') return { refusal: 'no-destination' };
      const timeout = String(ringSeconds(json));
      return {
        xml: xmlResponse(
          xmlElement(
            'Dial',
            { action: DESK_DIALLED, timeout },
            xmlElement('Number', {}, xmlText(text(json['to']))),
          ),
        ),
      };
    }
    case 'refer': {
      const to = text(json['sip_address']);
      if (to === '') return { refusal: 'no-destination' };
      return { xml: referDocument({ to, actionUrl: DESK_REFERRED }) };
    }
    default:
      return { refusal: 'unknown' };
  }
}

/** Is in a conference; `endsIt`: it ends with this leg. */
export function conferenceDocument(id: string, endsIt: boolean): string {
  const noun = { startConferenceOnEnter: 'true', endConferenceOnExit: String(endsIt) };
  return xmlResponse(
    xmlElement('Dial', { action: DESK_PARTED }, xmlElement('Conference', noun, xmlText(id))),
  );
}

/** Waits for a command. */
export function parkedDocument(): string {
  return redirect(DESK_NEXT);
}

function streamDocument(json: Json): string {
  const rate = json['stream_bidirectional_sampling_rate'];
  return xmlResponse(
    xmlElement(
      'Connect',
      {},
      xmlElement('Stream', {
        url: text(json['stream_url']),
        codec: text(json['stream_codec']) || undefined,
        bidirectionalMode: text(json['stream_bidirectional_mode']) || undefined,
        bidirectionalCodec: text(json['stream_bidirectional_codec']) || undefined,
        bidirectionalSamplingRate: typeof rate === 'number' ? String(rate) : undefined,
        statusCallback: DESK_STREAM,
      }),
    ),
    xmlElement('Redirect', {}, DESK_NEXT),
  );
}

/** How long a human may ring. */
export function ringSeconds(json: Json): number {
  return typeof json['timeout_secs'] === 'number' ? json['timeout_secs'] : 30;
}

/** A field that is text; empty for any other. */
export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function redirect(url: string): string {
  return xmlResponse(xmlElement('Redirect', {}, url));
}
