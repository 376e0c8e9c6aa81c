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

/** Ends the call. */
export function hangUpCxml(): string {
  return xmlResponse(xmlElement('Hangup', {}));
}

function dialElement({ to, actionUrl }: CxmlDial): string {
  return xmlElement(
    'Dial',
    { action: actionUrl, method: 'POST', timeout: String(SIGNALWIRE_RING_S) },
    xmlElement(/^sips?:/i.test(to) ? 'Sip' : 'Number', {}, xmlText(to)),
  );
}
