// Caller turns: what the caller said and the agent has not answered, kept as sound, so that another session can hear it.
import type { ItemId, ResponseId } from '../base/brand.ts';
import type { CallerAudio } from '../frames/carrier-frames.ts';
import type { FrameOf } from '../frames/frame.ts';
import { durationMs } from '../media/audio.ts';
import { HeldAudio } from '../nodes/held-audio.ts';
import { INTAKE_MS_MAX } from '../nodes/intake.ts';
import type { ModelEnd } from './ends.ts';

/** Sound kept while nobody speaks: speech has begun this long before a model says so. */
const ONSET_MS = 1000;

/** Sound kept behind voice of which the model says nothing: another session may have to hear what this one does not. */
const UNHEARD_MS = 10_000;

/** Turns that may wait for an answer; beyond it the oldest is known by its text alone. */
const TURNS_OPEN_MAX = 8;

type Given = FrameOf<ModelEnd['gives'][number]>;

/**
 * A turn is open until a response to it has sounded or called a function. The sound since its beginning is kept,
 * up to `INTAKE_MS_MAX`; a session that joins hears it again, and what it makes of it carries the old turn's id.
 */
export class CallerTurns {
  readonly #sound = new HeldAudio(INTAKE_MS_MAX);
  #open: ItemId[] = [];
  #speaking = false;
  #answering: ResponseId | null = null;
  /** Turns that are being heard again, oldest first. */
  #awaited: ItemId[] = [];
  readonly #aliases = new Map<ItemId, ItemId>();
  /** The session hears again what the graph knows as said. */
  #again = false;
  #unconfirmed = false;
  /** For so much sound more, voice that nobody has heard is kept. */
  #unheardMs = 0;

  /** Turns that ended and were not answered, oldest first. */
  get open(): readonly ItemId[] {
    return this.#open;
  }

  /** Nobody speaks, and no turn waits for its answer. */
  get quiet(): boolean {
    return !this.#speaking && this.#open.length === 0;
  }

  /** The graph believes that the caller speaks, and the session that joined has not said so. */
  get unconfirmed(): boolean {
    return this.#unconfirmed;
  }

  /** Keeps a stretch of the caller's sound; `isHeard` by a session. */
  hear(frame: CallerAudio, isHeard: boolean): void {
    const whole = this.#sound.push(frame);
    if (!isHeard) return;
    this.#unheardMs = Math.max(0, this.#unheardMs - durationMs(frame.audio));
    if (this.quiet) this.#sound.keep(this.#unheardMs > 0 ? UNHEARD_MS : ONSET_MS);
    // Half a turn heard again would be another turn; its text is the better half.
    else if (!whole) this.#open = [];
  }

  /** The sound that has just come is a voice's, whether the model says so or not. */
  voice(): void {
    this.#unheardMs = UNHEARD_MS;
  }

  /** Takes in what the model says; returns what the graph is to know of it, null for nothing. */
  see(frame: Given): Given | null {
    switch (frame.kind) {
      case 'speech.started': {
        if (this.#again) return null;
        this.#answering = null;
        this.#unheardMs = 0;
        const told = this.#unconfirmed;
        this.#unconfirmed = false;
        this.#speaking = true;
        return told ? null : frame;
      }
      case 'speech.stopped': {
        const told = this.#again;
        this.#stopped();
        return told ? null : frame;
      }
      case 'caller.committed':
        return this.#committed(frame);
      case 'caller.text':
        return this.#renamed(frame);
      case 'response.started':
        if (this.#open.length > 0) this.#answering = frame.responseId;
        return frame;
      case 'agent.audio':
      case 'agent.words':
      case 'tool.called':
        if (frame.responseId === this.#answering) this.#answered();
        return frame;
      case 'response.done':
        if (frame.responseId === this.#answering && frame.status === 'completed') this.#answered();
        return frame;
      default:
        return frame;
    }
  }

  /** What a session that joins now has to hear first. */
  hearAgain(): readonly CallerAudio[] {
    this.#answering = null;
    this.#aliases.clear();
    this.#awaited = [...this.#open];
    this.#unconfirmed = this.#speaking;
    this.#again = this.#awaited.length > 0 && !this.#speaking;
    return [...this.#sound.frames];
  }

  #stopped(): void {
    this.#speaking = false;
    this.#unconfirmed = false;
    this.#again = false;
  }

  #committed(frame: FrameOf<'caller.committed'>): Given {
    this.#stopped();
    const known = this.#renamed(frame);
    if (known !== frame) return known;
    this.#open.push(frame.itemId);
    if (this.#open.length > TURNS_OPEN_MAX) this.#open.shift();
    return frame;
  }

  /** What a session first makes of a turn that it hears again, its words or its end, is of the oldest. */
  #renamed(frame: FrameOf<'caller.committed' | 'caller.text'>): Given {
    const itemId = this.#aliases.get(frame.itemId) ?? this.#awaited.shift();
    if (itemId === undefined) return frame;
    this.#aliases.set(frame.itemId, itemId);
    return { ...frame, itemId };
  }

  #answered(): void {
    this.#answering = null;
    this.#open = [];
    this.#awaited = [];
    if (!this.#speaking) this.#sound.drain();
  }
}
