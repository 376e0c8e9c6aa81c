// Plivo's dialect: its ids, signatures, fields, verbs and codes. https://www.plivo.com/docs/voice/xml/request
import { signPlivo } from '../../carriers/plivo/signature.ts';
import type { Random } from '../../base/world.ts';
import type { DialOutcome } from '../telephone/dialled-human.ts';
import type { CallFacts, Dialect, DialectCodes, UnsignedRequest } from '../telephone/dialect.ts';
import { linkOf, numberOf, type Instruction } from '../telephone/instruction.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import type { UnansweredStatus } from '../telephone/ring-out.ts';
import { readStreamElement, type PlivoWays } from './stream-element.ts';

/** https://www.plivo.com/docs/voice/troubleshooting/hangup-causes: of streams there are none. */
const CODES: DialectCodes = {
  noDocument: 7011,
  contentType: 8011,
  document: 8011,
  binary: 0,
  message: 0,
  broken: 0,
  closed: 0,
  overflow: 0,
  handshake: () => 0,
};

/** https://www.plivo.com/docs/voice/troubleshooting/hangup-causes */
const CAUSE_CODES: Readonly<Record<UnansweredStatus, string>> = {
  busy: '3010',
  'no-answer': '6010',
  failed: '2000',
};

/** Where Plivo's names of a status are its own. */
const STATUS_NAMES: Readonly<Record<string, string>> = { 'no-answer': 'timeout', canceled: 'cancel' };

const WAIT_S = 1;
/** Plivo lets the dialled side ring as long as its network does; this bounds it. */
const DIAL_TIMEOUT_S = 120;
const NONCE_DIGITS = 20;

/** Plivo, as one account has it. */
export function plivoDialect(
  account: { readonly authId: string; readonly authToken: string },
  ways: PlivoWays,
  random: Random,
): Dialect {
  return {
    userAgent: 'Plivo',
    codes: CODES,
    callId: () => uuid(random),
    streamId: () => uuid(random),
    signature: (request) => signature(request, account.authToken, random),
    fields: callFields,
    endFields: (seconds) => ({
      Event: 'Hangup',
      HangupCause: 'NORMAL_CLEARING',
      Duration: String(seconds),
      BillDuration: String(60 * Math.ceil(seconds / 60)),
    }),
    outbound: {
      // That it was placed, and that it is answered, Plivo tells by its answer and by asking what comes next.
      progressFields: (event) => (event === 'ringing' ? { Event: 'Ring' } : null),
      codeFields: (status, code) => ({
        HangupCause: status.toUpperCase(),
        HangupCauseCode: code ?? CAUSE_CODES[status],
      }),
      // Of a person Plivo says nothing, and a fax is a machine to it; that a greeting is over it does not know.
      detectedFields: ({ by }, greetingOver) =>
        greetingOver || by === 'human' || by === 'unknown'
          ? null
          : { Event: 'MachineDetection', Machine: 'true' },
    },
    faultFields: (code) => ({ HangupCauseCode: String(code) }),
    dialFields: (outcome) => dialFields(outcome, uuid(random)),
    instruction,
    stream: (element, _documentUrl, allowsPlainSockets) =>
      readStreamElement(element, { ...ways, accountId: account.authId, allowsPlainSockets }),
  };
}

function signature({ method, url, fields }: UnsignedRequest, authToken: string, random: Random) {
  const nonce = Array.from({ length: NONCE_DIGITS }, () => Math.floor(random.fraction() * 10)).join('');
  return {
    'x-plivo-signature-v3': signPlivo(authToken, { method, url, nonce, fields }),
    'x-plivo-signature-v3-nonce': nonce,
  };
}

function callFields({
  carrierCallId,
  status,
  from,
  to,
  outbound,
}: CallFacts): Readonly<Record<string, string>> {
  return {
    CallUUID: carrierCallId,
    ALegUUID: carrierCallId,
    ALegRequestUUID: carrierCallId,
    CallStatus: STATUS_NAMES[status] ?? status,
    Direction: outbound ? 'outbound' : 'inbound',
    Event: status === 'ringing' ? 'StartApp' : 'Redirect',
    From: from.replace(/^\+/, ''),
    To: to.replace(/^\+/, ''),
    ForwardedFrom: '',
  };
}

function dialFields(outcome: DialOutcome, legId: string): Readonly<Record<string, string>> {
  const answered = outcome.status === 'completed';
  return {
    Event: 'DialAction',
    DialRingStatus: String(outcome.status !== 'failed'),
    DialStatus: outcome.status === 'no-answer' ? 'timeout' : outcome.status,
    DialHangupCause: answered ? 'NORMAL_CLEARING' : 'NO_ANSWER',
    DialBLegUUID: legId,
    DialBLegDuration: String(Math.ceil(outcome.talkMs / 1000)),
  };
}

function instruction(verb: VerbElement): Instruction {
  const { action, method, language, loop, length, timeout, redirect } = verb.attributes;
  switch (verb.name) {
    case 'Stream':
      return { kind: 'stream', noun: verb, after: null };
    case 'Speak': {
      const times = Math.max(1, numberOf(loop, 1));
      return { kind: 'say', text: verb.text, language: language ?? 'en-US', times };
    }
    case 'Wait':
      return { kind: 'pause', ms: numberOf(length, WAIT_S) * 1000 };
    case 'Dial': {
      const to = verb.children.map((child) => child.text).join('<');
      const timeoutMs = numberOf(timeout, DIAL_TIMEOUT_S) * 1000;
      return { kind: 'dial', to, timeoutMs, after: redirect === 'false' ? null : linkOf(action, method) };
    }
    case 'Conference': {
      const { startConferenceOnEnter = 'true', endConferenceOnExit = 'false' } = verb.attributes;
      if (verb.text === '') return refused('<Conference> without a name');
      if (startConferenceOnEnter !== 'true' || endConferenceOnExit !== 'true')
        return refused('<Conference> that outlives whoever leaves it is not emulated');
      const after = redirect === 'false' ? null : linkOf(action, method);
      const fields = { ConferenceAction: 'exit', ConferenceName: verb.text };
      return { kind: 'conference', room: verb.text, after, fields };
    }
    case 'Redirect': {
      const to = linkOf(verb.text, method);
      return to === null ? refused('<Redirect> to nothing') : { kind: 'redirect', to };
    }
    case 'Hangup': {
      const { reason } = verb.attributes;
      return reason === undefined ? { kind: 'hang-up' } : { kind: 'reject', reason };
    }
    case 'Play':
      return { kind: 'nothing' };
    default:
      return refused(`<${verb.name}> is not emulated`);
  }
}

function refused(detail: string): Instruction {
  return { kind: 'refused', code: CODES.document, detail };
}

/** An id as Plivo writes it: RFC 9562, version 4. */
function uuid(random: Random): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () =>
    Math.floor(random.fraction() * 16).toString(16),
  );
}
