// Responses: the one place that asks the model to respond, one response at a time, each with a time limit.
import type { ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { type Action, type Node } from '../graph/node.ts';

const TAKES = [
  'response.wanted',
  'response.started',
  'response.done',
  'response.refused',
  'model.ready',
  'model.gone',
  'speech.started',
  'speech.stopped',
  'interruption',
] as const;

const GIVES = ['response.create', 'response.cancel', 'response.missed'] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** Responses that may be wanted at a time. */
const WANTED_MAX = 16;

/** How long a response that was asked for may take to begin. */
const BEGIN_MS_MAX = 5000;

/** How long a wanted response is held while the caller speaks. */
const HOLD_MS_MAX = 10_000;

/** How long the model may take to begin by itself once the caller has spoken. */
const TURN_MS_MAX = 1000;

/** How the caller's speech and the agent's go together. */
export interface ResponsesOptions {
  /** Whether the caller's speech stops the agent: then nothing that was only wanted begins while the caller speaks. */
  readonly interruptible: boolean;
}

/**
 * Wants are served in order. One without instructions of its own is content with the response that the model begins
 * by itself to a turn of the caller that ends after it was wanted: all that led to the want is in its context by then.
 */
export function responses(options: ResponsesOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  /** Requests that are with the model, although nobody wants them any more. */
  const revoked = new Set<string>();
  let wanted: FrameOf<'response.wanted'>[] = [];
  /** The first so many of them were wanted before the caller's last turn ended. */
  let beforeTurn = 0;
  let asked: FrameOf<'response.wanted'> | null = null;
  let ready = false;
  let gone = false;
  let caller: 'quiet' | 'speaking' | 'has-spoken' = 'quiet';
  let holding = false;

  function next(): Given[] {
    const first = wanted[0];
    if (first === undefined || !ready || caller !== 'quiet' || asked !== null || active.size > 0) return [];
    wanted.shift();
    beforeTurn = Math.max(0, beforeTurn - 1);
    asked = first;
    const { requestId, instructions, tools } = first;
    return [
      { kind: 'response.create', requestId, instructions, tools },
      { kind: 'timer.start', name: 'begin', afterMs: BEGIN_MS_MAX },
    ];
  }

  /** Bounds the wait of what is wanted while the caller speaks. */
  function hold(): Given[] {
    if (caller !== 'speaking' || holding || wanted.length === 0) return [];
    holding = true;
    return [{ kind: 'timer.start', name: 'hold', afterMs: HOLD_MS_MAX }];
  }

  function missAll(detail: string): Given[] {
    const missed = asked === null ? wanted : [asked, ...wanted];
    asked = null;
    wanted = [];
    beforeTurn = 0;
    return [
      { kind: 'timer.stop', name: 'begin' },
      ...missed.map(({ requestId }) => ({ kind: 'response.missed', requestId, detail }) as const),
    ];
  }

  function want(frame: FrameOf<'response.wanted'>): Given[] {
    if (gone || wanted.length === WANTED_MAX) {
      const detail = gone ? 'the model is gone' : 'too many responses are wanted';
      return [{ kind: 'response.missed', requestId: frame.requestId, detail }];
    }
    wanted.push(frame);
    return [...hold(), ...next()];
  }

  function started({ responseId, requestId }: FrameOf<'response.started'>): Given[] {
    active.add(responseId);
    if (requestId !== null && revoked.delete(requestId)) return [{ kind: 'response.cancel', responseId }];
    if (asked !== null && requestId === asked.requestId) {
      const { instructions } = asked;
      asked = null;
      const stop: Given = { kind: 'timer.stop', name: 'begin' };
      // It crossed the caller's first words on the way: their turn will be answered instead.
      const talksOver = caller === 'speaking' && options.interruptible && instructions === null;
      return talksOver ? [stop, { kind: 'response.cancel', responseId }] : [stop];
    }
    if (caller === 'has-spoken') caller = 'quiet';
    const answered = wanted.slice(0, beforeTurn).filter(({ instructions }) => instructions === null);
    wanted = wanted.filter((each) => !answered.includes(each));
    beforeTurn = 0;
    const detail = 'another response answers it';
    return [
      { kind: 'timer.stop', name: 'turn' },
      ...answered.map(({ requestId: id }) => ({ kind: 'response.missed', requestId: id, detail }) as const),
    ];
  }

  function refused({ requestId, cause, detail }: FrameOf<'response.refused'>): Given[] {
    revoked.delete(requestId);
    if (asked?.requestId !== requestId) return [];
    const again = asked;
    asked = null;
    const stop: Given = { kind: 'timer.stop', name: 'begin' };
    if (cause === 'failed') return [stop, { kind: 'response.missed', requestId, detail }, ...next()];
    wanted.unshift(again);
    if (beforeTurn > 0) beforeTurn += 1;
    // Busy with a response that we have not heard of yet: its `response.done` lets us try again.
    const retry: Given[] =
      active.size > 0 ? [] : [{ kind: 'timer.start', name: 'retry', afterMs: BEGIN_MS_MAX }];
    return [stop, ...retry, ...hold()];
  }

  function interrupted({ cause }: FrameOf<'interruption'>): Given[] {
    if (asked !== null) revoked.add(asked.requestId);
    for (const oldest of revoked) if (revoked.size > WANTED_MAX) revoked.delete(oldest);
    // On speech the model stops its own response; on anything else it has to be told.
    const cancels =
      cause === 'speech'
        ? []
        : [...active].map((responseId) => ({ kind: 'response.cancel', responseId }) as const);
    return [...cancels, ...missAll('interrupted')];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'response.wanted':
          return want(frame);
        case 'response.started':
          return started(frame);
        case 'response.done':
          active.delete(frame.responseId);
          return [{ kind: 'timer.stop', name: 'retry' }, ...next()];
        case 'response.refused':
          return refused(frame);
        case 'model.ready':
          ready = true;
          return next();
        case 'model.gone':
          gone = true;
          return missAll('the model is gone');
        case 'speech.started':
          caller = 'speaking';
          return hold();
        case 'speech.stopped': {
          caller = 'has-spoken';
          holding = false;
          beforeTurn = wanted.length;
          // The model is about to answer by itself: to ask now would only be refused.
          return [
            { kind: 'timer.stop', name: 'hold' },
            { kind: 'timer.start', name: 'turn', afterMs: TURN_MS_MAX },
          ];
        }
        case 'interruption':
          return interrupted(frame);
      }
    },
    onTimer(name) {
      if (name === 'hold') holding = false;
      if (name === 'hold' || (name === 'turn' && caller === 'has-spoken')) caller = 'quiet';
      if (name !== 'begin' || asked === null) return next();
      const { requestId } = asked;
      asked = null;
      const detail = `not begun within ${BEGIN_MS_MAX} ms`;
      return [{ kind: 'response.missed', requestId, detail }, ...next()];
    },
  };
}
