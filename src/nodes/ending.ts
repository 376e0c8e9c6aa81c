// Ending: the one way out of a conversation. Whoever wants the end, it is gone through once, in this order:
// what is being said comes to its end, the farewell is heard, the model is closed, the stream is closed.
import type { ResponseId, UtteranceId } from '../base/brand.ts';
import type { EndReason } from '../frames/reasons.ts';
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
  'model.gone',
  'utterance.done',
] as const;

const GIVES = [
  'interruption.wanted',
  'utterance.wanted',
  'model.close',
  'carrier.close',
  'conversation.ending',
  'conversation.ended',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** How long what is being said may go on once the end is wanted. */
const DRAIN_MS_MAX = 15_000;

/** How long the farewell may take; a text that takes longer to say, a message on a machine, has so much a character. */
const FAREWELL_MS_MAX = 30_000;
const FAREWELL_MS_PER_CHARACTER = 120;

/** By this id the farewell is known among the utterances. */
export const FAREWELL = 'farewell' as UtteranceId;

/** Ends that nobody waits for: the line is cut where it is. */
const AT_ONCE: readonly EndReason[] = [
  'operator-hangup',
  'shutdown',
  'stream-lost',
  'internal-fault',
  'carrier-fault',
];

/** Nobody listens, unless a message is left. */
const UNHEARD: readonly EndReason[] = ['machine', 'fax'];

const STOPPED: Readonly<Record<FrameOf<'carrier.stopped'>['cause'], EndReason>> = {
  stop: 'caller-hangup',
  lost: 'stream-lost',
  fault: 'carrier-fault',
};

/** The first end wins. Only what waits for nobody cuts its way out short: the caller's hang-up, an operator's, a shutdown. */
export function ending(): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const wantedResponses = new Set<string>();
  const responses = new Set<ResponseId>();
  let playing = false;
  let wanted: FrameOf<'end.wanted'> | null = null;
  let ended: FrameOf<'conversation.ended'> | null = null;
  let stage: 'open' | 'draining' | 'farewell' | 'over' = 'open';

  function want(frame: FrameOf<'end.wanted'>): Given[] {
    const unheard = UNHEARD.includes(frame.reason) && frame.farewell === null;
    if (unheard || AT_ONCE.includes(frame.reason)) return finish(frame.reason, null);
    if (stage !== 'open') return [];
    wanted = frame;
    stage = 'draining';
    return [{ kind: 'timer.start', name: 'drain', afterMs: DRAIN_MS_MAX }, ...look()];
  }

  /** At the same instant, but behind what the frame at hand makes others want: another response, most of all. */
  function look(): Given[] {
    return stage === 'draining' ? [{ kind: 'timer.start', name: 'look', afterMs: 0 }] : [];
  }

  /** Goes on to the farewell when nothing is being said, or about to be. */
  function drained(): Given[] {
    const owed = playing || wantedResponses.size + responses.size > 0;
    return stage !== 'draining' || wanted === null || owed ? [] : sayFarewell(wanted);
  }

  function sayFarewell({ farewell, reason }: FrameOf<'end.wanted'>): Given[] {
    if (farewell === null) return finish(reason, null);
    stage = 'farewell';
    return [
      { kind: 'timer.stop', name: 'drain' },
      { kind: 'timer.start', name: 'farewell', afterMs: farewellMsMax(farewell) },
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
      { kind: 'timer.stop', name: 'look' },
      { kind: 'timer.stop', name: 'farewell' },
      { kind: 'conversation.ending' },
      { kind: 'model.close' },
      ...close,
      // At the same instant, but behind all that the frames above make others say.
      { kind: 'timer.start', name: 'over', afterMs: 0 },
    ];
  }

  function stopped({ cause }: FrameOf<'carrier.stopped'>): Given[] {
    // The caller is still on the phone, and the carrier asks what comes next: the end that was wanted does.
    if (cause === 'lost' && wanted !== null) return finish(wanted.reason, wanted.farewell);
    return finish(STOPPED[cause], null);
  }

  function bound(name: string): Given[] {
    if (wanted === null) return [];
    // A farewell that sounds has had its time; one that does not is left to the carrier's own voice.
    if (name === 'farewell') return finish(wanted.reason, playing ? null : wanted.farewell);
    return [{ kind: 'interruption.wanted', cause: 'code' }, ...sayFarewell(wanted)];
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame) {
      switch (frame.kind) {
        case 'end.wanted':
          return want(frame);
        case 'carrier.stopped':
          return stopped(frame);
        case 'playout.started':
          playing = true;
          return NOTHING;
        case 'playout.drained':
          playing = false;
          return look();
        case 'response.wanted':
          wantedResponses.add(frame.requestId);
          return NOTHING;
        case 'response.missed':
          wantedResponses.delete(frame.requestId);
          return look();
        case 'response.started':
          if (frame.requestId !== null) wantedResponses.delete(frame.requestId);
          responses.add(frame.responseId);
          return NOTHING;
        case 'response.done':
          responses.delete(frame.responseId);
          return look();
        case 'model.gone':
          responses.clear();
          return look();
        case 'utterance.done': {
          if (frame.utteranceId !== FAREWELL || wanted === null) return NOTHING;
          return finish(wanted.reason, frame.result === 'unsaid' ? wanted.farewell : null);
        }
      }
    },
    onTimer(name) {
      if (name === 'over') return ended === null ? NOTHING : [ended];
      return name === 'look' ? drained() : bound(name);
    },
  };
}

function farewellMsMax(text: string): number {
  return Math.max(FAREWELL_MS_MAX, text.length * FAREWELL_MS_PER_CHARACTER);
}
