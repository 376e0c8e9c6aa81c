// The `<ConversationRelay>` noun as Twilio takes it: what it asks for, or why it is refused.
// https://www.twilio.com/docs/voice/twiml/connect/conversationrelay
import type { CallFacts, StreamAsked } from '../telephone/dialect.ts';
import { linkOf, type Instruction } from '../telephone/instruction.ts';
import { absoluteUrl } from '../telephone/play-document.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { isDialable } from '../telephone/socket-url.ts';
import { twilioStreamWire } from './stream-wire.ts';
import { EmulatedRelay, type RelaySpeechParts } from './emulated-relay.ts';

/** As documents write it. */
export const RELAY_NOUN = 'ConversationRelay';

/** Whose speech the providers of a combination have. */
const TTS = new Set(['Google', 'Amazon', 'ElevenLabs']);
const STT = new Set(['Google', 'Deepgram']);
const RULES = new Set(['none', 'dtmf', 'speech', 'any', 'true', 'false']);

/** The nouns of one account's documents. */
export class RelayNouns {
  readonly #accountSid: string;
  readonly #sessionId: () => string;
  readonly #speech: RelaySpeechParts | null;
  /** What the action is told of a session, filled in when that is over. */
  readonly #ends = new WeakMap<VerbElement, Record<string, string>>();

  constructor(accountSid: string, sessionId: () => string, speech: RelaySpeechParts | null) {
    this.#accountSid = accountSid;
    this.#sessionId = sessionId;
    this.#speech = speech;
  }

  /** Null: another verb, or another noun. */
  instruction(verb: VerbElement): Instruction | null {
    const [noun] = verb.children;
    if (verb.name !== 'Connect' || noun?.name !== RELAY_NOUN) return null;
    const fields: Record<string, string> = {};
    this.#ends.set(noun, fields);
    const { action, method } = verb.attributes;
    return { kind: 'stream', noun, after: linkOf(action, method), fields };
  }

  read(
    noun: VerbElement,
    documentUrl: string,
    allowsPlain: boolean,
    call: Pick<CallFacts, 'carrierCallId' | 'from' | 'to'>,
  ): StreamAsked {
    const refused = (detail: string): StreamAsked => ({ ok: false, code: 64_101, detail });
    const speech = this.#speech;
    if (speech === null) return refused('this emulator has neither ear nor voice: give it `speech`');
    const asked = noun.attributes;
    const url = absoluteUrl(asked['url'] ?? '', documentUrl).replace(/^http/i, 'ws');
    if (!isDialable(url, allowsPlain)) return refused(`the scheme of ${url} is not wss`);
    const fault = faultOf(asked);
    if (fault !== null) return refused(fault);
    const parameters: Record<string, string> = {};
    const languages = [asked['language'] ?? 'en-US'];
    for (const child of noun.children) {
      const { name, value, code } = child.attributes;
      if (child.name === 'Language' && code !== undefined) {
        const wrong = faultOf(child.attributes);
        if (wrong !== null) return refused(wrong);
        languages.push(code);
      } else if (child.name === 'Parameter' && name !== undefined && value !== undefined)
        parameters[name] = value;
      else return refused(`<${child.name}> in <${RELAY_NOUN}>`);
    }
    const sessionId = this.#sessionId();
    const setup = {
      sessionId,
      accountSid: this.#accountSid,
      parentCallSid: '',
      callSid: call.carrierCallId,
      from: call.from,
      to: call.to,
      forwardedFrom: '',
      callType: 'PSTN',
      callerName: '',
      direction: 'inbound',
      callStatus: 'IN-PROGRESS',
      customParameters: parameters,
    };
    const ends = this.#ends.get(noun) ?? {};
    return {
      ok: true,
      url,
      statusUrl: null,
      parameters,
      wire: (streamSid, callSid) =>
        twilioStreamWire({ streamSid, callSid, accountSid: this.#accountSid, parameters }),
      status: () => null,
      run: (world, { url: realUrl, headers }, caller, listener) =>
        new EmulatedRelay(
          world,
          { url: realUrl, headers, setup, asked, languages, speech, ends },
          caller,
          listener,
        ),
    };
  }
}

/** A combination that Twilio does not have ends the session before it began. */
function faultOf(asked: Readonly<Record<string, string>>): string | null {
  const { ttsProvider = 'ElevenLabs', transcriptionProvider = 'Deepgram', speechModel = '' } = asked;
  const { interruptible = 'any' } = asked;
  if (!TTS.has(ttsProvider)) return `ttsProvider ${ttsProvider}`;
  if (!STT.has(transcriptionProvider)) return `transcriptionProvider ${transcriptionProvider}`;
  if (/^(?:flux|nova)/.test(speechModel) && transcriptionProvider !== 'Deepgram')
    return `speechModel ${speechModel} of ${transcriptionProvider}`;
  return RULES.has(interruptible) ? null : `interruptible ${interruptible}`;
}
