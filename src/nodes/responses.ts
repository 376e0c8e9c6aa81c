// Responses: the one place that asks the model to respond, one response at a time, each with a time limit.
import type { ResponseId } from '../base/brand.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';

const TAKES = [
  'response.wanted',
  'response.started',
  'response.done',
  'response.refused',
  'model.ready',
  'model.closed',
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

/**
 * Wants are served in order. One without instructions of its own is content with any response that begins after it:
 * the model answers the caller's turn by itself, with all that is in its context by then.
 */
export function responses(): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  let wanted: FrameOf<'response.wanted'>[] = [];
  let asked: FrameOf<'response.wanted'> | null = null;
  let ready = false;
  let closed = false;
  let speaking = false;

  function next(): Given[] {
    const first = wanted[0];
    if (first === undefined || !ready || speaking || asked !== null || active.size > 0) return [];
    wanted.shift();
    asked = first;
    const { requestId, instructions, tools } = first;
    return [
      { kind: 'response.create', requestId, instructions, tools },
      { kind: 'timer.start', name: 'begin', afterMs: BEGIN_MS_MAX },
    ];
  }

  function missAll(detail: string): Given[] {
    const missed = asked === null ? wanted : [asked, ...wanted];
    asked = null;
    wanted = [];
    return [
      { kind: 'timer.stop', name: 'begin' },
      ...missed.map(({ requestId }) => ({ kind: 'response.missed', requestId, detail }) as const),
    ];
  }

  function want(frame: FrameOf<'response.wanted'>): Given[] {
    if (closed || wanted.length === WANTED_MAX) {
      const detail = closed ? 'the model is gone' : 'too many responses are wanted';
      return [{ kind: 'response.missed', requestId: frame.requestId, detail }];
    }
    wanted.push(frame);
    return next();
  }

  function started(frame: FrameOf<'response.started'>): Given[] {
    active.add(frame.responseId);
    if (asked !== null && frame.requestId === asked.requestId) {
      asked = null;
      return [{ kind: 'timer.stop', name: 'begin' }];
    }
    const answered = wanted.filter(({ instructions }) => instructions === null);
    wanted = wanted.filter(({ instructions }) => instructions !== null);
    return answered.map(({ requestId }) => ({
      kind: 'response.missed',
      requestId,
      detail: 'another response answers it',
    }));
  }

  function refused({ requestId, cause, detail }: FrameOf<'response.refused'>): Given[] {
    if (asked?.requestId !== requestId) return [];
    const again = asked;
    asked = null;
    const stop: Given = { kind: 'timer.stop', name: 'begin' };
    if (cause === 'failed') return [stop, { kind: 'response.missed', requestId, detail }, ...next()];
    // Busy with a response that we have not heard of yet: its `response.done` lets us try again.
    wanted.unshift(again);
    return active.size > 0 ? [stop] : [{ kind: 'timer.start', name: 'retry', afterMs: BEGIN_MS_MAX }];
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
        case 'model.closed':
          closed = true;
          return missAll('the model is gone');
        case 'speech.started':
          speaking = true;
          return wanted.length > 0 ? [{ kind: 'timer.start', name: 'hold', afterMs: HOLD_MS_MAX }] : NOTHING;
        case 'speech.stopped':
          speaking = false;
          return [{ kind: 'timer.stop', name: 'hold' }, ...next()];
        case 'interruption': {
          // On speech the model stops its own response; on anything else it has to be told.
          const cancels =
            frame.cause === 'speech'
              ? []
              : [...active].map((responseId) => ({ kind: 'response.cancel', responseId }) as const);
          return [...cancels, ...missAll('interrupted')];
        }
      }
    },
    onTimer(name) {
      if (name === 'hold') speaking = false;
      if (name !== 'begin' || asked === null) return next();
      const { requestId } = asked;
      asked = null;
      const detail = `not begun within ${BEGIN_MS_MAX} ms`;
      return [{ kind: 'response.missed', requestId, detail }, ...next()];
    },
  };
}
