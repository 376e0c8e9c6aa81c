// Turn latency: how long the caller waited, for the first sound of all and for each answer, and for what.
import type { ResponseId } from '../base/brand.ts';
import { msBetween, plusMs, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { JournalEvent } from '../frames/journal-event.ts';
import { NOTHING, type Action, type Node, type Steps } from '../graph/node.ts';
import { MeasuredTurn } from './measured-turn.ts';

const TAKES = [
  'carrier.started',
  'voice.ended',
  'speech.started',
  'speech.stopped',
  'caller.committed',
  'response.create',
  'response.started',
  'response.done',
  'model.gone',
  'tools.busy',
  'tool.settled',
  'stopgap.wanted',
  'playout.started',
  'playout.heard',
  'playout.drained',
  'item.heard',
  'interruption',
  'conversation.ending',
] as const;

/** Voice is told to have ended by the first stretch without any, which is this long. */
const VOICE_WINDOW_MS = 20;

/** Quiet so long behind a reply, with nothing under way, is its end: a next response may only just have been asked for. */
const SETTLED_MS = 1500;

type Given = FrameOf<'journal.entry'> | Action;

/**
 * Measures from the stream's start to the agent's first sound, and from the end of the caller's speech to the
 * first sound of what was begun after it, or is played from memory; a stopgap answers nothing. A turn that the
 * caller takes up again before it was answered is not counted. `callMs` tells when an instant was since the call opened.
 */
export function turnLatency({
  callMs,
}: {
  readonly callMs: (at: Micros) => number;
}): Node<(typeof TAKES)[number], 'journal.entry'> {
  /** Responses that began while the caller waited: what still sounds of an earlier one answers nothing. */
  const answers = new Set<ResponseId>();
  const active = new Set<ResponseId>();
  let streamAt: Micros | null = null;
  let firstHeard = false;
  let waitsSince: Micros | null = null;
  /** Sounds under its own name, if it does. */
  let stopgap: string | null = null;
  let voiceAt: Micros | null = null;
  let busy = false;
  /** The turn that waits for its answer, and the one whose answer sounds. */
  let waiting: MeasuredTurn | null = null;
  let answered: MeasuredTurn | null = null;

  function sound(frame: FrameOf<'playout.started'>, at: Micros): Given[] {
    const { itemId, responseId, soundsInMs } = frame;
    const given: Given[] = [];
    if (!firstHeard && streamAt !== null) {
      const afterMs = Math.round(msBetween(streamAt, at) + soundsInMs);
      given.push(entry({ kind: 'agent.first-audio', afterMs }));
    }
    firstHeard = true;
    if (
      waitsSince === null ||
      String(itemId) === stopgap ||
      (responseId !== null && !answers.has(responseId))
    ) {
      answered?.goesOn();
      return [...given, ...settling()];
    }
    const latencyMs = Math.round(msBetween(waitsSince, at) + soundsInMs);
    waitsSince = null;
    given.push(...close(answered?.drained === true, at), entry({ kind: 'turn.answered', latencyMs }));
    answered = waiting;
    waiting = null;
    answered?.answeredBy(frame, at);
    return given;
  }

  function stopped(at: Micros): Steps<'journal.entry'> {
    waitsSince = at;
    answers.clear();
    waiting = new MeasuredTurn(at, voiceAt, busy);
    voiceAt = null;
    return NOTHING;
  }

  /** The turn whose answer sounded is over. */
  function close(whole: boolean, at: Micros): Given[] {
    const event = answered?.measured(whole, at, callMs) ?? null;
    if (answered === null) return [];
    answered = null;
    const stop: Given = { kind: 'timer.stop', name: 'settled' };
    return event === null ? [stop] : [stop, entry(event)];
  }

  /** A reply has its end behind it once nothing sounds, and nothing that may sound is under way. */
  function settling(): Given[] {
    if (answered === null) return [];
    const isOver = answered.drained && active.size === 0 && !busy;
    return [
      isOver
        ? { kind: 'timer.start', name: 'settled', afterMs: SETTLED_MS }
        : { kind: 'timer.stop', name: 'settled' },
    ];
  }

  return {
    takes: TAKES,
    gives: ['journal.entry'],
    handle(frame, at) {
      switch (frame.kind) {
        case 'carrier.started':
          streamAt ??= at;
          return NOTHING;
        case 'voice.ended':
          voiceAt = plusMs(at, -VOICE_WINDOW_MS);
          return NOTHING;
        case 'speech.started':
          waitsSince = null;
          waiting = null;
          return answered?.drained === true ? close(true, at) : NOTHING;
        case 'speech.stopped':
          return stopped(at);
        case 'caller.committed':
          waiting?.committed(at);
          return NOTHING;
        case 'response.create':
          waiting?.asked(at);
          return NOTHING;
        case 'response.started':
          active.add(frame.responseId);
          if (waitsSince !== null) answers.add(frame.responseId);
          return settling();
        case 'response.done':
          active.delete(frame.responseId);
          return settling();
        case 'model.gone':
          active.clear();
          return settling();
        case 'tools.busy':
          busy = frame.busy;
          waiting?.toolsBusy(busy, at);
          return settling();
        case 'tool.settled':
          waiting?.toolSettled(frame);
          return NOTHING;
        case 'stopgap.wanted':
          stopgap = frame.utteranceId;
          return NOTHING;
        case 'playout.started':
          return sound(frame, at);
        case 'playout.heard':
          answered?.heard(frame, at);
          return NOTHING;
        case 'item.heard':
          answered?.itemHeard(frame);
          return NOTHING;
        case 'playout.drained':
          answered?.drainedAt(at);
          return settling();
        case 'interruption':
          return close(answered?.drained === true, at);
        case 'conversation.ending':
          return close(answered?.drained === true, at);
      }
    },
    onTimer: (_name, at) => close(true, at),
  };
}

function entry(event: JournalEvent): FrameOf<'journal.entry'> {
  return { kind: 'journal.entry', event };
}
