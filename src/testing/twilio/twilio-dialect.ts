// Twilio's dialect: its ids, signatures, fields, verbs and error codes. https://www.twilio.com/docs/voice/twiml
import { signTwilio } from '../../carriers/twilio/signature.ts';
import type { Random } from '../../base/world.ts';
import type { Detected } from '../telephone/callee.ts';
import type { CallFacts, Dialect, DialectCodes } from '../telephone/dialect.ts';
import { linkOf, numberOf, type Instruction, type Link } from '../telephone/instruction.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import type { RelaySpeechParts } from './emulated-relay.ts';
import { sid } from './sid.ts';
import { RELAY_NOUN, RelayNouns } from './relay-noun.ts';
import { readStreamNoun } from './stream-noun.ts';

/** https://www.twilio.com/docs/api/errors */
const CODES: DialectCodes = {
  noDocument: 11200,
  contentType: 12300,
  document: 12100,
  binary: 31950,
  message: 31951,
  broken: 31903,
  closed: 31921,
  overflow: 0,
  handshake(reason) {
    if (/timed? ?out/i.test(reason)) return 31901;
    return /refused/i.test(reason) ? 31902 : 31920;
  },
};

const PAUSE_S = 1;
/** A target that has not answered by then counts as not answering. */
const REFER_MS_MAX = 60_000;
const DIAL_TIMEOUT_S = 30;

/** Twilio, as one account has it. */
export function twilioDialect(
  account: { accountSid: string; authToken: string },
  random: Random,
  speech: RelaySpeechParts | null = null,
): Dialect {
  const { accountSid, authToken } = account;
  const relays = new RelayNouns(accountSid, () => sid(random, 'VX'), speech);
  return {
    userAgent: 'TwilioProxy/1.1',
    codes: CODES,
    callId: () => sid(random, 'CA'),
    streamId: () => sid(random, 'MZ'),
    signature: ({ url, fields }) => ({ 'x-twilio-signature': signTwilio(authToken, signedUrl(url), fields) }),
    fields: (call) => callFields(call, accountSid),
    endFields: (seconds) => ({ CallDuration: String(seconds) }),
    outbound: {
      progressFields: (event) => (event === 'initiated' ? { CallStatus: 'initiated' } : {}),
      codeFields: (status, given) => {
        const code = given ?? (status === 'busy' ? '486' : null);
        return code === null ? {} : { SipResponseCode: code };
      },
      detectedFields: (detected, greetingOver) => ({
        AnsweredBy: answeredBy(detected, greetingOver),
        MachineDetectionDuration: String(
          Math.round(greetingOver ? detected.greetingOverMs : detected.afterMs),
        ),
      }),
    },
    faultFields: (code, url) => ({ ErrorCode: String(code), ErrorUrl: url }),
    dialFields({ status, talkMs }) {
      const answered = status === 'completed';
      return {
        DialCallStatus: status,
        DialCallSid: sid(random, 'CA'),
        DialBridged: String(answered),
        ...(answered ? { DialCallDuration: String(Math.ceil(talkMs / 1000)) } : {}),
      };
    },
    instruction: (verb) => relays.instruction(verb) ?? twimlInstruction(verb),
    stream: (noun, documentUrl, allowsPlainSockets, call) =>
      noun.name === RELAY_NOUN
        ? relays.read(noun, documentUrl, allowsPlainSockets, call)
        : readStreamNoun(noun, documentUrl, allowsPlainSockets, accountSid),
  };
}

function callFields(call: CallFacts, accountSid: string): Readonly<Record<string, string>> {
  const { from, to, fromState, fromCountry } = call;
  return {
    AccountSid: accountSid,
    ApiVersion: '2010-04-01',
    CallSid: call.carrierCallId,
    CallStatus: call.status,
    Direction: call.outbound ? 'outbound-api' : 'inbound',
    From: from,
    To: to,
    Caller: from,
    Called: to,
    FromState: fromState ?? '',
    FromCountry: fromCountry,
    CallerState: fromState ?? '',
    CallerCountry: fromCountry,
  };
}

/** Twilio's name of who picked up, which its kin took over. https://www.twilio.com/docs/voice/answering-machine-detection */
export function answeredBy({ by, beep }: Detected, greetingOver: boolean): string {
  if (by !== 'machine') return by;
  if (!greetingOver) return 'machine_start';
  return beep ? 'machine_end_beep' : 'machine_end_silence';
}

/** What a verb of TwiML asks for; those of its kin are mostly the same. */
export function twimlInstruction(verb: VerbElement): Instruction {
  const { action, method, language, loop, length, timeout, reason } = verb.attributes;
  switch (verb.name) {
    case 'Connect': {
      const [noun] = verb.children;
      if (noun?.name === 'Stream') return { kind: 'stream', noun, after: linkOf(action, method) };
      return refused(`<Connect> of <${noun?.name ?? 'nothing'}>: only <Stream> is emulated`);
    }
    case 'Say': {
      const times = Math.max(1, numberOf(loop, 1));
      return { kind: 'say', text: verb.text, language: language ?? 'en-US', times };
    }
    case 'Pause':
      return { kind: 'pause', ms: numberOf(length, PAUSE_S) * 1000 };
    case 'Dial': {
      const [noun] = verb.children;
      if (noun?.name === 'Conference') return conference(noun, linkOf(action, method));
      const to = verb.children[0]?.text ?? verb.text;
      const timeoutMs = numberOf(timeout, DIAL_TIMEOUT_S) * 1000;
      return { kind: 'dial', to, timeoutMs, after: linkOf(action, method) };
    }
    case 'Refer': {
      const to = verb.children[0]?.text ?? '';
      return { kind: 'dial', to, timeoutMs: REFER_MS_MAX, after: linkOf(action, method), refer: true };
    }
    case 'Redirect': {
      const to = linkOf(verb.text, method);
      return to === null ? refused('<Redirect> to nothing') : { kind: 'redirect', to };
    }
    case 'Reject':
      return { kind: 'reject', reason: reason ?? 'rejected' };
    case 'Hangup':
      return { kind: 'hang-up' };
    case 'Play':
      return { kind: 'nothing' };
    default:
      return refused(`<${verb.name}> is not emulated`);
  }
}

/** One that ends with whoever leaves it: what else there may be is not emulated. */
function conference(noun: VerbElement, after: Link | null): Instruction {
  const { startConferenceOnEnter = 'true', endConferenceOnExit = 'false' } = noun.attributes;
  if (noun.text === '') return refused('<Conference> without a name');
  if (startConferenceOnEnter !== 'true' || endConferenceOnExit !== 'true')
    return refused('<Conference> that outlives whoever leaves it is not emulated');
  return { kind: 'conference', room: noun.text, after, fields: { DialCallStatus: 'answered' } };
}

function refused(detail: string): Instruction {
  return { kind: 'refused', code: 12200, detail };
}

/** What Twilio signs: without user info, and for HTTPS without the port. */
function signedUrl(url: string): string {
  const bare = url.replace(/^([a-z]+:\/\/)[^/?#@]*@/i, '$1');
  return bare.replace(/^(https:\/\/[^/?#]*?):\d+(?=[/?#]|$)/i, '$1');
}
