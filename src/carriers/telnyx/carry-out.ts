// Carry out: a next step of a Call Control call, as commands. What cannot be done is not left to silence.
import type { World } from '../../base/world.ts';
import type { NextStep } from '../../call/next-step.ts';
import type { ControlResult } from '../carrier.ts';
import type { CarrierNews } from '../carrier-door.ts';
import type { Conferences } from './conferences.ts';
import { legCommands, type CommandedStream, type LegCommands } from './commands.ts';
import type { Following } from './leg-note.ts';
import type { TelnyxRest } from './rest.ts';

/** A leg that something is to be done with. */
export interface CommandedLeg {
  readonly callControlId: string;
  /** False while it rings: it is picked up first. */
  readonly answered: boolean;
  /** What the commands are an answer to: the id of an event, or of a stream that ended. */
  readonly cause: string;
}

/** What commands need beside their leg. */
export interface CarryOutOptions {
  readonly rest: TelnyxRest;
  readonly conferences: Pick<Conferences, 'enter'>;
  readonly log: World['log'];
  /** Shown to whoever a call is transferred to; null: the caller's own number. */
  readonly callerId: string | null;
  /** The stream of a call, with its token. */
  stream(callControlId: string, token: string): CommandedStream;
}

const NOTHING: CarrierNews = { kind: 'nothing' };

/** Tells Telnyx the step. Resolves to what the switchboard is to know of it; never rejects. */
export async function carryOut(
  step: NextStep,
  leg: CommandedLeg,
  options: CarryOutOptions,
): Promise<CarrierNews> {
  const commands = legCommands(options.rest, leg.callControlId, leg.cause);
  if (step.kind === 'connect') {
    const stream = options.stream(leg.callControlId, step.token);
    const result = await (leg.answered ? commands.stream(stream) : commands.answer(stream));
    // A call that cannot have its stream would be silence until somebody hangs up.
    if (!done(result, 'connect', options)) await commands.hangUp();
    return NOTHING;
  }
  if (step.kind === 'conference') {
    const result = await options.conferences.enter(step.room, leg.callControlId, leg.cause);
    return done(result, 'conference', options) ? NOTHING : notBegun(leg);
  }
  const next = followingOf(step);
  if (leg.answered) return follow(next, leg, options);
  if (next.kind !== 'hang-up') {
    done(await commands.answer(next), 'answer', options);
    return NOTHING;
  }
  done(await commands.hangUp(), 'hang-up', options);
  return NOTHING;
}

/** Does to an answered leg what was settled before. Resolves to what the switchboard is to know of it; never rejects. */
export async function follow(
  next: Following,
  leg: CommandedLeg,
  options: CarryOutOptions,
): Promise<CarrierNews> {
  const commands = legCommands(options.rest, leg.callControlId, leg.cause);
  if (next.kind === 'say') {
    const last: Following = next.dial === null ? { kind: 'hang-up' } : { kind: 'dial', to: next.dial };
    const said = done(await commands.speak(next.text, next.language, last), 'speak', options);
    return said ? NOTHING : follow(last, leg, options);
  }
  if (next.kind !== 'hang-up') return dial(next, leg, commands, options);
  done(await commands.hangUp(), 'hang-up', options);
  return NOTHING;
}

/** A transfer that is not even begun comes to the switchboard as one that failed: the caller is still there. */
async function dial(
  { kind, to }: Extract<Following, { readonly kind: 'dial' | 'refer' }>,
  leg: CommandedLeg,
  commands: LegCommands,
  options: CarryOutOptions,
): Promise<CarrierNews> {
  const refers = kind === 'refer';
  const result = await (refers ? commands.refer(to) : commands.transfer(to, options.callerId));
  if (done(result, refers ? 'refer' : 'transfer', options) || (!result.done && result.cause === 'gone'))
    return NOTHING;
  return notBegun(leg);
}

function notBegun({ callControlId }: CommandedLeg): CarrierNews {
  return { kind: 'dial-over', carrierCallId: callControlId, from: '', status: 'failed', over: false };
}

function followingOf(step: Exclude<NextStep, { readonly kind: 'connect' | 'conference' }>): Following {
  if (step.kind === 'hang-up') return { kind: 'hang-up' };
  if (step.kind === 'dial') return { kind: step.refer === true ? 'refer' : 'dial', to: step.to };
  const { text, language, next } = step;
  return { kind: 'say', text, language, dial: next === 'hang-up' ? null : next.dial };
}

function done(result: ControlResult, command: string, { log }: CarryOutOptions): boolean {
  if (result.done) return true;
  const { cause, detail } = result;
  // Whose call is over needs nothing more.
  if (cause !== 'gone') log.warn('carrier.command-failed', { carrier: 'telnyx', command, cause, detail });
  return false;
}
