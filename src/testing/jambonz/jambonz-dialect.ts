// jambonz' dialect: its ids, fields, verbs, and the `listen` that opens a stream. https://docs.jambonz.org/verbs/overview
import { Buffer } from 'node:buffer';
import { basicHeader } from '../../carriers/envelope/credentials.ts';
import type { Random } from '../../base/world.ts';
import { peerStreamWire } from '../envelope/peer-stream-wire.ts';
import { jambonzWire, type JambonzProfile } from '../envelope/wires/jambonz-wire.ts';
import type { Detected } from '../telephone/callee.ts';
import type { DialOutcome } from '../telephone/dialled-human.ts';
import { type CallFacts, type Dialect, type StreamAsked, NO_CODES } from '../telephone/dialect.ts';
import { linkOf, numberOf, type Instruction } from '../telephone/instruction.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { readJsonDocument } from '../telephone/read-json-document.ts';
import { isDialable } from '../telephone/socket-url.ts';

/** How the emulated jambonz is. */
export interface JambonzWays {
  /** The password of its webhooks. */
  readonly secret: string;
  readonly accountSid: string;
  /** True: its trunk takes a REFER. */
  readonly refers: boolean;
  /** What differs between versions. */
  readonly version: Omit<JambonzProfile, 'rateHz'>;
}

/** Under which a call's tag comes back; as JSON, until it is sent. */
export const TAG_FIELD = 'customerData';

const SIP_OF = { ringing: { sip_status: '180' }, answered: { sip_status: '200' } };
const CODE_OF = { busy: '486', 'no-answer': '487', failed: '404' };
const DIAL_TIMEOUT_S = 60;
const SUBPROTOCOL = 'audio.jambonz.org';

/** jambonz, as one account has it. */
export function jambonzDialect(ways: JambonzWays, random: Random): Dialect {
  return {
    userAgent: 'jambonz',
    codes: NO_CODES,
    callId: () => uuid(random),
    streamId: () => uuid(random),
    signature: () => ({ authorization: basicHeader(ways.secret) }),
    fields: (call) => callFields(call, ways.accountSid),
    endFields: (seconds) => ({ duration: String(seconds) }),
    outbound: {
      progressFields: (event) =>
        event === 'initiated' ? { call_status: 'trying', sip_status: '100' } : SIP_OF[event],
      codeFields: (status, code) => ({ sip_status: code ?? CODE_OF[status] }),
      detectedFields: detected,
    },
    faultFields: () => ({}),
    dialFields: (outcome) => (ways.refers ? referFields(outcome) : dialFields(outcome, uuid(random))),
    encode: ({ [TAG_FIELD]: tag, ...fields }) => ({
      contentType: 'application/json',
      body: JSON.stringify(
        tag === undefined ? fields : { ...fields, [TAG_FIELD]: JSON.parse(tag) as unknown },
      ),
    }),
    document: (body) => readJsonDocument(body, 'verb'),
    instruction: (verb) => instruction(verb, ways.refers),
    stream: (verb, _, allowsPlain, { carrierCallId, from, to }) =>
      streamAsked(verb, allowsPlain, ways, { callId: carrierCallId, from, to }),
  };
}

function callFields(call: CallFacts, accountSid: string): Readonly<Record<string, string>> {
  const { carrierCallId, status, from, to, outbound } = call;
  return {
    call_sid: carrierCallId,
    account_sid: accountSid,
    direction: outbound ? 'outbound' : 'inbound',
    from,
    to,
    call_status: status === 'canceled' ? 'no-answer' : status,
    sip_status: status === 'ringing' ? '100' : '200',
    originating_sip_trunk_name: 'trunk',
  };
}

/** It knows people by few words, machines by many, and a beep; a fax is a beep to it. */
function detected({ by, beep }: Detected, greetingOver: boolean): Readonly<Record<string, string>> {
  if (greetingOver) return { type: beep ? 'amd_tone_detected' : 'amd_machine_stopped_speaking' };
  switch (by) {
    case 'human':
      return { type: 'amd_human_detected', reason: 'short greeting' };
    case 'unknown':
      return { type: 'amd_decision_timeout' };
    case 'fax':
      return { type: 'amd_tone_detected' };
    default:
      return { type: 'amd_machine_detected', reason: 'long greeting' };
  }
}

function dialFields({ status }: DialOutcome, legId: string): Readonly<Record<string, string>> {
  const sip = { completed: '200', busy: '486', 'no-answer': '487', failed: '404' };
  return { dial_call_status: status, dial_sip_status: sip[status], dial_call_sid: legId };
}

function referFields({ status }: DialOutcome): Readonly<Record<string, string>> {
  const sip = { completed: '200', busy: '486', 'no-answer': '480', failed: '404' };
  return { refer_status: '202', final_referred_call_status: sip[status] };
}

function instruction(verb: VerbElement, refers: boolean): Instruction {
  const { actionHook, text, timeout, referTo } = verb.attributes;
  const after = linkOf(actionHook, 'POST');
  switch (verb.name) {
    case 'listen':
      return { kind: 'stream', noun: verb, after };
    case 'say':
      return { kind: 'say', text: text ?? '', language: 'en-US', times: 1 };
    case 'dial': {
      const target = childOf(verb, 'target');
      const to = target['number'] ?? target['sipUri'] ?? '';
      return { kind: 'dial', to, timeoutMs: numberOf(timeout, DIAL_TIMEOUT_S) * 1000, after };
    }
    case 'sip:refer':
      if (!refers) return refused('the trunk takes no REFER');
      return { kind: 'dial', to: referTo ?? '', timeoutMs: DIAL_TIMEOUT_S * 1000, after };
    case 'conference': {
      const { name, startConferenceOnEnter = 'true', endConferenceOnExit = 'false' } = verb.attributes;
      if (name === undefined) return refused('a conference without a name');
      if (startConferenceOnEnter !== 'true' || endConferenceOnExit !== 'true')
        return refused('a conference that outlives whoever leaves it is not emulated');
      return { kind: 'conference', room: name, after, fields: {} };
    }
    case 'redirect':
      return after === null ? refused('a redirect to nothing') : { kind: 'redirect', to: after };
    case 'hangup':
      return { kind: 'hang-up' };
    default:
      return refused(`${verb.name} is not emulated`);
  }
}

function streamAsked(
  verb: VerbElement,
  allowsPlain: boolean,
  ways: JambonzWays,
  call: { readonly callId: string; readonly from: string; readonly to: string },
): StreamAsked {
  const { url = '', sampleRate, passDtmf } = verb.attributes;
  const back = childOf(verb, 'bidirectionalAudio');
  const { username = '', password = '' } = childOf(verb, 'wsAuth');
  const parameters = childOf(verb, 'metadata');
  const rateHz = Number(sampleRate);
  const wrong = (detail: string): StreamAsked => ({ ok: false, code: 0, detail });
  if (!isDialable(url, allowsPlain)) return wrong(`the scheme of ${url} is not wss`);
  if (rateHz !== 8000 && rateHz !== 16_000) return wrong(`sampleRate ${sampleRate}`);
  if (back['enabled'] !== 'true' || back['streaming'] !== 'true' || Number(back['sampleRate']) !== rateHz)
    return wrong('what is said into this stream would be ignored');
  if (passDtmf !== 'true') return wrong('keys would not be told on this stream');
  const credentials = Buffer.from(`${username}:${password}`).toString('base64');
  return {
    ok: true,
    url,
    statusUrl: null,
    parameters,
    subprotocol: SUBPROTOCOL,
    headers: { authorization: `Basic ${credentials}` },
    wire: (streamId) =>
      peerStreamWire(jambonzWire({ ...call, streamId, parameters }, { rateHz, ...ways.version })),
    status: () => null,
  };
}

function childOf(verb: VerbElement, name: string): Readonly<Record<string, string>> {
  return verb.children.find((child) => child.name === name)?.attributes ?? {};
}

function refused(detail: string): Instruction {
  return { kind: 'refused', code: 0, detail };
}

/** An id as jambonz writes it: RFC 9562, version 4. */
function uuid(random: Random): string {
  return 'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () =>
    Math.floor(random.fraction() * 16).toString(16),
  );
}
