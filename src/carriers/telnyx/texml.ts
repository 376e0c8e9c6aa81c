// TeXML: what Telnyx is told to do with a call of a TeXML application.
// https://developers.telnyx.com/docs/voice/programmable-voice/texml-fundamentals
import { xmlElement, xmlResponse, xmlText } from '../carrier-xml.ts';
import type { TelnyxCodec } from './stream-sound.ts';

/** A bidirectional stream, and where Telnyx comes back to when it is over. Addresses are absolute. */
export interface ConnectStream {
  /** `wss:`; a query is kept. */
  readonly url: string;
  /** What the caller's sound is asked for in; Telnyx may send what the phone speaks instead. */
  readonly receive: TelnyxCodec | 'default';
  /** What ours is in. */
  readonly send: TelnyxCodec;
  /** Asked when the stream has ended, whichever side ended it: the call always comes back to us. */
  readonly redirectUrl: string;
  readonly statusUrl?: string;
}

/**
 * Connects the call to a bidirectional media stream, and goes on behind it.
 * https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs/stream
 */
export function connectStreamTexml(stream: ConnectStream): string {
  return xmlResponse(
    xmlElement(
      'Connect',
      {},
      xmlElement('Stream', {
        url: stream.url,
        track: 'inbound_track',
        codec: stream.receive,
        // The default mode is mp3, in which RTP sound is thrown away without a word.
        bidirectionalMode: 'rtp',
        bidirectionalCodec: stream.send,
        statusCallback: stream.statusUrl,
        statusCallbackMethod: stream.statusUrl === undefined ? undefined : 'POST',
      }),
    ),
    xmlElement('Redirect', { method: 'POST' }, xmlText(stream.redirectUrl)),
  );
}

/** A `<Dial>` of one number or SIP URI. */
export interface Dial {
  /** E.164 number or SIP URI. */
  readonly to: string;
  /** Asked with `DialCallStatus` when the dialled leg is over. */
  readonly actionUrl: string;
  /** How long it may ring, in seconds: 5 to 120, Telnyx's default is 30. */
  readonly timeoutS?: number;
  /** Shown to them; default: the caller's own number. */
  readonly callerId?: string;
}

/** Sends the caller to somebody else. https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs/dial */
export function dialTexml(dial: Dial): string {
  return xmlResponse(dialElement(dial));
}

/** A `<Say>`, and what follows it. */
export interface Say {
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  readonly next: 'hang-up' | Dial;
}

/** Says a text in Telnyx's own voice, then hangs up or dials. */
export function sayTexml({ text, language, next }: Say): string {
  return xmlResponse(
    xmlElement('Say', { language }, xmlText(text)),
    next === 'hang-up' ? xmlElement('Hangup', {}) : dialElement(next),
  );
}

/** A conference of two. */
export interface Conference {
  /** Nobody else's: names are the account's. */
  readonly room: string;
  /** Asked when this side has left it, or the other one has. */
  readonly actionUrl: string;
}

/**
 * Brings the call into a conference that begins when both are there, and ends when either leaves. Who is first hears
 * nothing. https://developers.telnyx.com/docs/voice/programmable-voice/texml-verbs/conference
 */
export function conferenceTexml({ room, actionUrl }: Conference): string {
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
          beep: 'never',
          waitUrl: '',
        },
        xmlText(room),
      ),
    ),
  );
}

/** Ends the call. */
export function hangUpTexml(): string {
  return xmlResponse(xmlElement('Hangup', {}));
}

function dialElement({ to, actionUrl, timeoutS, callerId }: Dial): string {
  return xmlElement(
    'Dial',
    { action: actionUrl, method: 'POST', timeout: timeoutS?.toString(), callerId },
    xmlElement(/^sips?:/i.test(to) ? 'Sip' : 'Number', {}, xmlText(to)),
  );
}
