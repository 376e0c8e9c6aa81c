// Phones: who is at which number of the rehearsal telephone. docs/guide/outbound.md lists the same.
import { assert } from '../../base/assert.ts';
import { callerLine } from '../../testing/rehearsal/voice/caller-line.ts';
import { faxMachine, mailbox, person, screeningPhone, type Callee } from '../../testing/telephone/callee.ts';
import type { DialledHuman } from '../../testing/telephone/dialled-human.ts';

/** One phone of the rehearsal. */
export interface RehearsalPhone {
  /** E.164. */
  readonly number: string;
  /** Who is there, for people. */
  readonly what: string;
  callee(): Callee;
  /** What is done once it is answered: a file of `assets/scenarios/phones`; null: nobody answers. */
  readonly scenario: 'person' | 'machine' | 'screening' | 'human-accepts' | 'human-declines' | null;
}

/** The agent's own number in a rehearsal. */
export const AGENT_NUMBER = '+14155550100';

/** A person who is called, to try it. */
export const SOMEBODY = '+14155550101';

/** The human to whom callers are put through in a rehearsal. */
export const HUMAN_NUMBER = '+14155550111';

const RINGS_MS = 2000;

/** A person picks up, whose number is none of the others. */
const PERSON: RehearsalPhone = {
  number: SOMEBODY,
  what: 'a person, who asks for the opening hours',
  callee: () => person(RINGS_MS),
  scenario: 'person',
};

/** Every phone with a number of its own. Numbers that belong to nobody: 555-0100 to 555-0199. */
export const REHEARSAL_PHONES: readonly RehearsalPhone[] = [
  PERSON,
  {
    number: '+14155550102',
    what: 'a busy line',
    callee: () => ({ status: 'busy', afterMs: RINGS_MS }),
    scenario: null,
  },
  {
    number: '+14155550103',
    what: 'nobody picks up',
    callee: () => ({ status: 'no-answer' }),
    scenario: null,
  },
  {
    number: '+14155550104',
    what: 'no such number',
    callee: () => ({ status: 'failed', afterMs: 500, code: '404' }),
    scenario: null,
  },
  {
    number: '+14155550105',
    what: 'a mailbox, with a beep',
    callee: () => mailbox(line('mailbox'), RINGS_MS),
    scenario: 'machine',
  },
  {
    number: '+14155550106',
    what: 'a phone that screens its calls, and then a person',
    // What it asks is the first step of its scenario, which goes on when that was answered.
    callee: () => ({ ...screeningPhone(line('screening')), says: new Uint8Array() }),
    scenario: 'screening',
  },
  {
    number: '+14155550107',
    what: 'a fax machine',
    callee: () => faxMachine(RINGS_MS),
    scenario: 'machine',
  },
  {
    number: HUMAN_NUMBER,
    what: 'a human who takes over callers',
    callee: () => person(RINGS_MS),
    scenario: 'human-accepts',
  },
  {
    number: '+14155550112',
    what: 'a human who declines to take over callers',
    callee: () => person(RINGS_MS),
    scenario: 'human-declines',
  },
];

/** Who is at a number. */
export function phoneAt(number: string): RehearsalPhone {
  return REHEARSAL_PHONES.find((phone) => phone.number === number) ?? PERSON;
}

/** How long a person talks to whom they are put through, and a machine to nobody. */
const TALK_MS = 4000;
/** Longer than any transfer rings. */
const FOR_EVER_MS = 600_000;

/** The same phone, for a caller who is put through to it without a word. */
export function dialledAt(number: string): DialledHuman {
  const callee = phoneAt(number).callee();
  switch (callee.status) {
    case 'answered':
      return { status: 'answered', afterMs: callee.afterMs, talkMs: TALK_MS };
    case 'no-answer':
      return { status: 'no-answer', afterMs: FOR_EVER_MS };
    case 'busy':
    case 'failed':
      return { status: callee.status, afterMs: callee.afterMs };
  }
}

function line(id: string): Uint8Array {
  const sound = callerLine(id);
  assert(sound !== null, `the rehearsal's phones have a recording of ${id}`);
  return sound;
}
