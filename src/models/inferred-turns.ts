// Inferred turns: when the caller speaks and is done, for models that hear it and do not say so: by voice, words and answers.
import type { ItemId } from '../base/brand.ts';
import type { Timer, World } from '../base/world.ts';
import type { FrameOf } from '../frames/frame.ts';
import type { Audio } from '../media/audio.ts';
import { VoiceMeter } from '../media/voice-meter.ts';
import { CallerVoice } from './caller-voice.ts';
import type { SessionSettings } from './model.ts';

/** Quiet behind a turn after which an answer is overdue: a model takes half a second for the end of a turn. */
export const QUIET_MS = 2000;

/** Behind the beginning of its answer a turn gets no more words after so long. */
const LATE_MS = 1500;

/** So much voice without a word that the model wrote down was somebody's turn all the same: of speech about half is counted. */
const VOICED_MS_MIN = 600;

/** Longest text of one turn. */
const TEXT_CHARS_MAX = 16_384;

/** What a caller's turn amounts to. */
export type TurnFrame = FrameOf<'speech.started' | 'speech.stopped' | 'caller.committed' | 'caller.text'>;

/** Who is told. None of these may throw. */
export interface InferredTurnsHost {
  give(frame: TurnFrame): void;
  /** The agent can be heard: words may be meant for nobody, and the voice may be an echo. */
  agentSounds(): boolean;
  /** Whether every turn is answered: then one that is not is owed an answer. */
  readonly answersAll: boolean;
}

interface Turn {
  readonly itemId: ItemId;
  text: string;
  started: boolean;
  stopped: boolean;
  committed: boolean;
}

/** One caller's turns. While the agent sounds nothing is speech, unless the model stops for it. */
export class InferredTurns {
  readonly #world: Pick<World, 'clock' | 'timers' | 'random'>;
  readonly #host: InferredTurnsHost;
  readonly #voice: CallerVoice;
  /** Stricter: what it counts is no noise. */
  readonly #meter = new VoiceMeter();
  #turn: Turn | null = null;
  #speaks = false;
  #voicedMs = 0;
  #quiet: Timer | null = null;

  constructor(
    world: Pick<World, 'clock' | 'timers' | 'random'>,
    { format, sensitivity }: Pick<SessionSettings, 'format' | 'sensitivity'>,
    host: InferredTurnsHost,
  ) {
    this.#world = world;
    this.#host = host;
    this.#voice = new CallerVoice(format, sensitivity);
  }

  /** The caller speaks, or has for less than a word's pause. */
  get speaking(): boolean {
    return this.#speaks;
  }

  /** The caller has said something, by voice alone, since the last turn began. */
  get voiced(): boolean {
    return this.#voicedMs >= VOICED_MS_MIN;
  }

  /** The caller's next sound. */
  hear(audio: Audio): void {
    const agentSounds = this.#host.agentSounds();
    for (const run of this.#meter.hear(audio)) if (!agentSounds) this.#voicedMs += run.ms;
    const change = this.#voice.hear(audio);
    if (change === 'started') {
      this.#quiet?.stop();
      this.#speaks = true;
      if (!agentSounds) this.#start(this.#open(), true);
    } else if (change === 'stopped') this.#voiceStopped();
  }

  /** A piece of what the caller says, as the model wrote it down. `done`: nothing follows. */
  words(delta: string, done: boolean): void {
    if (delta !== '') {
      const late = this.#turn;
      // What comes behind the answer's beginning, in quiet, still belongs to what was answered.
      const turn = late !== null && (!late.committed || !this.speaking) ? late : this.#open();
      turn.text = (turn.text + delta).slice(0, TEXT_CHARS_MAX);
      this.#host.give({ kind: 'caller.text', itemId: turn.itemId, text: turn.text.trim(), final: false });
      if (!this.#host.agentSounds() && !turn.committed) this.#start(turn);
      if (!this.speaking && !turn.committed) this.#awaitAnswer();
    }
    if (done && this.#turn?.committed === true) this.settle();
  }

  /** The model has stopped for the caller. */
  interrupted(): void {
    this.#start(this.#open());
  }

  /** The model begins to answer: whatever the caller said is a turn. */
  answered(): void {
    this.#quiet?.stop();
    const turn = this.#turn;
    if (turn === null || turn.committed || (!turn.started && turn.text === '')) return;
    this.#start(turn);
    this.#commit(turn);
    this.#quiet = this.#world.timers.after(LATE_MS, () => this.settle());
  }

  /** What was answered gets no more text. */
  settle(): void {
    const turn = this.#turn;
    if (turn?.committed === true) this.#finish(turn);
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#quiet?.stop();
    this.#turn = null;
  }

  #open(): Turn {
    const open = this.#turn;
    if (open !== null && !open.committed) return open;
    if (open !== null) this.#finish(open);
    this.#voicedMs = 0;
    const itemId = `item_${this.#world.random.token(16)}` as ItemId;
    this.#turn = { itemId, text: '', started: false, stopped: false, committed: false };
    return this.#turn;
  }

  #start(turn: Turn, byLevel = false): void {
    if (!turn.started || (turn.stopped && this.speaking)) {
      turn.started = true;
      turn.stopped = false;
      this.#host.give(byLevel ? { kind: 'speech.started', byLevel } : { kind: 'speech.started' });
    }
    if (!this.speaking) this.#stopSpeech(turn);
  }

  #stopSpeech(turn: Turn): void {
    if (!turn.started || turn.stopped) return;
    turn.stopped = true;
    this.#host.give({ kind: 'speech.stopped' });
  }

  #voiceStopped(): void {
    this.#speaks = false;
    if (this.#turn === null || this.#turn.committed) return;
    this.#stopSpeech(this.#turn);
    this.#awaitAnswer();
  }

  #awaitAnswer(): void {
    this.#quiet?.stop();
    this.#quiet = this.#world.timers.after(QUIET_MS, () => this.#unanswered());
  }

  #unanswered(): void {
    const turn = this.#turn;
    if (turn === null) return;
    if (turn.committed) return this.#finish(turn);
    const said = turn.text !== '' || this.voiced;
    if (said && turn.started && this.#host.answersAll) this.#commit(turn);
    // Who was not understood may be yet, by another session.
    if (turn.text !== '' || !turn.committed) this.#finish(turn);
  }

  #commit(turn: Turn): void {
    this.#stopSpeech(turn);
    turn.committed = true;
    this.#host.give({ kind: 'caller.committed', itemId: turn.itemId });
  }

  #finish(turn: Turn): void {
    this.#quiet?.stop();
    this.#turn = null;
    this.#stopSpeech(turn);
    if (turn.text !== '' || turn.committed)
      this.#host.give({ kind: 'caller.text', itemId: turn.itemId, text: turn.text.trim(), final: true });
  }
}
