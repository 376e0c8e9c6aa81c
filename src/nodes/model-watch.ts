// Model watch: notices a model that is dead, refuses, hangs or falls silent, holds the line with a word, tries once more,
// and then ends the call kindly.
import type { ResponseId, UtteranceId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import { SESSION_LOST, SESSION_RENEWED } from '../frames/reasons.ts';
import { silenceMs, Wait, type SilenceStep } from './silence-steps.ts';
import { NOTHING, type Action, type Node, type Steps } from '../graph/node.ts';
import type { FrameOf } from '../frames/frame.ts';

const TAKES = [
  'carrier.started',
  'model.ready',
  'model.closed',
  'model.deaf',
  'model.fault',
  'speech.started',
  'speech.stopped',
  'caller.voice',
  'caller.committed',
  'interruption',
  'response.wanted',
  'response.started',
  'response.cancel',
  'agent.audio',
  'agent.words',
  'playout.started',
  'playout.paused',
  'playout.resumed',
  'playout.drained',
  'tool.called',
  'tools.busy',
  'response.done',
  'end.wanted',
  'conversation.ending',
] as const;

const GIVES = [
  'answer.owed',
  'stopgap.wanted',
  'session.renew',
  'response.wanted',
  'model.gone',
  'model.close',
  'end.wanted',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** From the stream's start to a model that listens. */
const READY_MS_MAX = 10_000;

/** How long the model may take the caller to be speaking before it is asked: its ear may be stuck. */
const SPEECH_MS_MAX = 60_000;

/** The same behind the last that was heard of the caller's voice: a turn is over after half a second of silence. */
const UNVOICED_MS_MAX = 5000;

/** Responses in a row that may fail before the model is given up. */
const FAILURES_MAX = 2;

/** What is said, and what becomes of the caller, when the model is of no use. */
export interface ModelWatchOptions {
  /** Said when an answer is late. */
  readonly oneMoment: string;
  /** Said in its place, one at a time in turn, when an answer is so late. Default: after 1.8 s. */
  readonly filler?: { readonly texts: readonly [string, ...string[]]; readonly afterMs: number };
  /** Said when the model is given up. */
  readonly apology: string;
  /** Where the caller goes then; null: the call ends. */
  readonly transferTo: string | null;
}

/**
 * An answer is owed from the end of the caller's turn, or from a wanted response, until it sounds; by a response that is
 * under way until it is over; and while no session listens. Silence is what the caller hears, whatever the model sends.
 * Once the end is wanted no turn is answered and nothing tried again: a model that keeps the farewell waiting is gone.
 */
export function modelWatch(options: ModelWatchOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  /** Of the active ones, those whose functions want a response when they have run. */
  const calling = new Set<ResponseId>();
  let ready = false;
  let failures = 0;
  let tries = 0;
  let words = 0;
  /** An answer was asked for, and nothing of it has come. */
  let awaiting = false;
  /** One session is lost and the next does not listen yet. */
  let away = false;
  let callerSpeaks = false;
  let agentSounds = false;
  let toolsBusy = false;
  let ending = false;
  let gone = false;
  /** What is done next about the silence. */
  let next: SilenceStep = 'word';
  let now = 0 as Micros;
  const wait = new Wait();
  let counting = false;
  let owed = false;

  function giveUp(): Given[] {
    gone = true;
    return [
      ...['ready', 'silence', 'speech', 'unvoiced'].map((name) => ({ kind: 'timer.stop', name }) as const),
      { kind: 'model.gone' },
      { kind: 'model.close' },
      {
        kind: 'end.wanted',
        reason: 'model-failed',
        farewell: options.apology,
        transferTo: options.transferTo,
      },
    ];
  }

  function again(): Given[] {
    if (ending) return [];
    tries += 1;
    awaiting = true;
    return [{ kind: 'response.wanted', requestId: `again-${tries}`, instructions: null, tools: true }];
  }

  /** The model gives something: whatever was tried is forgotten. */
  function gives(): readonly Given[] {
    awaiting = false;
    if (next === 'word' || ending) return NOTHING;
    next = 'word';
    wait.beginAnew(now);
    return restart();
  }

  function done({ responseId, status, reason, fatal }: FrameOf<'response.done'>): readonly Given[] {
    active.delete(responseId);
    const called = calling.delete(responseId);
    if (status === 'failed') {
      if (fatal) return giveUp();
      // What a lost session owed is no failure of the next one; sessions have a bound of their own.
      if (reason !== SESSION_LOST) failures += 1;
      if (failures >= FAILURES_MAX && !ending) return giveUp();
      return called ? NOTHING : again();
    }
    // One that was cut off answers nobody.
    if (status === 'cancelled') return NOTHING;
    failures = 0;
    return gives();
  }

  function faulted({ code, fatal }: FrameOf<'model.fault'>): readonly Given[] {
    if (fatal) return giveUp();
    if (code === SESSION_LOST) away = true;
    else if (code === SESSION_RENEWED) away = false;
    return NOTHING;
  }

  function decide(frame: FrameOf<(typeof TAKES)[number]>): readonly Given[] {
    switch (frame.kind) {
      case 'carrier.started':
        return ready ? NOTHING : [{ kind: 'timer.start', name: 'ready', afterMs: READY_MS_MAX }];
      case 'model.ready':
        ready = true;
        return [{ kind: 'timer.stop', name: 'ready' }];
      case 'model.closed':
      case 'model.deaf':
        return giveUp();
      case 'model.fault':
        return faulted(frame);
      case 'caller.committed':
        awaiting = !ending;
        wait.asked();
        return NOTHING;
      case 'response.wanted':
        awaiting = true;
        return NOTHING;
      case 'tools.busy':
        toolsBusy = frame.busy;
        return frame.busy ? gives() : NOTHING;
      case 'response.started':
        active.add(frame.responseId);
        return NOTHING;
      case 'tool.called':
        if (active.has(frame.responseId)) calling.add(frame.responseId);
        return gives();
      case 'agent.audio':
      case 'agent.words':
        return gives();
      case 'playout.started':
      case 'playout.resumed':
      case 'playout.paused':
      case 'playout.drained':
        agentSounds = frame.kind === 'playout.started' || frame.kind === 'playout.resumed';
        return NOTHING;
      case 'speech.started':
        callerSpeaks = true;
        // A line on which somebody speaks is nothing that the model gives.
        return [
          ...(frame.byLevel === true ? NOTHING : gives()),
          { kind: 'timer.start', name: 'speech', afterMs: SPEECH_MS_MAX },
        ];
      case 'speech.stopped':
        callerSpeaks = false;
        return [
          { kind: 'timer.stop', name: 'speech' },
          { kind: 'timer.stop', name: 'unvoiced' },
        ];
      case 'caller.voice':
        return callerSpeaks ? [{ kind: 'timer.start', name: 'unvoiced', afterMs: UNVOICED_MS_MAX }] : NOTHING;
      case 'interruption':
      case 'response.cancel':
        awaiting = false;
        return NOTHING;
      case 'response.done':
        return done(frame);
      case 'end.wanted':
        ending = true;
        awaiting = false;
        next = 'end';
        return restart();
      case 'conversation.ending':
        gone = true; // From here on it closes because it is told to.
        return [{ kind: 'timer.stop', name: 'silence' }];
    }
  }

  /** Tells whether an answer is owed, and counts the silence from when there is one. */
  function look(): readonly Given[] {
    if (gone) return NOTHING;
    const isOwed = awaiting || active.size > 0 || away;
    // No session hears whether the caller still speaks.
    const isQuiet = !agentSounds && (away || !callerSpeaks);
    wait.see({ isQuiet, isWaited: isOwed || toolsBusy }, now);
    const isSilent = isQuiet && isOwed && !toolsBusy;
    if (isOwed === owed && isSilent === counting) return NOTHING;
    const given: Given[] = [];
    if (isOwed !== owed) {
      owed = isOwed;
      if (!owed) next = ending ? 'end' : 'word';
      given.push({ kind: 'answer.owed', owed });
    }
    if (isSilent !== counting) {
      counting = isSilent;
      given.push(...restart());
    }
    return given;
  }

  function restart(): Given[] {
    if (!counting) return [{ kind: 'timer.stop', name: 'silence' }];
    const afterMs = silenceMs(next, options.filler?.afterMs, wait.lasted(now));
    return [{ kind: 'timer.start', name: 'silence', afterMs }];
  }

  function breakSilence(): Given[] {
    switch (next) {
      case 'word': {
        next = 'retry';
        words += 1;
        const utteranceId = `one-moment-${words}` as UtteranceId;
        const { texts } = options.filler ?? { texts: [] };
        const text = texts[(words - 1) % texts.length] ?? options.oneMoment;
        return [{ kind: 'stopgap.wanted', utteranceId, text }, ...restart()];
      }
      case 'retry': {
        next = 'end';
        // Where none listens yet, one is on its way.
        if (away || !ready) return restart();
        // What is under way is asked for again when the lost session's end has made it fail.
        const ask = awaiting && active.size === 0 ? again() : [];
        const detail = 'the model was silent while it owed an answer';
        return [{ kind: 'session.renew', detail }, ...ask, ...restart()];
      }
      case 'end':
        return giveUp();
    }
  }

  const step = (given: readonly Given[]): Steps<(typeof GIVES)[number]> => {
    const more = look();
    return more.length === 0 ? given : [...given, ...more];
  };

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      now = at;
      return gone ? NOTHING : step(decide(frame));
    },
    onTimer(name, at) {
      if (gone) return NOTHING;
      now = at;
      if (name === 'ready') return giveUp();
      if (name === 'silence') return step(breakSilence());
      // As if the caller's turn were over. A model that only did not notice is asked; one that hangs is not.
      callerSpeaks = false;
      awaiting ||= !ending;
      return step(name === 'speech' ? again() : NOTHING);
    },
  };
}
