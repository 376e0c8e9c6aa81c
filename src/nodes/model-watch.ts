// Model watch: notices a model that is dead, refuses or falls silent, tries once more, and then ends the call kindly.
import { NOTHING, type Action, type Node } from '../graph/node.ts';
import type { FrameOf } from '../frames/frame.ts';

const TAKES = [
  'carrier.started',
  'model.ready',
  'model.closed',
  'model.fault',
  'speech.started',
  'caller.committed',
  'agent.audio',
  'tool.called',
  'tools.busy',
  'response.done',
] as const;

const GIVES = ['response.wanted', 'end.wanted'] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** From the stream's start to a model that listens. */
const READY_MS_MAX = 10_000;

/** From the end of the caller's turn, or of a tool, to the model's first sound. */
const ANSWER_MS_MAX = 8000;

/** Responses in a row that may fail, or not come, before the model is given up. */
const FAILURES_MAX = 2;

/** What becomes of the caller when the model is given up. */
export interface ModelWatchOptions {
  /** Said when the model is given up. */
  readonly apology: string;
  /** Where the caller goes then; null: the call ends. */
  readonly transferTo: string | null;
}

/** Wants a response once more where one failed or did not come, and the end, `model-failed`, where that did not mend it. */
export function modelWatch(options: ModelWatchOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  let ready = false;
  let failures = 0;
  let answering = false;

  const giveUp: Given = {
    kind: 'end.wanted',
    reason: 'model-failed',
    farewell: options.apology,
    transferTo: options.transferTo,
  };

  function failed(): Given[] {
    failures += 1;
    if (failures >= FAILURES_MAX) return [{ kind: 'timer.stop', name: 'answer' }, giveUp];
    const requestId = `again-${failures}`;
    return [{ kind: 'response.wanted', requestId, instructions: null, tools: true }, ...awaitAnswer()];
  }

  function awaitAnswer(): Given[] {
    answering = true;
    return [{ kind: 'timer.start', name: 'answer', afterMs: ANSWER_MS_MAX }];
  }

  function answered() {
    // Sound comes many times a second: the timer is touched only when there is one.
    if (!answering) return NOTHING;
    answering = false;
    return [{ kind: 'timer.stop', name: 'answer' }] as const;
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'carrier.started':
          return ready ? NOTHING : [{ kind: 'timer.start', name: 'ready', afterMs: READY_MS_MAX }];
        case 'model.ready':
          ready = true;
          return [{ kind: 'timer.stop', name: 'ready' }];
        case 'model.closed':
          return [giveUp];
        case 'model.fault':
          return frame.fatal ? [giveUp] : NOTHING;
        case 'caller.committed':
          return awaitAnswer();
        case 'tools.busy':
          return frame.busy ? answered() : awaitAnswer();
        case 'agent.audio':
        case 'tool.called':
        case 'speech.started':
          return answered();
        case 'response.done':
          if (frame.status !== 'failed') {
            failures = 0;
            return answered();
          }
          return frame.fatal ? [giveUp] : failed();
      }
    },
    onTimer: (name) => (name === 'ready' ? [giveUp] : failed()),
  };
}
