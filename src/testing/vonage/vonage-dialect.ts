// Vonage's dialect: its ids, signed JSON, NCCOs, and the `connect` that opens a WebSocket.
// https://developer.vonage.com/en/voice/voice-api/ncco-reference
import { Buffer } from 'node:buffer';
import type { World } from '../../base/world.ts';
import { vonageProofHeader } from '../../carriers/vonage/signature.ts';
import { peerStreamWire } from '../envelope/peer-stream-wire.ts';
import { vonageWire, type VonageProfile } from '../envelope/wires/vonage-wire.ts';
import type { DialOutcome } from '../telephone/dialled-human.ts';
import { type CallFacts, type Dialect, type StreamAsked, NO_CODES } from '../telephone/dialect.ts';
import { linkOf, numberOf, type Instruction } from '../telephone/instruction.ts';
import type { VerbElement } from '../telephone/read-document.ts';
import { readJsonDocument } from '../telephone/read-json-document.ts';
import { isDialable } from '../telephone/socket-url.ts';

/** How the emulated Vonage is. */
export interface VonageWays {
  /** Of the account: signs webhooks and upgrades. */
  readonly signatureSecret: string;
  readonly bigEndian: boolean;
  /** What a clear does to pending notifications; Vonage's pages do not say. */
  readonly marksOnClear: 'returned' | 'dropped';
}

const DIAL_TIMEOUT_S = 60;
const HEADERS_BYTES_MAX = 512;
const TALK_TEXT_MAX = 1500;
const CONTENT_TYPE = /^audio\/l16;rate=(8000|16000|24000)$/;

/** Vonage, as one application has it. */
export function vonageDialect(ways: VonageWays, world: Pick<World, 'clock' | 'random'>): Dialect {
  const uuid = (): string =>
    'xxxxxxxx-xxxx-4xxx-8xxx-xxxxxxxxxxxx'.replaceAll('x', () =>
      Math.floor(world.random.fraction() * 16).toString(16),
    );
  const proof = (body: string | null) => ({
    authorization: vonageProofHeader(ways.signatureSecret, world.clock.wall(), uuid(), body),
  });
  return {
    userAgent: 'Vonage',
    codes: NO_CODES,
    callId: uuid,
    streamId: uuid,
    signature: ({ method, fields }) => proof(method === 'POST' ? jsonOf(fields) : ''),
    fields: callFields,
    endFields: (seconds) => ({ duration: String(seconds) }),
    outbound: {
      progressFields: (event) => ({ status: event === 'initiated' ? 'started' : event }),
      codeFields: (status, code) => ({
        status: status === 'no-answer' ? 'timeout' : status,
        ...(code === null ? {} : { detail: code }),
      }),
      // A fax is a machine to it.
      detectedFields: ({ by, beep }, greetingOver) => {
        if (by === 'human') return { status: 'human' };
        // Of a greeting without a beep it tells 45 s later, which is too late for anybody.
        if (by === 'unknown' || (greetingOver && !beep)) return null;
        return { status: 'machine', ...(greetingOver ? { sub_state: 'beep_start' } : {}) };
      },
    },
    faultFields: (_, url) => ({ reason: 'the server failed', original_request: url }),
    dialFields: (outcome) => ({ ...dialFields(outcome), uuid: uuid() }),
    encode: (fields) => ({ contentType: 'application/json', body: jsonOf(fields) }),
    document: (body) => readJsonDocument(body, 'action'),
    instruction: (action) => instruction(action, uuid),
    stream: (noun, _, allowsPlain) => streamAsked(noun, allowsPlain, ways, proof(null)),
  };
}

function callFields({
  carrierCallId,
  status,
  from,
  to,
  outbound,
}: CallFacts): Readonly<Record<string, string>> {
  const plain = (number: string): string => number.replace(/^\+/, '');
  return {
    uuid: carrierCallId,
    conversation_uuid: `CON-${carrierCallId}`,
    from: plain(from),
    to: plain(to),
    direction: outbound ? 'outbound' : 'inbound',
    ...(status === 'completed' ? { status } : status === 'canceled' ? { status: 'cancelled' } : {}),
  };
}

/** Of who picked up, Vonage tells under another name of the call's id. */
function jsonOf({ uuid = '', ...fields }: Readonly<Record<string, string>>): string {
  const detects = fields['status'] === 'human' || fields['status'] === 'machine';
  return JSON.stringify({ ...(detects ? { call_uuid: uuid } : { uuid }), ...fields });
}

function dialFields({ status }: DialOutcome): Readonly<Record<string, string>> {
  return { status: status === 'no-answer' ? 'timeout' : status, direction: 'outbound' };
}

function instruction(action: VerbElement, uuid: () => string): Instruction {
  const { eventUrl, eventMethod, eventType, text, language, timeout } = action.attributes;
  const after = linkOf(eventUrl, eventMethod);
  switch (action.name) {
    case 'connect': {
      const endpoint = childOf(action, 'endpoint');
      const { type, number, uri } = endpoint?.attributes ?? {};
      const asked = eventType === 'synchronous' ? after : null;
      // It is the other leg that tells of its end.
      const fields = { status: 'disconnected', direction: 'outbound', uuid: uuid(), to: uri ?? '' };
      if (type === 'websocket') return { kind: 'stream', noun: action, after: asked, fields };
      const to = type === 'phone' ? `+${number ?? ''}` : (uri ?? '');
      if (type === 'phone' && !/^[1-9]\d{6,14}$/.test(number ?? ''))
        return refused(`${number} is no number as Vonage writes them`);
      return { kind: 'dial', to, timeoutMs: numberOf(timeout, DIAL_TIMEOUT_S) * 1000, after: asked };
    }
    case 'talk':
      if (text === undefined || text.length > TALK_TEXT_MAX) return refused('the text of a talk');
      return { kind: 'say', text, language: language ?? 'en-US', times: 1 };
    case 'notify':
      return after === null ? refused('a notify to nobody') : { kind: 'redirect', to: after };
    default:
      return refused(`${action.name} is not emulated`);
  }
}

function streamAsked(
  action: VerbElement,
  allowsPlain: boolean,
  { bigEndian, marksOnClear }: VonageWays,
  proof: Readonly<Record<string, string>>,
): StreamAsked {
  const endpoint = childOf(action, 'endpoint');
  const { uri: url = '', 'content-type': contentType = '' } = endpoint?.attributes ?? {};
  const { callId = '', ...parameters } = childOf(endpoint, 'headers')?.attributes ?? {};
  const { type: authorization } = childOf(endpoint, 'authorization')?.attributes ?? {};
  const wrong = (detail: string): StreamAsked => ({ ok: false, code: 0, detail });
  const rateHz = Number(CONTENT_TYPE.exec(contentType)?.[1]) as VonageProfile['rateHz'];
  if (!isDialable(url, allowsPlain)) return wrong(`the scheme of ${url} is not wss`);
  if (Number.isNaN(rateHz)) return wrong(`content-type ${contentType}`);
  if (Buffer.byteLength(JSON.stringify({ callId, ...parameters })) > HEADERS_BYTES_MAX)
    return wrong(`headers of more than ${HEADERS_BYTES_MAX} bytes`);
  return {
    ok: true,
    url,
    statusUrl: action.attributes['eventUrl'] ?? null,
    parameters,
    headers: authorization === 'vonage' ? proof : {},
    wire: (streamId) =>
      peerStreamWire(
        vonageWire({ callId, streamId, from: '', to: '', parameters }, { rateHz, bigEndian, marksOnClear }),
      ),
    status(news, streamId) {
      if (news !== 'started' && news !== 'stopped') return null;
      const status = news === 'started' ? 'answered' : 'completed';
      return { status, direction: 'outbound', uuid: streamId, to: url };
    },
  };
}

function childOf(element: VerbElement | undefined, name: string): VerbElement | undefined {
  return element?.children.find((child) => child.name === name);
}

function refused(detail: string): Instruction {
  return { kind: 'refused', code: 0, detail };
}
