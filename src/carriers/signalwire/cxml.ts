// cXML: what SignalWire is told to do with a call. https://developer.signalwire.com/compatibility-api/cxml/voice
import { xmlElement, xmlResponse, xmlText } from '../carrier-xml.ts';

/** A bidirectional stream, and where SignalWire comes back to when it is over. Addresses are absolute. */
export interface ConnectStream {
  /** `wss:`, without a query: SignalWire supports none. */
  readonly url: string;
  /** Asked when the stream has ended, whichever side ended it: the call always comes back to us. */
  readonly redirectUrl: string;
  readonly statusUrl: string;
  /** Come back in the stream's `start`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Connects the call to a stream of µ-law. https://developer.signalwire.com/compatibility-api/cxml/voice/stream */
export function connectStreamCxml({ url, redirectUrl, statusUrl, parameters }: ConnectStream): string {
  return xmlResponse(
    xmlElement(
      'Connect',
      {},
      xmlElement(
        'Stream',
        {
          url,
          codec: 'PCMU@8000h',
          // Without it sound is held back and comes in bursts.
          realtime: 'true',
          statusCallback: statusUrl,
          statusCallbackMethod: 'POST',
        },
        ...Object.entries(parameters).map(([name, value]) => xmlElement('Parameter', { name, value })),
      ),
    ),
    xmlElement('Redirect', { method: 'POST' }, xmlText(redirectUrl)),
  );
}

/** A `<Dial>` of one number or SIP URI. */
export interface CxmlDial {
  /** E.164 number or SIP URI. */
  readonly to: string;
  /** Asked with `DialCallStatus` when the dialled leg is over. */
  readonly actionUrl: string;
  /** Shown to whoever is dialled; null: the caller's own number. */
  readonly callerId: string | null;
}

/** How long a transfer's target may ring, in seconds. */
export const SIGNALWIRE_RING_S = 25;

/** Sends the caller to somebody else. */
export function dialCxml(dial: CxmlDial): string {
  return xmlResponse(dialElement(dial));
}

/** Says a text in SignalWire's own voice, then hangs up or dials. `language`: BCP-47. */
export function sayCxml(text: string, language: string, next: 'hang-up' | CxmlDial): string {
  return xmlResponse(
    xmlElement('Say', { language }, xmlText(text)),
    next === 'hang-up' ? xmlElement('Hangup', {}) : dialElement(next),
  );
}

/** A conference of two. */
export interface CxmlConference {
  /** Nobody else's: names are the project's. */
  readonly room: string;
  /** Asked when this side has left it, or the other one has. */
  readonly actionUrl: string;
}

/**
 * Brings the call into a conference that begins when both are there, and ends when either leaves. Who is first hears
 * SignalWire's hold music.
 * https://signalwire.com/docs/compatibility-api/cxml/reference/voice/conference
 */
export function conferenceCxml({ room, actionUrl }: CxmlConference): string {
  return xmlResponse(
    xmlElement(
      'Dial',
      { action: actionUrl, method: 'POST' },
      xmlElement(
        'Conference',
        {
          startConferenceOnEnter: 'true',
          endConferenceOnExit: 'true',
          maxParticipants: '2',
          beep: 'false',
        },
        xmlText(room),
      ),
    ),
  );
}

/** Ends the call. */
export function hangUpCxml(): string {
  return xmlResponse(xmlElement('Hangup', {}));
}

function dialElement({ to, actionUrl, callerId }: CxmlDial): string {
  return xmlElement(
    'Dial',
    {
      action: actionUrl,
      method: 'POST',
      timeout: String(SIGNALWIRE_RING_S),
      callerId: callerId ?? undefined,
    },
    xmlElement(/^sips?:/i.test(to) ? 'Sip' : 'Number', {}, xmlText(to)),
  );
}
