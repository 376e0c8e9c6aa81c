// NCCO: what Vonage is told to do with a call. https://developer.vonage.com/en/voice/voice-api/ncco-reference

/** One action, as JSON. */
export type NccoAction = Readonly<Record<string, unknown>> & { readonly action: string };

/** What to do, action by action; behind the last one the call ends. */
export type Ncco = readonly NccoAction[];

/** A WebSocket, and where Vonage asks what comes behind it. Addresses are absolute. */
export interface ConnectSocket {
  /** `wss:`. */
  readonly url: string;
  /** E.g. `audio/l16;rate=8000`. */
  readonly contentType: string;
  /** Asked when the socket is over, or could not be opened. */
  readonly afterUrl: string;
  /** Come back in the first message; 512 bytes at most. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Somebody who is dialled. */
export interface NccoDial {
  /** E.164 number or SIP URI. */
  readonly to: string;
  /** Told how the dialled leg fares; may answer with another NCCO when it failed. */
  readonly actionUrl: string;
  /** A number of the account, which is shown; null: none is. */
  readonly callerId: string | null;
}

/** How long a transfer's target may ring, in seconds. */
export const VONAGE_RING_S = 25;

/** The longest text that a `talk` takes. */
const TALK_TEXT_MAX = 1500;

/** https://developer.vonage.com/en/voice/voice-api/guides/websockets#websocket-fallback-options */
export function connectSocketNcco({ url, contentType, afterUrl, headers }: ConnectSocket): Ncco {
  return [
    {
      action: 'connect',
      // Without it nobody is asked what comes next when the socket breaks.
      eventType: 'synchronous',
      eventUrl: [afterUrl],
      eventMethod: 'POST',
      endpoint: [
        {
          type: 'websocket',
          uri: url,
          'content-type': contentType,
          headers,
          authorization: { type: 'vonage' },
        },
      ],
    },
    // The call comes back to us even where the socket's end was not told.
    { action: 'notify', payload: { behind: 'stream' }, eventUrl: [afterUrl], eventMethod: 'POST' },
  ];
}

/** Sends the caller to somebody else. */
export function dialNcco({ to, actionUrl, callerId }: NccoDial): Ncco {
  const endpoint = /^sips?:/i.test(to)
    ? { type: 'sip', uri: to }
    : { type: 'phone', number: vonageNumber(to) };
  return [
    {
      action: 'connect',
      eventType: 'synchronous',
      eventUrl: [actionUrl],
      eventMethod: 'POST',
      timeout: VONAGE_RING_S,
      ...(callerId === null ? {} : { from: vonageNumber(callerId) }),
      endpoint: [endpoint],
    },
  ];
}

/** Says a text in Vonage's own voice, then hangs up or dials. `language`: BCP-47. */
export function talkNcco(text: string, language: string, next: 'hang-up' | NccoDial): Ncco {
  const talk = { action: 'talk', text: text.slice(0, TALK_TEXT_MAX), language };
  return next === 'hang-up' ? [talk] : [talk, ...dialNcco(next)];
}

/** Ends the call: there is nothing more to do. */
export const HANG_UP_NCCO: Ncco = [];

/** As Vonage writes numbers. */
export function vonageNumber(e164: string): string {
  return e164.replace(/^\+/, '');
}
