// TwiML: what Twilio is told to do with a call. https://www.twilio.com/docs/voice/twiml
import { assert } from '../../base/assert.ts';
import { xmlElement as element, xmlResponse as response, xmlText as escaped } from '../carrier-xml.ts';

/** Name and value of a `<Parameter>` together stay below this many characters; Twilio refuses longer ones. */
export const PARAMETER_CHARACTERS_MAX = 499;

/** A bidirectional stream, and where Twilio comes back to when it is over. Addresses are absolute. */
export interface ConnectStream {
  /** `wss:`, without a query string: Twilio does not support one. */
  readonly url: string;
  /** Where Twilio asks what comes next when the stream has ended, whichever side ended it. */
  readonly actionUrl: string;
  /** Asked when `actionUrl` was not: the call always comes back to us. */
  readonly redirectUrl: string;
  /** Unique within the call. */
  readonly name?: string;
  readonly statusUrl?: string;
  /** Come back in the stream's `start`. One that is too long is left out: it would cost the whole stream. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Connects the call to a bidirectional media stream. */
export function connectStreamTwiml(stream: ConnectStream): string {
  assert(!/[?#]/.test(stream.url), 'a stream URL has no query string');
  const parameters = Object.entries(stream.parameters)
    .filter(([name, value]) => name.length + value.length <= PARAMETER_CHARACTERS_MAX)
    .map(([name, value]) => element('Parameter', { name, value }));
  return response(
    element(
      'Connect',
      { action: stream.actionUrl, method: 'POST' },
      element(
        'Stream',
        {
          url: stream.url,
          name: stream.name,
          statusCallback: stream.statusUrl,
          statusCallbackMethod: stream.statusUrl === undefined ? undefined : 'POST',
        },
        ...parameters,
      ),
    ),
    element('Redirect', { method: 'POST' }, escaped(stream.redirectUrl)),
  );
}

/** A session of ConversationRelay, and where Twilio comes back to when it is over. Addresses are absolute. */
export interface ConnectRelay {
  /** `wss:`. */
  readonly url: string;
  readonly actionUrl: string;
  readonly redirectUrl: string;
  /** Of `<ConversationRelay>`, by Twilio's names. */
  readonly attributes: Readonly<Record<string, string | undefined>>;
  /** Of each `<Language>`. */
  readonly languages: readonly Readonly<Record<string, string | undefined>>[];
  /** Come back in the session's `setup`. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** Has Twilio hear and speak for us. https://www.twilio.com/docs/voice/twiml/connect/conversationrelay */
export function connectRelayTwiml(relay: ConnectRelay): string {
  return response(
    element(
      'Connect',
      { action: relay.actionUrl, method: 'POST' },
      element(
        'ConversationRelay',
        { url: relay.url, ...relay.attributes },
        ...relay.languages.map((language) => element('Language', language)),
        ...Object.entries(relay.parameters)
          .filter(([name, value]) => name.length + value.length <= PARAMETER_CHARACTERS_MAX)
          .map(([name, value]) => element('Parameter', { name, value })),
      ),
    ),
    element('Redirect', { method: 'POST' }, escaped(relay.redirectUrl)),
  );
}

/** A `<Dial>` of one number or SIP URI. */
export interface Dial {
  /** E.164 number or SIP URI. */
  readonly to: string;
  /** Asked with `DialCallStatus` when the dialled leg is over; verbs behind it never run. */
  readonly actionUrl?: string;
  /** How long it may ring, in seconds; Twilio's default is 30. */
  readonly timeoutS?: number;
  /** Shown to whoever is dialled; by default the caller's own number. */
  readonly callerId?: string;
}

/** Sends the caller to somebody else. */
export function dialTwiml(dial: Dial): string {
  return response(dialElement(dial));
}

/** A `<Say>`, and what follows it. */
export interface Say {
  readonly text: string;
  /** BCP-47. */
  readonly language: string;
  /** What follows. */
  readonly next: 'hang-up' | Dial;
}

/** Says a text in Twilio's own voice, then hangs up or dials. */
export function sayTwiml({ text, language, next }: Say): string {
  return response(
    element('Say', { language }, escaped(text)),
    next === 'hang-up' ? element('Hangup', {}) : dialElement(next),
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
 * nothing. https://www.twilio.com/docs/voice/twiml/conference
 */
export function conferenceTwiml({ room, actionUrl }: Conference): string {
  return response(
    element(
      'Dial',
      { action: actionUrl, method: 'POST' },
      element(
        'Conference',
        {
          startConferenceOnEnter: 'true',
          endConferenceOnExit: 'true',
          maxParticipants: '2',
          beep: 'false',
          waitUrl: '',
        },
        escaped(room),
      ),
    ),
  );
}

/** Ends the call. */
export function hangUpTwiml(): string {
  return response(element('Hangup', {}));
}

function dialElement({ to, actionUrl, timeoutS, callerId }: Dial): string {
  return element(
    'Dial',
    {
      action: actionUrl,
      method: actionUrl === undefined ? undefined : 'POST',
      timeout: timeoutS?.toString(),
      callerId,
    },
    element(/^sips?:/i.test(to) ? 'Sip' : 'Number', {}, escaped(to)),
  );
}
