// Ending: the one way out of a conversation. Whoever wants the end, it is gone through once, in this order:
// what is being said comes to its end, the farewell is heard, the model is closed, the stream is closed.
import type { ResponseId, UtteranceId } from '../base/brand.ts';
import type { EndReason } from '../frames/decision-frames.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Action, type Node } from '../graph/node.ts';

const TAKES = [
  'end.wanted',
  'carrier.stopped',
  'playout.started',
  'playout.drained',
  'response.wanted',
  'response.started',
  'response.done',
  'response.missed',
  'utterance.done',
] as const;

const GIVES = [
  'utterance.wanted',
  'model.close',
  'carrier.close',
  'conversation.ending',
  'conversation.ended',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** How long what is being said may go on once the end is wanted. */
const DRAIN_MS_MAX = 15_000;

/** How long the farewell may take. */
const FAREWELL_MS_MAX = 30_000;

const FAREWELL = 'farewell' as UtteranceId;

/** Ends that nobody waits for: the line is cut where it is. */
const AT_ONCE: readonly EndReason[] = ['operator-hangup', 'shutdown', 'internal-fault', 'carrier-fault'];

const STOPPED: Readonly<Record<FrameOf<'carrier.stopped'>['cause'], EndReason>> = {
  stop: 'caller-hangup',
  lost: 'stream-lost',
  fault: 'carrier-fault',
};

/** Ends the conversation once, for the first reason that comes, and gives `conversation.ended` as its last frame. */
export function ending(): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const wantedResponses = new Set<string>();
  const responses = new Set<ResponseId>();
  let playing = false;
  let wanted: FrameOf<'end.wanted'> | null = null;
  let ended: FrameOf<'conversation.ended'> | null = null;
  let stage: 'open' | 'draining' | 'farewell' | 'over' = 'open';

  function want(frame: FrameOf<'end.wanted'>): Given[] {
    if (stage !== 'open') return [];
    wanted = frame;
    stage = 'draining';
    if (AT_ONCE.includes(frame.reason)) return finish(frame.reason, null);
    return [{ kind: 'timer.start', name: 'drain', afterMs: DRAIN_MS_MAX }, ...drained()];
  }

  /** Goes on to the farewell when nothing is being said, or about to be. */
  function drained(): Given[] {
    if (stage !== 'draining' || wanted === null || playing) return [];
    // A model that failed owes nothing any more.
    const owed = wantedResponses.size + responses.size;
    return owed > 0 && wanted.reason !== 'model-failed' ? [] : sayFarewell(wanted);
  }

  function sayFarewell({ farewell, reason }: FrameOf<'end.wanted'>): Given[] {
    if (farewell === null) return finish(reason, null);
    stage = 'farewell';
    return [
      { kind: 'timer.stop', name: 'drain' },
      { kind: 'timer.start', name: 'farewell', afterMs: FAREWELL_MS_MAX },
      { kind: 'utterance.wanted', utteranceId: FAREWELL, text: farewell, protected: true, optional: false },
    ];
  }

  function finish(reason: EndReason, unsaid: string | null): Given[] {
    if (stage === 'over') return [];
    stage = 'over';
    const transferTo = wanted?.reason === reason ? wanted.transferTo : null;
    ended = { kind: 'conversation.ended', reason, transferTo, unsaid };
    // A call that goes elsewhere is taken off its stream by the carrier, which plays on until then.
    const close: Given[] = transferTo === null ? [{ kind: 'carrier.close' }] : [];
    return [
      { kind: 'timer.stop', name: 'drain' },
      { kind: 'timer.stop', name: 'farewell' },
      { kind: 'conversation.ending' },
      { kind: 'model.close' },
      ...close,
      // At the same instant, but behind all that the frames above make others say.
      { kind: 'timer.start', name: 'over', afterMs: 0 },
    ];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'end.wanted':
          return want(frame);
        case 'carrier.stopped':
          return finish(STOPPED[frame.cause], null);
        case 'playout.started':
          playing = true;
          return NOTHING;
        case 'playout.drained':
          playing = false;
          return drained();
        case 'response.wanted':
          wantedResponses.add(frame.requestId);
          return NOTHING;
        case 'response.missed':
          wantedResponses.delete(frame.requestId);
          return drained();
        case 'response.started':
          if (frame.requestId !== null) wantedResponses.delete(frame.requestId);
          responses.add(frame.responseId);
          return NOTHING;
        case 'response.done':
          responses.delete(frame.responseId);
          return drained();
        case 'utterance.done': {
          if (frame.utteranceId !== FAREWELL || wanted === null) return NOTHING;
          return finish(wanted.reason, frame.result === 'unsaid' ? wanted.farewell : null);
        }
      }
    },
    onTimer(name) {
      if (name === 'over') return ended === null ? NOTHING : [ended];
      if (wanted === null) return NOTHING;
      return name === 'drain' ? sayFarewell(wanted) : finish(wanted.reason, null);
    },
  };
}
