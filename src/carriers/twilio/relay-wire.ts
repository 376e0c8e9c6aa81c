// The wire of Twilio ConversationRelay: parse what Twilio sends, encode what it takes. Pure.
// https://www.twilio.com/docs/voice/conversationrelay/websocket-messages

/** One message from Twilio. */
export type RelayMessage =
  | RelaySetup
  /** What the caller said. `last` false: the turn may be over, and may not. */
  | {
      readonly kind: 'prompt';
      readonly text: string;
      readonly language: string | null;
      readonly last: boolean;
    }
  | { readonly kind: 'dtmf'; readonly digit: string }
  /** The agent was interrupted; how much of what it was saying had been heard. Null: it was not said. */
  | { readonly kind: 'interrupt'; readonly heard: string | null; readonly heardMs: number | null }
  /** Twilio did not take a message of ours. */
  | { readonly kind: 'error'; readonly description: string }
  /** Somebody began or ended to speak. Not on Twilio's pages; as independent implementers have seen it. */
  | { readonly kind: 'speaking'; readonly who: 'agent' | 'caller'; readonly on: boolean }
  /** Words that were just played. As above. */
  | { readonly kind: 'played'; readonly text: string };

/** The session's first word of itself: which call it is of, and what we put into its `<Parameter>`s. */
export interface RelaySetup {
  readonly kind: 'setup';
  readonly sessionId: string;
  readonly callSid: string;
  readonly parameters: Readonly<Record<string, string>>;
}

/** What is not a message of the protocol. */
export type RelayFault =
  /** Not JSON, or JSON without a type: the peer does not speak this protocol. */
  | { readonly kind: 'malformed'; readonly reason: 'json' | 'not-an-object' | 'no-type' }
  /** A known type with a field that does not fit. */
  | { readonly kind: 'invalid'; readonly type: string; readonly field: string }
  /** A type, or a name of an event, that this reader does not know: new ones appear without notice. */
  | { readonly kind: 'unknown'; readonly type: string };

/** The longest text that one message may bring: a caller speaks some 1,000 characters a minute. */
export const RELAY_TEXT_CHARS_MAX = 20_000;

/** Reads one text message. Never throws. */
export function parseRelayMessage(text: string): RelayMessage | RelayFault {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'malformed', reason: 'json' };
  }
  if (!isObject(json)) return { kind: 'malformed', reason: 'not-an-object' };
  const { type } = json;
  if (typeof type !== 'string') return { kind: 'malformed', reason: 'no-type' };
  const invalid = (field: string): RelayFault => ({ kind: 'invalid', type, field });
  switch (type) {
    case 'setup':
      return parseSetup(json, invalid);
    case 'prompt': {
      const { voicePrompt, lang, last } = json;
      if (typeof voicePrompt !== 'string' || voicePrompt.length > RELAY_TEXT_CHARS_MAX)
        return invalid('voicePrompt');
      if (last !== undefined && typeof last !== 'boolean') return invalid('last');
      const language =
        typeof lang === 'string' && /^[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*$/.test(lang) ? lang : null;
      return { kind: 'prompt', text: voicePrompt, language, last: last ?? true };
    }
    case 'dtmf': {
      const { digit } = json;
      if (typeof digit !== 'string' || !/^[0-9*#A-Da-d]$/.test(digit)) return invalid('digit');
      return { kind: 'dtmf', digit: digit.toUpperCase() };
    }
    case 'interrupt': {
      const { utteranceUntilInterrupt: heard, durationUntilInterruptMs } = json;
      if (heard !== undefined && (typeof heard !== 'string' || heard.length > RELAY_TEXT_CHARS_MAX))
        return invalid('utteranceUntilInterrupt');
      return { kind: 'interrupt', heard: heard ?? null, heardMs: milliseconds(durationUntilInterruptMs) };
    }
    case 'error': {
      const { description } = json;
      return { kind: 'error', description: typeof description === 'string' ? description : '' };
    }
    case 'info':
      return parseInfo(json);
    default:
      return { kind: 'unknown', type };
  }
}

function parseSetup(
  json: Readonly<Record<string, unknown>>,
  invalid: (field: string) => RelayFault,
): RelaySetup | RelayFault {
  const { sessionId, callSid, customParameters } = json;
  if (!isText(sessionId)) return invalid('sessionId');
  if (!isText(callSid)) return invalid('callSid');
  const given = isObject(customParameters) ? Object.entries(customParameters) : [];
  const parameters = Object.fromEntries(
    given.filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
  return { kind: 'setup', sessionId, callSid, parameters };
}

function parseInfo({ name, value }: Readonly<Record<string, unknown>>): RelayMessage | RelayFault {
  if (typeof name !== 'string') return { kind: 'invalid', type: 'info', field: 'name' };
  if (name === 'tokensPlayed') {
    if (typeof value !== 'string' || value.length > RELAY_TEXT_CHARS_MAX)
      return { kind: 'invalid', type: 'info', field: 'value' };
    return { kind: 'played', text: value };
  }
  if (name !== 'agentSpeaking' && name !== 'clientSpeaking') return { kind: 'unknown', type: 'info' };
  if (value !== 'on' && value !== 'off') return { kind: 'invalid', type: 'info', field: 'value' };
  return { kind: 'speaking', who: name === 'agentSpeaking' ? 'agent' : 'caller', on: value === 'on' };
}

/** A number, or the text of one: both have been on Twilio's pages. */
function milliseconds(value: unknown): number | null {
  const number = typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;
  return typeof number === 'number' && Number.isFinite(number) && number >= 0 ? number : null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** A piece of what is to be spoken. */
export interface RelayText {
  /** As it is to be spoken, spaces included. */
  readonly token: string;
  /** The end of what is said in one go. */
  readonly last: boolean;
  /** False: nothing that the caller does stops it. True leaves it to the session's own rule. */
  readonly interruptible: boolean;
}

/** The messages that Twilio takes. Ten in a row that it does not know end the session. */
export const relayEncoder = {
  /** All is preemptible: what is said next takes its place, which is the only way to stop it. */
  text: ({ token, last, interruptible }: RelayText): string =>
    JSON.stringify({
      type: 'text',
      token,
      last,
      ...(interruptible ? {} : { interruptible }),
      preemptible: true,
    }),
  /** Plays a file over and over, until something else is said. */
  music: (source: string): string =>
    JSON.stringify({ type: 'play', source, loop: 0, preemptible: true, interruptible: false }),
  /** `0`–`9`, `w` for half a second, `#`, `*`. */
  sendDigits: (digits: string): string => JSON.stringify({ type: 'sendDigits', digits }),
  /** Both directions from here on; BCP-47, one of those that the session was begun with. */
  language: (language: string): string =>
    JSON.stringify({ type: 'language', ttsLanguage: language, transcriptionLanguage: language }),
  /** Ends the session, not the call: its action is asked what comes next, with `handoffData`. */
  end: (handoffData: string): string => JSON.stringify({ type: 'end', handoffData }),
} as const;
