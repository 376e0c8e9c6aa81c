// Ear watch: listens whether the caller speaks, by level alone, and notices a model that does not hear it.
import { msBetween, type Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { NOTHING, type Action, type Node, type Steps } from '../graph/node.ts';
import { VoiceMeter, type VoiceRun } from '../media/voice-meter.ts';

const TAKES = [
  'caller.audio',
  'model.ready',
  'speech.started',
  'speech.stopped',
  'caller.text',
  'response.started',
  'playout.started',
  'playout.paused',
  'playout.resumed',
  'playout.drained',
  'answer.owed',
  'conversation.ending',
] as const;

const GIVES = ['caller.voice', 'voice.ended', 'session.renew', 'model.deaf'] as const;

type Given = FrameOf<(typeof GIVES)[number]> | Action;

/**
 * Voice that a model may leave unheard before another session is tried, and as much again before it counts as deaf.
 * Of what somebody says about half is counted: a sentence or two.
 */
const UNHEARD_MS_MAX = 2000;

/** So long behind what was said a model that tells no speech has written some of it down, or begun to answer. */
const WORDS_MS_MAX = 2000;

/** So much voice without a pause, of which a model that writes it down as it hears it has written nothing. */
const UNWRITTEN_MS_MAX = 4000;

/** What was said longer ago than this has nothing to do with what is said now. */
const FORGOTTEN_MS = 10_000;

/** For so long behind the agent's last sound the caller's may be its echo. */
const ECHO_MS_MAX = 500;

/** By so much with each run what is taken for the caller's level comes down: a phone changes hands. */
const FADE_DB = 0.2;

/** Voice this much below what the model has taken for the caller's is somebody else's, or the television's. */
const BELOW_CALLER_DB_MAX = 9;

/**
 * Listens while nothing sounds from our side: else it might hear that. A model that hears any speech hears; one that
 * owes an answer is watched for it already. Where speech is told by level alone, a model hears that writes some of it
 * down or answers by itself.
 */
export function earWatch(): Node<(typeof TAKES)[number], (typeof GIVES)[number]> {
  const meter = new VoiceMeter();
  let ready = false;
  let modelHears = false;
  /** This model's speech is told by level. */
  let byLevel = false;
  let agentSounds = false;
  let answerOwed = false;
  let over = false;
  let quietSince: Micros | null = null;
  /** As the model has known it. */
  let callerDbfs: number | null = null;
  let unheardMs = 0;
  let unheardDbfs: number | null = null;
  let voiceAt: Micros | null = null;
  let tried = false;

  function hear({ audio }: FrameOf<'caller.audio'>, at: Micros): Steps<(typeof GIVES)[number]> {
    // The meter must know the line's noise also when nobody is to be heard.
    const runs = meter.hear(audio);
    if (runs.length === 0) return NOTHING;
    if (agentSounds || over) return [{ kind: 'voice.ended' }];
    return [{ kind: 'voice.ended' }, ...runs.flatMap((run) => voice(run, at))];
  }

  function voice(run: VoiceRun, at: Micros): Given[] {
    if (quietSince !== null && msBetween(quietSince, at) - run.ms < ECHO_MS_MAX) return [];
    if (modelHears) {
      known(run.levelDbfs);
      return [{ kind: 'caller.voice' }];
    }
    if (callerDbfs !== null && run.levelDbfs < callerDbfs - BELOW_CALLER_DB_MAX) return [];
    if (voiceAt !== null && msBetween(voiceAt, at) > FORGOTTEN_MS) forget();
    voiceAt = at;
    const given: Given[] = [{ kind: 'caller.voice' }];
    if (!ready || (answerOwed && !byLevel)) return given;
    unheardMs += run.ms;
    unheardDbfs = Math.max(run.levelDbfs, unheardDbfs ?? run.levelDbfs);
    if (unheardMs < UNHEARD_MS_MAX) return given;
    if (!byLevel || unheardMs >= UNWRITTEN_MS_MAX) return [...given, ...unheard()];
    return [...given, { kind: 'timer.start', name: 'words', afterMs: WORDS_MS_MAX }];
  }

  /** That of the stressed syllables: the others are softer by themselves. */
  function known(levelDbfs: number): void {
    callerDbfs = Math.max(levelDbfs, (callerDbfs ?? levelDbfs) - FADE_DB);
  }

  function unheard(): Given[] {
    unheardMs = 0;
    const stop: Given = { kind: 'timer.stop', name: 'words' };
    if (tried) return [stop, { kind: 'model.deaf' }];
    tried = true;
    return [stop, { kind: 'session.renew', detail: 'the caller spoke and the model heard no speech' }];
  }

  /** Whatever the caller said was heard. */
  function heard(): Steps<(typeof GIVES)[number]> {
    if (unheardDbfs !== null) known(unheardDbfs);
    forget();
    return [{ kind: 'timer.stop', name: 'words' }];
  }

  function forget(): void {
    unheardMs = 0;
    unheardDbfs = null;
    tried = false;
  }

  return {
    takes: TAKES,
    gives: GIVES,
    handle(frame, at) {
      switch (frame.kind) {
        case 'caller.audio':
          return hear(frame, at);
        case 'model.ready':
          ready = true;
          return NOTHING;
        case 'speech.started':
          byLevel ||= frame.byLevel === true;
          if (frame.byLevel === true) return NOTHING;
          modelHears = true;
          return heard();
        case 'caller.text':
          return byLevel && frame.text !== '' ? heard() : NOTHING;
        case 'response.started':
          // One that was asked for shows nothing.
          return byLevel && frame.requestId === null ? heard() : NOTHING;
        case 'speech.stopped':
          modelHears = false;
          return NOTHING;
        case 'playout.started':
        case 'playout.resumed':
          agentSounds = true;
          return NOTHING;
        case 'playout.paused':
        case 'playout.drained':
          agentSounds = false;
          quietSince = at;
          return NOTHING;
        case 'answer.owed':
          answerOwed = frame.owed;
          return NOTHING;
        case 'conversation.ending':
          over = true;
          return [{ kind: 'timer.stop', name: 'words' }];
      }
    },
    onTimer: unheard,
  };
}
