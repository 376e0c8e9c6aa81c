// Hold: what the caller hears while a human is asked to take the call, and what the agent knows when nobody takes it.
import type { ItemId, UtteranceId } from '../base/brand.ts';
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { ConsultationOutcome } from '../frames/transfer-frames.ts';
import { NOTHING, type Action, type Node, type Steps } from '../graph/node.ts';
import { HOLD_PIECE_MS, holdMusic } from '../media/hold-music.ts';

const TAKES = [
  'consultation.wanted',
  'consultation.over',
  'caller.digit',
  'response.started',
  'playout.started',
  'playout.drained',
  'utterance.done',
  'end.wanted',
  'carrier.stopped',
] as const;

const GIVES = [
  'hold',
  'consultation.begun',
  'consultation.unwanted',
  'utterance.wanted',
  'utterance.started',
  'utterance.done',
  'carrier.music',
  'agent.audio',
  'agent.item-done',
  'response.cancel',
  'context.add',
  'response.wanted',
  'end.wanted',
] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/** How long the caller may be on hold, longer than a human may ring and think: nobody waits for what cannot come. */
export const HOLD_MS_MAX = 150_000;

/** How long it takes to know that nobody can be asked: before that the caller is told nothing. */
export const TELL_AFTER_MS = 100;

/** How long the caller may wait for the words that tell of it, before there is music. */
const TELLING_MS_MAX = 8000;

/** How much of the music is with the carrier: enough for a line that stutters, little enough to end it without a clear. */
export const MUSIC_AHEAD_MS = 600;

/** Brings the caller back to the agent. */
export const BACK_KEY = '*';

/** What the agent is told of a consultation that led nowhere, behind which the caller is with it again. */
export function whyBack(outcome: ConsultationOutcome): string {
  return `The caller could not be put through to a human: ${WHY[outcome]} The caller has been waiting on hold, heard nothing of this, and is with you again. Say so in one sentence, and go on helping.`;
}

const WHY: Readonly<Record<ConsultationOutcome, string>> = {
  accepted: 'the connection did not come about.',
  declined: 'the person who was asked can not take the call now.',
  'no-answer': 'nobody picked up.',
  busy: 'the line was busy.',
  voicemail: 'a voicemail picked up.',
  'hung-up': 'the person who was asked hung up.',
  'timed-out': 'nobody took the call in time.',
  failed: 'nobody could be reached.',
  impossible: 'nobody can be asked from here.',
  'called-off': 'the caller pressed the star key to come back to you.',
  gone: 'the person who took the call was gone before the caller was there.',
  'broken-off': 'the line broke meanwhile, and the transfer was broken off.',
};

const MUSIC_ON = { kind: 'carrier.music', on: true } as const;
const MUSIC_OFF = { kind: 'carrier.music', on: false } as const;

/** What is said to a caller who is put on hold. */
export interface HoldOptions {
  readonly holding: string;
  /** Said to one who is sent on at once, since nobody can be asked. */
  readonly transferring: string;
  /** True: the carrier plays the music by itself. Default false: it is sound of ours. */
  readonly carrierPlays?: boolean;
}

/** One consultation at a time. While it goes on the model is given silence, and what it says to it is not said. */
export function hold(options: HoldOptions): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  /** `telling`: the caller is being told. `over`: the conversation is on its way out. */
  let stage: 'off' | 'telling' | 'music' | 'over' = 'off';
  let wanted: FrameOf<'consultation.wanted'> | null = null;
  let told = false;
  /** The words that tell of it are on their way, or were said by the model. */
  let telling = false;
  /** Something else than the music sounds. */
  let playing = false;
  let count = 0;
  let music: { readonly itemId: ItemId; readonly since: Micros; givenMs: number } | null = null;
  let stretches = 0;
  let piece = 0;

  const tellingId = (): UtteranceId => `holding-${count}` as UtteranceId;
  const guardId = (): UtteranceId => `hold-${count}` as UtteranceId;

  function want(frame: FrameOf<'consultation.wanted'>, at: Micros): Given[] {
    if (stage !== 'off') return [];
    stage = 'telling';
    wanted = frame;
    told = frame.announced;
    telling = told;
    count += 1;
    const { to, briefing } = frame;
    return [
      { kind: 'hold', on: true },
      ...(told ? [] : [{ kind: 'timer.start', name: 'tell', afterMs: TELL_AFTER_MS } as const]),
      { kind: 'timer.start', name: 'limit', afterMs: HOLD_MS_MAX },
      { kind: 'consultation.begun', to, briefing },
      ...begin(at),
    ];
  }

  function tell(): Given[] {
    telling = true;
    const utterance = { utteranceId: tellingId(), text: options.holding, protected: true, optional: false };
    return [
      { kind: 'timer.start', name: 'telling', afterMs: TELLING_MS_MAX },
      { kind: 'utterance.wanted', ...utterance },
    ];
  }

  /** Music begins, or goes on, once nothing else sounds. */
  function begin(at: Micros): Given[] {
    if (!told || playing || music !== null || (stage !== 'telling' && stage !== 'music')) return [];
    const first = stage === 'telling';
    stage = 'music';
    stretches += 1;
    music = { itemId: `hold-music-${stretches}` as ItemId, since: at, givenMs: 0 };
    // What the caller says or presses is no reason to stop it.
    const guard: Given[] = first
      ? [
          { kind: 'timer.stop', name: 'telling' },
          { kind: 'utterance.started', utteranceId: guardId(), protected: true },
        ]
      : [];
    return [...guard, ...(options.carrierPlays === true ? [MUSIC_ON] : feed(at))];
  }

  function feed(at: Micros): Given[] {
    if (music === null || options.carrierPlays === true) return [];
    const given: Given[] = [];
    const loop = holdMusic();
    const upToMs = msBetween(music.since, at) + MUSIC_AHEAD_MS;
    for (; music.givenMs < upToMs; music.givenMs += HOLD_PIECE_MS) {
      const audio = loop[piece % loop.length];
      piece += 1;
      if (audio !== undefined)
        given.push({ kind: 'agent.audio', responseId: null, itemId: music.itemId, audio });
    }
    return [...given, { kind: 'timer.start', name: 'music', afterMs: HOLD_PIECE_MS }];
  }

  function pause(): Given[] {
    if (music === null) return [];
    const { itemId } = music;
    music = null;
    if (options.carrierPlays === true) return [MUSIC_OFF];
    return [
      { kind: 'timer.stop', name: 'music' },
      { kind: 'agent.item-done', responseId: null, itemId },
    ];
  }

  /** What is with the carrier sounds to its end, which is soon. */
  function stop(next: 'off' | 'over'): Given[] {
    const guarded = stage === 'music';
    stage = next;
    return [
      { kind: 'timer.stop', name: 'tell' },
      { kind: 'timer.stop', name: 'telling' },
      { kind: 'timer.stop', name: 'limit' },
      ...pause(),
      ...(guarded ? [{ kind: 'utterance.done', utteranceId: guardId(), result: 'cut' } as const] : []),
    ];
  }

  function over(outcome: ConsultationOutcome): Given[] {
    if ((stage !== 'telling' && stage !== 'music') || wanted === null) return [];
    if (outcome === 'accepted' || outcome === 'impossible') {
      const transferTo = outcome === 'accepted' ? null : wanted.to;
      const farewell = telling ? null : options.transferring;
      return [...stop('over'), { kind: 'end.wanted', reason: 'transferred', farewell, transferTo }];
    }
    return [
      ...stop('off'),
      { kind: 'hold', on: false },
      { kind: 'context.add', itemId: null, role: 'system', text: whyBack(outcome) },
      { kind: 'response.wanted', requestId: `back-${count}`, instructions: null, tools: true },
    ];
  }

  function unwanted(outcome: 'timed-out' | 'called-off'): Given[] {
    return [{ kind: 'consultation.unwanted', outcome }, ...over(outcome)];
  }

  function sounds(
    frame: FrameOf<'playout.started'> | FrameOf<'playout.drained'>,
    at: Micros,
  ): Steps<(typeof GIVES)[number]> {
    if (frame.kind === 'playout.started') {
      if (frame.itemId === music?.itemId) return NOTHING;
      playing = true;
      return pause();
    }
    playing = false;
    return begin(at);
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      switch (frame.kind) {
        case 'consultation.wanted':
          return want(frame, at);
        case 'consultation.over':
          return over(frame.outcome);
        case 'caller.digit':
          return stage === 'music' && frame.digit === BACK_KEY ? unwanted('called-off') : NOTHING;
        case 'response.started':
          // What was asked for is said; what the model says of itself, to silence, is not.
          if (frame.requestId !== null || (stage !== 'telling' && stage !== 'music')) return NOTHING;
          return [{ kind: 'response.cancel', responseId: frame.responseId }];
        case 'playout.started':
        case 'playout.drained':
          return sounds(frame, at);
        case 'utterance.done':
          if (frame.utteranceId !== tellingId()) return NOTHING;
          told = true;
          return begin(at);
        case 'end.wanted':
        case 'carrier.stopped':
          return stage === 'over' ? NOTHING : stop('over');
      }
    },
    onTimer(name, at) {
      switch (name) {
        case 'music':
          return feed(at);
        case 'tell':
          return tell();
        case 'telling':
          told = true;
          return begin(at);
        default:
          return unwanted('timed-out');
      }
    },
  };
}
