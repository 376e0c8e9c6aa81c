// Model watch: notices a model that is dead, refuses or falls silent, tries once more, and then ends the call kindly.
import type { ResponseId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';
import type { FrameOf } from '../frames/frame.ts';

const TAKES = [
  'carrier.started',
  'model.ready',
  'model.closed',
  'model.fault',
  'speech.started',
  'speech.stopped',
  'caller.committed',
  'interruption',
  'response.wanted',
  'response.started',
  'response.cancel',
  'agent.audio',
  'tool.called',
  'tools.busy',
  'response.done',
  'end.wanted',
  'conversation.ending',
] as const;

const GIVES = ['response.wanted', 'model.gone', 'model.close', 'end.wanted'] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** From the stream's start to a model that listens. */
const READY_MS_MAX = 10_000;

/** From the end of the caller's turn, or of a tool, to the model's first sound. */
const ANSWER_MS_MAX = 8000;

/** How long the model may take the caller to be speaking before it is asked: its ear may be stuck, or it hangs. */
const SPEECH_MS_MAX = 60_000;

/** How long a response under way may give nothing. */
const STALL_MS_MAX = 20_000;

/** Responses in a row that may fail, or not come, before the model is given up. */
const FAILURES_MAX = 2;

/** What becomes of the caller when the model is given up. */
export interface ModelWatchOptions {
  /** Said when the model is given up. */
  readonly apology: string;
  /** Where the caller goes then; null: the call ends. */
  readonly transferTo: string | null;
}

/** Once the end is wanted nobody owes an answer; that the model goes is told until the last. */
export function modelWatch(options: ModelWatchOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const active = new Set<ResponseId>();
  let ready = false;
  let failures = 0;
  let answering = false;
  let ending = false;
  let gone = false;
  let signAt = 0 as Micros;

  function giveUp(): Given[] {
    gone = true;
    return [
      { kind: 'timer.stop', name: 'ready' },
      { kind: 'timer.stop', name: 'answer' },
      { kind: 'timer.stop', name: 'speech' },
      { kind: 'timer.stop', name: 'stall' },
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

  function failed(): Given[] {
    if (ending) return [];
    failures += 1;
    if (failures >= FAILURES_MAX) return giveUp();
    const requestId = `again-${failures}`;
    return [{ kind: 'response.wanted', requestId, instructions: null, tools: true }, ...awaitAnswer()];
  }

  function awaitAnswer(): Given[] {
    if (ending) return [];
    answering = true;
    return [{ kind: 'timer.start', name: 'answer', afterMs: ANSWER_MS_MAX }];
  }

  function answered() {
    // Sound comes many times a second: the timer is touched only when there is one.
    if (!answering) return NOTHING;
    answering = false;
    return [{ kind: 'timer.stop', name: 'answer' }] as const;
  }

  function done(frame: FrameOf<'response.done'>) {
    active.delete(frame.responseId);
    const stop: Given[] = active.size === 0 ? [{ kind: 'timer.stop', name: 'stall' }] : [];
    if (frame.status === 'failed') return [...stop, ...(frame.fatal ? giveUp() : failed())];
    // One that was cut off answers nobody.
    if (frame.status === 'cancelled') return stop;
    failures = 0;
    return [...stop, ...answered()];
  }

  /** Signs of life are many: the timer looks for itself when the last one came. */
  function stalled(at: Micros): Given[] {
    if (active.size === 0) return [];
    const leftMs = STALL_MS_MAX - msBetween(signAt, at);
    return leftMs > 0 ? [{ kind: 'timer.start', name: 'stall', afterMs: leftMs }] : giveUp();
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      if (gone) return NOTHING;
      switch (frame.kind) {
        case 'carrier.started':
          return ready ? NOTHING : [{ kind: 'timer.start', name: 'ready', afterMs: READY_MS_MAX }];
        case 'model.ready':
          ready = true;
          return [{ kind: 'timer.stop', name: 'ready' }];
        case 'model.closed':
          return giveUp();
        case 'model.fault':
          return frame.fatal ? giveUp() : NOTHING;
        case 'caller.committed':
        case 'response.wanted':
          return awaitAnswer();
        case 'tools.busy':
          return frame.busy ? answered() : NOTHING;
        case 'response.started':
          active.add(frame.responseId);
          signAt = at;
          return [{ kind: 'timer.start', name: 'stall', afterMs: STALL_MS_MAX }];
        case 'agent.audio':
        case 'tool.called':
          signAt = at;
          return answered();
        case 'speech.started':
          return [...answered(), { kind: 'timer.start', name: 'speech', afterMs: SPEECH_MS_MAX }];
        case 'speech.stopped':
          return [{ kind: 'timer.stop', name: 'speech' }];
        case 'interruption':
        case 'response.cancel':
          return answered();
        case 'response.done':
          return done(frame);
        case 'end.wanted':
          ending = true;
          return answered();
        case 'conversation.ending':
          // From here on it closes because it is told to.
          gone = true;
          return NOTHING;
      }
    },
    onTimer(name, at) {
      if (gone) return NOTHING;
      if (name === 'ready') return giveUp();
      return name === 'stall' ? stalled(at) : failed();
    },
  };
}
