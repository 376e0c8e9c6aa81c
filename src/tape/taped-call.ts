// Taped call: a live call of which everything that is done to it stands on its tape.
import type { OutboundLeg } from '../call/outbound-leg.ts';
import type { Conversation } from '../call/conversation.ts';
import type { CarrierEnd, LineFormats } from '../call/ends.ts';
import type { LiveCall } from '../call/live-call.ts';
import type { TapePrivacy } from './tape-privacy.ts';
import { tapedCarrier } from './taped-end.ts';
import type { Tape } from './tape.ts';

/** A live call, as far as the process that holds it touches it. */
export interface CallHandle extends Pick<LiveCall, 'id' | 'ended' | 'connect' | (typeof CALL_ACTS)[number]> {
  readonly outbound: Pick<OutboundLeg, (typeof LEG_ACTS)[number]> | null;
  readonly conversation: Pick<Conversation, (typeof CONVERSATION_ACTS)[number]> | null;
}

/** What may be done to a call; each stands on a tape by its name. */
export const CALL_ACTS = [
  'nextStep',
  'answered',
  'status',
  'afterDial',
  'completed',
  'end',
  'callOff',
  'transfer',
] as const satisfies readonly (keyof LiveCall)[];
/** What may be done to its outgoing leg: `leg.placed` … */
export const LEG_ACTS = [
  'placed',
  'notPlaced',
  'answeredBy',
] as const satisfies readonly (keyof OutboundLeg)[];
/** What may be done to its conversation: `conversation.steer` … */
export const CONVERSATION_ACTS = ['steer', 'interrupt'] as const satisfies readonly (keyof Conversation)[];

/** What is kept of a stream that is brought to a call, beside what it gives. */
export interface TapedStream {
  readonly end: string;
  readonly takes: CarrierEnd['takes'];
  readonly gives: CarrierEnd['gives'];
  readonly sendsDigits: boolean | null;
  readonly speaks: boolean | null;
  readonly line: LineFormats | null;
}

/** The same call, with its acts on tape. */
export function tapedCall(call: LiveCall, tape: Tape, privacy: TapePrivacy): CallHandle {
  let streams = 0;
  // One conversation is one object: whoever holds it knows it again.
  let talked: Conversation | null = null;
  let talking: CallHandle['conversation'] = null;
  return {
    id: call.id,
    get ended() {
      return call.ended;
    },
    ...acts(call, CALL_ACTS, '', tape),
    connect(token, carrier, line) {
      streams += 1;
      const end = `carrier ${streams}`;
      const { takes, gives, sendsDigits = null, speaks = null } = carrier;
      const stream: TapedStream = { end, takes, gives, sendsDigits, speaks, line: line ?? null };
      privacy.begin();
      const taped = tapedCarrier(carrier, end, tape, privacy);
      return act(tape, 'connect', [token, stream], () => call.connect(token, taped, line));
    },
    get outbound() {
      const leg = call.outbound;
      return leg === null ? null : acts(leg, LEG_ACTS, 'leg.', tape);
    },
    get conversation() {
      const { conversation } = call;
      if (conversation === talked) return talking;
      talked = conversation;
      talking = conversation === null ? null : acts(conversation, CONVERSATION_ACTS, 'conversation.', tape);
      return talking;
    },
  };
}

type Acting<Names extends string> = Readonly<Record<Names, (...args: never[]) => unknown>>;

function acts<Name extends string, On extends Acting<Name>>(
  on: On,
  names: readonly Name[],
  of: string,
  tape: Tape,
): Pick<On, Name> {
  const taped = names.map((name) => [
    name,
    (...args: never[]) => act(tape, `${of}${name}`, args, () => on[name](...args)),
  ]);
  // Each has the arguments and the result of the one it stands for.
  return Object.fromEntries(taped) as Pick<On, Name>;
}

/** Something is done to a call; what it returns goes out. */
export function act<Result>(tape: Tape, name: string, args: readonly unknown[], run: () => Result): Result {
  return tape.came({ in: 'act', act: name, args }, () => {
    const result = run();
    if (result !== undefined) tape.went({ out: 'result', value: result }, () => {});
    return result;
  });
}
