// Straight dialect: a carrier that dials straight into the server's socket, and asks what comes next in plain words, as a
// dialplan or a gateway's script would. docs/reference/envelope.md
import { basicHeader } from '../../carriers/envelope/credentials.ts';
import { peerStreamWire } from '../envelope/peer-stream-wire.ts';
import type { PeerCall, PeerWire } from '../envelope/peer-wire.ts';
import { absoluteUrl } from '../telephone/play-document.ts';
import type { DialOutcome } from '../telephone/dialled-human.ts';
import { type Dialect, type StreamAsked, NO_CODES } from '../telephone/dialect.ts';
import type { Instruction } from '../telephone/instruction.ts';
import type { CallDocument, VerbElement } from '../telephone/read-document.ts';
import { readJsonDocument } from '../telephone/read-json-document.ts';
import { isDialable } from '../telephone/socket-url.ts';

/** One such carrier. */
export interface StraightWays {
  /** Begins its paths, e.g. `asterisk`. */
  readonly name: string;
  /** Proves its sockets and its requests. */
  readonly secret: string;
  /** How it proves its sockets; `none`: the secret stands where the token would. */
  readonly upgrade: 'basic' | 'bearer' | 'none';
  readonly wire: (call: PeerCall) => PeerWire;
  callId(): string;
  streamId(): string;
  /** What it adds to the address of its sockets; absent: nothing. */
  query?(call: Pick<PeerCall, 'callId' | 'from' | 'to'>): Readonly<Record<string, string>>;
  /** How it names what became of a dialled leg. */
  dialStatus(status: DialOutcome['status']): string;
  /** False: it has no voice, and leaves out what it is to say. Default true. */
  readonly speaks?: boolean;
  /** False: it asks nothing, and hangs up when its stream ends. Default true. */
  readonly asks?: boolean;
  /** The parameter in which it brings a token that it was given; absent: it brings none. */
  readonly tokenParameter?: string;
}

/** How long somebody who is dialled may ring, in milliseconds. */
const DIAL_MS_MAX = 30_000;

/** A carrier of these ways. */
export function straightDialect(ways: StraightWays): Dialect {
  const { name, secret, speaks = true, asks = true } = ways;
  const after = (what: string) => ({ url: `/${name}/${what}`, method: 'POST' }) as const;
  const instruction = (verb: VerbElement): Instruction => {
    const { to = '', text = '', language = '' } = verb.attributes;
    switch (verb.name) {
      case 'connect':
        return { kind: 'stream', noun: verb, after: asks ? after('after-stream') : null };
      case 'dial':
        return { kind: 'dial', to, timeoutMs: DIAL_MS_MAX, after: after('after-dial') };
      case 'say':
        return speaks ? { kind: 'say', text, language, times: 1 } : { kind: 'nothing' };
      case 'hangUp':
        return { kind: 'hang-up' };
      default:
        return { kind: 'refused', code: 0, detail: `${verb.name} is no step` };
    }
  };
  return {
    userAgent: name,
    codes: NO_CODES,
    opening: '{"do":"connect"}',
    document,
    instruction,
    callId: () => ways.callId(),
    streamId: () => ways.streamId(),
    signature: () => ({ authorization: basicHeader(secret) }),
    fields: ({ carrierCallId, from, to }) => ({ callId: carrierCallId, from, to }),
    endFields: () => ({ over: 'true' }),
    faultFields: () => ({}),
    dialFields: ({ status }) => ({ status: ways.dialStatus(status) }),
    stream: (noun, documentUrl, allowsPlain, call) => {
      const { carrierCallId: callId, from, to } = call;
      return streamAsked(ways, { noun, documentUrl, allowsPlain }, { callId, from, to });
    },
  };
}

/** One object, with what stands behind a `say` as a verb of its own. */
function document(body: string): CallDocument {
  const read = readJsonDocument(body, 'do');
  if (!read.ok) return read;
  const verbs = read.verbs.flatMap((verb) => {
    const { next } = verb.attributes;
    return next === undefined ? [verb] : [verb, { ...verb, name: next }];
  });
  return { ok: true, verbs };
}

function streamAsked(
  ways: StraightWays,
  asked: { readonly noun: VerbElement; readonly documentUrl: string; readonly allowsPlain: boolean },
  call: Pick<PeerCall, 'callId' | 'from' | 'to'>,
): StreamAsked {
  const { secret, upgrade, tokenParameter } = ways;
  const { url: given, token } = asked.noun.attributes;
  const plain = (given ?? absoluteUrl(asked.documentUrl, asked.documentUrl)).replace(/^http/i, 'ws');
  if (!isDialable(plain, asked.allowsPlain))
    return { ok: false, code: 0, detail: `the scheme of ${plain} is not wss` };
  const query = new URLSearchParams(ways.query?.(call)).toString();
  const proof = upgrade === 'none' ? secret : null;
  const brought = tokenParameter === undefined ? undefined : (token ?? proof ?? undefined);
  const parameters: Record<string, string> =
    tokenParameter === undefined || brought === undefined ? {} : { [tokenParameter]: brought };
  return {
    ok: true,
    url: query === '' ? plain : `${plain}?${query}`,
    statusUrl: null,
    parameters,
    headers: headersOf(upgrade, secret),
    wire: (streamId) => peerStreamWire(ways.wire({ ...call, streamId, parameters })),
    status: () => null,
  };
}

function headersOf(upgrade: StraightWays['upgrade'], secret: string): Readonly<Record<string, string>> {
  if (upgrade === 'none') return {};
  return { authorization: upgrade === 'basic' ? basicHeader(secret) : `Bearer ${secret}` };
}
