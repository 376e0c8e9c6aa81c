// Plivo XML: what Plivo is told to do with a call. https://www.plivo.com/docs/voice/xml/overview
import { xmlElement, xmlResponse, xmlText } from '../carrier-xml.ts';

/** A bidirectional stream, and where Plivo comes back to when it is over. Addresses are absolute. */
export interface StreamXml {
  /** `wss:`; its query string comes back with the upgrade request, and is signed. */
  readonly url: string;
  /** E.g. `audio/x-mulaw;rate=8000`. Always said: Plivo's pages name two defaults. */
  readonly contentType: string;
  /** Asked what comes next when the stream has ended, whichever side ended it: the call always comes back to us. */
  readonly redirectUrl: string;
  readonly statusUrl?: string;
}

/** Connects the call to a bidirectional media stream. https://www.plivo.com/docs/voice/xml/audiostream */
export function streamXml(stream: StreamXml): string {
  return xmlResponse(
    xmlElement(
      'Stream',
      {
        bidirectional: 'true',
        // Without it Plivo goes on with what stands behind the stream while the stream runs.
        keepCallAlive: 'true',
        contentType: stream.contentType,
        statusCallbackUrl: stream.statusUrl,
        statusCallbackMethod: stream.statusUrl === undefined ? undefined : 'POST',
      },
      xmlText(stream.url),
    ),
    xmlElement('Redirect', { method: 'POST' }, xmlText(stream.redirectUrl)),
  );
}

/** A `<Dial>` of one number or SIP URI. */
export interface PlivoDial {
  /** E.164 number or SIP URI. */
  readonly to: string;
  /** Asked with `DialStatus` when the dialled leg is over; its answer is what comes next. */
  readonly actionUrl: string;
  /** How long it may ring, in seconds. */
  readonly timeoutS: number;
  /** Shown to them; default: the caller's own number. */
  readonly callerId?: string;
}

/** Sends the caller to somebody else. https://www.plivo.com/docs/voice/xml/dial */
export function dialXml(dial: PlivoDial): string {
  return xmlResponse(dialElement(dial));
}

/** A `<Speak>`, and what follows it. */
export interface SpeakXml {
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  readonly next: 'hang-up' | PlivoDial;
}

/** Says a text in Plivo's own voice, then hangs up or dials. https://www.plivo.com/docs/voice/xml/speak */
export function speakXml({ text, language, next }: SpeakXml): string {
  return xmlResponse(
    xmlElement('Speak', { language }, xmlText(text)),
    next === 'hang-up' ? xmlElement('Hangup', {}) : dialElement(next),
  );
}

/** A conference of two. */
export interface PlivoConference {
  /** Nobody else's: names are the account's. */
  readonly room: string;
  /** Asked when this side has left it, or the other one has; its answer is what comes next. */
  readonly actionUrl: string;
}

/**
 * Brings the call into a conference that begins when both are there, and ends when either leaves. Who is first hears
 * nothing. https://www.plivo.com/docs/voice/xml/conference
 */
export function conferenceXml({ room, actionUrl }: PlivoConference): string {
  return xmlResponse(
    xmlElement(
      'Conference',
      {
        startConferenceOnEnter: 'true',
        endConferenceOnExit: 'true',
        maxMembers: '2',
        action: actionUrl,
        method: 'POST',
        redirect: 'true',
      },
      xmlText(room),
    ),
  );
}

/** Ends the call. */
export function hangUpXml(): string {
  return xmlResponse(xmlElement('Hangup', {}));
}

function dialElement({ to, actionUrl, timeoutS, callerId }: PlivoDial): string {
  return xmlElement(
    'Dial',
    // `redirect`: the action's answer goes on with the call, instead of what stands behind the dial.
    { action: actionUrl, method: 'POST', redirect: 'true', timeout: String(timeoutS), callerId },
    xmlElement(/^sips?:/i.test(to) ? 'User' : 'Number', {}, xmlText(to)),
  );
}
