// Front-desk brain: the rehearsal's understanding of a front desk: hours, appointments, a human, goodbye. Rules, no model.
import type { Clock } from '../../base/world.ts';
import { ACCEPT_TOOL, DECLINE_TOOL } from '../../nodes/briefing.ts';
import { calling, saying, type Brain, type BrainReply, type BrainTurn } from './brain.ts';
import type { ConversationItem } from './conversation.ts';
import { exactText } from './exact-text.ts';
import { intentOf, nameIn } from './front-desk/intent.ts';
import { argumentsFor, type KnownFacts } from './front-desk/tool-arguments.ts';
import { TOOL, toolAnswer } from './front-desk/tool-answer.ts';
import { spokenWhen, todayIn } from './front-desk/when.ts';
import { PIECE, SENTENCE } from './sentences.ts';

/** Who books when the caller has given no name. */
const CALLER_NAME = 'Ada Lovelace';
/** How the agent is told of a human who did not take the call. */
const NOT_TAKEN = /\bcould not be put through to a human\b/i;
/** How the keypad's digits come into the conversation. */
const PRESSED = /\bcaller pressed ([\d#*](?: ?[\d#*])*)/i;

/**
 * A brain for the front-desk example. What day "tomorrow" is follows from the instructions where they say what day
 * today is, else from `clock`, in UTC.
 */
export function frontDeskBrain(clock: Clock): Brain {
  return { reply: (turn) => reply(turn, todayIn(turn.instructions) ?? clock.wall()) };
}

function reply(turn: BrainTurn, todayMs: number): BrainReply {
  const exact = exactText(turn.perResponseInstructions);
  if (exact !== null) return saying(exact);
  if (turn.tools.some(({ name }) => name === ACCEPT_TOOL)) return decision(turn.heardText);
  const newest = turn.items.findLast((item) => !isRemark(item));
  if (newest === undefined) return saying(`${SENTENCE.hello} ${SENTENCE.help}`);
  switch (newest.kind) {
    case 'function_call_output':
      return afterTool(turn, newest.callId, newest.output);
    case 'function_call':
      return saying(SENTENCE.notPossible);
    case 'message':
      if (newest.role === 'user') return afterCaller(turn, newest.text, todayMs);
      return afterNote(turn, newest.text ?? '');
  }
}

/** It is a human who was asked to take a call, and says yes or no. */
function decision(heard: string | null): BrainReply {
  switch (heard === null ? 'unknown' : intentOf(heard)) {
    case 'yes':
      return calling(ACCEPT_TOOL, {});
    case 'no':
      return calling(DECLINE_TOOL, {});
    case 'hello':
      // Whoever picks up says so, and hears what it is about anyhow.
      return { say: null, calls: [] };
    default:
      return saying(SENTENCE.yesOrNo);
  }
}

function afterCaller(turn: BrainTurn, heard: string | null, todayMs: number): BrainReply {
  if (heard === null) return notUnderstood(turn);
  switch (intentOf(heard)) {
    case 'digits':
      return pressed(turn, heard);
    case 'stop':
      return saying(SENTENCE.stopped);
    case 'goodbye':
      return goodbye(turn);
    case 'human':
      return use(turn, TOOL.transfer, SENTENCE.transfer, { reason: 'The caller asks for a human.' });
    case 'umbrella':
      return saying(`${SENTENCE.pickUp} ${SENTENCE.anythingElse}`);
    case 'hours': {
      const { date } = spokenWhen(heard, todayMs);
      const day = date === null ? undefined : new Date(date).getUTCDay();
      return use(turn, TOOL.hours, SENTENCE.checkHours, {
        ...(day === undefined ? {} : { day }),
        ...(date === null ? {} : { date }),
      });
    }
    case 'booking':
      return book(turn, heard, todayMs) ?? saying(SENTENCE.askWhen);
    case 'who':
      return saying(`${SENTENCE.rehearsal} ${SENTENCE.whatIKnow}`);
    case 'name':
      return saying(`${SENTENCE.thanks} ${bookingIsOpen(turn) ? SENTENCE.askWhen : SENTENCE.help}`);
    case 'yes':
      return saying(SENTENCE.help);
    case 'no':
      return lastSaid(turn).endsWith(SENTENCE.anythingElse)
        ? goodbye(turn)
        : saying(`${SENTENCE.allRight} ${SENTENCE.help}`);
    case 'hello':
      return saying(`${SENTENCE.hello} ${SENTENCE.help}`);
    case 'unknown':
      // A day and a time alone are the answer to "when would you like to come?".
      return book(turn, heard, todayMs) ?? notUnderstood(turn);
  }
}

/** A word of the server's that asks for no answer, e.g. how much of the agent was heard. */
function isRemark(item: ConversationItem): boolean {
  const note = item.kind === 'message' && item.role === 'system' ? (item.text ?? '') : null;
  return note !== null && !PRESSED.test(note) && !NOT_TAKEN.test(note);
}

/** Nothing was heard since: keys were pressed, or the agent itself was the last to speak. */
function afterNote(turn: BrainTurn, note: string): BrainReply {
  if (NOT_TAKEN.test(note)) return saying(`${SENTENCE.nobodyFree} ${SENTENCE.anythingElse}`);
  const digits = PRESSED.exec(note)?.[1];
  return digits === undefined ? saying(SENTENCE.help) : pressed(turn, digits);
}

function pressed(turn: BrainTurn, digits: string): BrainReply {
  const keys = digits.replaceAll(' ', '').split('');
  const words = keys.map((key) => (key === '*' ? PIECE.star : key === '#' ? PIECE.pound : key));
  const said = `${PIECE.pressed} ${words.join(' ')}.`;
  // Zero is the operator on every telephone.
  if (keys.join('') === '0')
    return use(turn, TOOL.transfer, `${said} ${SENTENCE.transfer}`, { reason: 'The caller pressed 0.' });
  return saying(`${said} ${SENTENCE.help}`);
}

function book(turn: BrainTurn, heard: string, todayMs: number): BrainReply | null {
  const { date, time } = spokenWhen(heard, todayMs);
  if (time === null) return null;
  const name =
    callerTexts(turn)
      .map(nameIn)
      .findLast((name) => name !== undefined) ?? CALLER_NAME;
  const day = date ?? spokenWhen('tomorrow', todayMs).date ?? '';
  return use(turn, TOOL.book, SENTENCE.booking, {
    date: day,
    day: new Date(day).getUTCDay(),
    time,
    name,
    reason: 'Appointment',
  });
}

function goodbye(turn: BrainTurn): BrainReply {
  const end = turn.tools.find(({ name }) => name === TOOL.end);
  if (end === undefined) return saying(SENTENCE.goodbye);
  return calling(TOOL.end, argumentsFor(end, { reason: 'The caller said goodbye.' }), SENTENCE.goodbye);
}

/** Calls a function with what is known, saying so; without that function it is not possible. */
function use(turn: BrainTurn, name: string, say: string, facts: KnownFacts): BrainReply {
  const tool = turn.tools.find((tool) => tool.name === name);
  return tool === undefined ? saying(SENTENCE.notPossible) : calling(name, argumentsFor(tool, facts), say);
}

function afterTool(turn: BrainTurn, callId: string, outputJson: string): BrainReply {
  const call = turn.items.find((item) => item.kind === 'function_call' && item.callId === callId);
  const { name, argumentsJson } = call?.kind === 'function_call' ? call : { name: '', argumentsJson: '{}' };
  return { say: toolAnswer(name, argumentsJson, outputJson), calls: [] };
}

/** Says so; the first time with who is speaking, and what it does understand. */
function notUnderstood(turn: BrainTurn): BrainReply {
  const told = turn.items.some((item) => saidBy('assistant', item).includes(SENTENCE.rehearsal));
  const say = [SENTENCE.notUnderstood, ...(told ? [] : [SENTENCE.rehearsal]), SENTENCE.whatIKnow];
  return saying(say.join(' '));
}

function bookingIsOpen(turn: BrainTurn): boolean {
  const asked = turn.items.findLastIndex((item) => intentOf(saidBy('user', item)) === 'booking');
  const booked = turn.items.findLastIndex((item) => item.kind === 'function_call' && item.name === TOOL.book);
  return asked > booked;
}

function lastSaid(turn: BrainTurn): string {
  return turn.items.map((item) => saidBy('assistant', item)).findLast((text) => text !== '') ?? '';
}

function callerTexts(turn: BrainTurn): string[] {
  return turn.items.map((item) => saidBy('user', item)).filter((text) => text !== '');
}

function saidBy(role: 'user' | 'assistant', item: ConversationItem): string {
  return item.kind === 'message' && item.role === role ? (item.text ?? '') : '';
}
