// Bandwidth's dialect: its ids, JSON events with Basic credentials, BXML, and the stream that a document waits for.
// https://dev.bandwidth.com/docs/voice/bxml
import type { World } from '../../base/world.ts';
import { basicHeader, CREDENTIALS_USER } from '../../carriers/envelope/credentials.ts';
import { peerStreamWire } from '../envelope/peer-stream-wire.ts';
import { bandwidthWire } from '../envelope/wires/bandwidth-wire.ts';
import type { DialOutcome } from '../telephone/dialled-human.ts';
import { type CallFacts, type Dialect, type StreamAsked, NO_CODES } from '../telephone/dialect.ts';
import { linkOf, numberOf, type Instruction } from '../telephone/instruction.ts';
import { readDocument, type CallDocument, type VerbElement } from '../telephone/read-document.ts';
import { isDialable } from '../telephone/socket-url.ts';
import { jsonOf } from './event-json.ts';

/** What the emulated account is known by. */
export interface BandwidthWays {
  readonly accountId: string;
  /** The password of the server's webhooks, as its application has it. */
  readonly secret: string;
}

const DIAL_TIMEOUT_S = 30;
const PARAMETERS_MAX = 12;
const CAUSES = { completed: 'hangup', busy: 'busy', 'no-answer': 'timeout', failed: 'error' } as const;
const SIP_ANSWERS = { completed: '200', busy: '486', 'no-answer': '480' } as const;

type Fields = Readonly<Record<string, string>>;

/** Bandwidth, as one account has it. */
export function bandwidthDialect(ways: BandwidthWays, world: Pick<World, 'clock' | 'random'>): Dialect {
  const id = (kind: string): string => `${kind}-${world.random.token(16)}`;
  const now = (): string => new Date(world.clock.wall()).toISOString();
  return {
    userAgent: 'BandwidthAPI/2.0',
    codes: NO_CODES,
    callId: () => id('c'),
    streamId: () => id('s'),
    // A REFER's address is given no credentials.
    signature: ({ url }): Fields =>
      /\/after-refer\?/.test(url) ? {} : { authorization: basicHeader(ways.secret) },
    fields: (call) => callFields(call, ways, now()),
    endFields: () => ({ eventType: 'disconnect', endTime: now() }),
    outbound: {
      // That it rings Bandwidth does not tell, and that it is answered by asking what comes next.
      progressFields: () => null,
      codeFields: (status, code) => ({ cause: code ?? CAUSES[status] }),
      detectedFields: ({ by, beep }, greetingOver) => ({
        eventType: 'machineDetectionComplete',
        'machineDetectionResult.value':
          by === 'machine' || by === 'fax'
            ? greetingOver && beep
              ? 'tone-detected'
              : 'answering-machine'
            : by === 'human'
              ? 'human'
              : 'silence',
      }),
    },
    faultFields: () => ({}),
    dialFields: (outcome) => ({ eventType: 'transferComplete', cause: CAUSES[outcome.status] }),
    referFields,
    encode: (fields) => ({ contentType: 'application/json', body: jsonOf(fields) }),
    document: waitedStreams,
    instruction: (verb) => instruction(verb, ways),
    stream: (verb, _, allowsPlain, { carrierCallId, from, to }) =>
      streamAsked(verb, allowsPlain, ways, { callId: carrierCallId, from, to }),
  };
}

function callFields(call: CallFacts, { accountId }: BandwidthWays, eventTime: string): Fields {
  const { carrierCallId, status, from, to, outbound } = call;
  const answered = status === 'in-progress' || status === 'completed';
  return {
    eventType: answered ? (outbound ? 'answer' : 'redirect') : 'initiate',
    eventTime,
    accountId,
    applicationId: 'an-application',
    from,
    to,
    direction: outbound ? 'outbound' : 'inbound',
    callId: carrierCallId,
    ...(answered ? { answerTime: eventTime } : {}),
    ...(status === 'completed' ? { cause: 'hangup' } : status === 'canceled' ? { cause: 'cancel' } : {}),
  };
}

function referFields({ status }: DialOutcome): Fields {
  const eventType = 'referComplete';
  if (status === 'failed') return { eventType, referCallStatus: 'failure', referSipResponseCode: '405' };
  return {
    eventType,
    referCallStatus: status === 'completed' ? 'success' : 'failure',
    referSipResponseCode: '202',
    notifySipResponseCode: SIP_ANSWERS[status],
  };
}

/** A stream begins in the background, and its keys as well: both stand in the verb that waits for the stream. */
function waitedStreams(body: string): CallDocument {
  const document = readDocument(body);
  if (!document.ok) return document;
  const begun: VerbElement[] = [];
  const verbs = document.verbs.map((verb) => {
    if (verb.name === 'StartStream' || verb.name === 'StartGather') begun.push(verb);
    const waits = verb.name === 'StopStream' && verb.attributes['wait'] === 'true';
    return waits ? { ...verb, children: begun } : verb;
  });
  return { ok: true, verbs };
}

function instruction(verb: VerbElement, { secret }: BandwidthWays): Instruction {
  const { attributes, children, text } = verb;
  const { username, password, locale = 'en_US', duration, callTimeout } = attributes;
  const { transferCompleteUrl, transferCompleteMethod, redirectUrl, redirectMethod } = attributes;
  const { conferenceEventUrl, referCompleteUrl, referCompleteMethod } = attributes;
  const asks = transferCompleteUrl ?? redirectUrl ?? conferenceEventUrl;
  if (asks !== undefined && (username !== CREDENTIALS_USER || password !== secret))
    return refused(`<${verb.name}> has an address without credentials`);
  switch (verb.name) {
    case 'StartStream':
    case 'StartGather':
    case 'StopGather':
      return { kind: 'nothing' };
    case 'StopStream':
      return children.some(({ name }) => name === 'StartStream')
        ? { kind: 'stream', noun: verb, after: null }
        : { kind: 'nothing' };
    case 'SpeakSentence':
      return { kind: 'say', text, language: locale.replace('_', '-'), times: 1 };
    case 'Pause':
      return { kind: 'pause', ms: numberOf(duration, 1) * 1000 };
    case 'Transfer': {
      const to = children[0]?.text ?? '';
      const timeoutMs = numberOf(callTimeout, DIAL_TIMEOUT_S) * 1000;
      return { kind: 'dial', to, timeoutMs, after: linkOf(transferCompleteUrl, transferCompleteMethod) };
    }
    case 'Refer': {
      const after = linkOf(referCompleteUrl, referCompleteMethod);
      const to = children[0]?.text ?? '';
      return { kind: 'dial', to, timeoutMs: DIAL_TIMEOUT_S * 1000, after, refer: true };
    }
    case 'Conference': {
      if (!/^[\w.-]{1,100}$/.test(text)) return refused(`a conference named ${text}`);
      if (conferenceEventUrl === undefined) return refused('a conference that tells nobody');
      const fields = { eventType: 'conferenceMemberExit', conferenceId: `conf-${text}`, name: text };
      return {
        kind: 'conference',
        room: text,
        after: null,
        fields: {},
        exits: { url: conferenceEventUrl, fields },
      };
    }
    case 'Redirect': {
      const to = linkOf(redirectUrl, redirectMethod);
      return to === null ? refused('<Redirect> to nothing') : { kind: 'redirect', to };
    }
    case 'Hangup':
      return { kind: 'hang-up' };
    default:
      return refused(`<${verb.name}> is not emulated`);
  }
}

function streamAsked(
  wait: VerbElement,
  allowsPlain: boolean,
  { secret }: BandwidthWays,
  call: { readonly callId: string; readonly from: string; readonly to: string },
): StreamAsked {
  const noun = wait.children.find(({ name }) => name === 'StartStream');
  const gather = wait.children.find(({ name }) => name === 'StartGather');
  const { destination = '', mode, name: stream, streamEventUrl, password } = noun?.attributes ?? {};
  const wrong = (detail: string): StreamAsked => ({ ok: false, code: 0, detail });
  const parameters = Object.fromEntries(
    (noun?.children ?? []).map(({ attributes: { name = '', value = '' } }) => [name, value]),
  );
  if (!isDialable(destination, allowsPlain)) return wrong(`the scheme of ${destination} is not wss`);
  if (stream !== wait.attributes['name']) return wrong('another stream is waited for than was started');
  if (mode !== 'bidirectional') return wrong('nothing can be heard on a stream that goes one way');
  if (password !== secret) return wrong('streamEventUrl has no credentials');
  if (Object.keys(parameters).length > PARAMETERS_MAX) return wrong('too many parameters');
  const keyUrl = gather?.attributes['dtmfUrl'];
  return {
    ok: true,
    url: destination,
    statusUrl: streamEventUrl ?? null,
    parameters,
    headers: {},
    wire: (streamId) => peerStreamWire(bandwidthWire({ ...call, streamId, parameters }, null)),
    ...(keyUrl === undefined
      ? {}
      : { keys: { url: keyUrl, fields: (digit) => ({ eventType: 'dtmf', digit }) } }),
    status(news, streamId, detail) {
      if (news === 'degraded') return null;
      const event = { started: 'Started', stopped: 'Stopped', failed: 'Rejected' }[news];
      return {
        eventType: `mediaStream${event}`,
        'mediaStream.id': streamId,
        'mediaStream.name': stream ?? streamId,
        ...(news === 'stopped' ? { cause: 'closed' } : {}),
        ...(news === 'failed' ? { cause: 'connection-error', errorMessage: detail } : {}),
      };
    },
  };
}

function refused(detail: string): Instruction {
  return { kind: 'refused', code: 0, detail };
}
