// Handover: what one session of a model leaves to the next: what was said, what is owed, what was not answered.
import type { ItemId } from '../base/brand.ts';
import type { Micros } from '../base/time.ts';
import type { FrameOf } from '../frames/frame.ts';
import { CallerTurns } from './caller-turns.ts';
import type { ModelEnd } from './ends.ts';
import { OpenResponses } from './open-responses.ts';
import { SaidSoFar } from './said-so-far.ts';

type Given = FrameOf<ModelEnd['gives'][number]>;
type Told = Exclude<FrameOf<ModelEnd['takes'][number]>, { readonly kind: 'model.close' | 'caller.audio' }>;

/** What brings a session up to date, in order, and what the graph is to know of it. */
export interface CarriedOver {
  readonly tell: readonly (Told | FrameOf<'caller.audio'>)[];
  readonly give: readonly Given[];
}

const BROKEN_OFF = 'Your last answer broke off there for a technical reason. Go on from where it stopped.';

/** Sees every frame in both directions; sound passes by as it is. */
export class Handover {
  readonly #said = new SaidSoFar();
  readonly #turns = new CallerTurns();
  readonly #responses = new OpenResponses();
  readonly #hearsSound: boolean;
  #settings: FrameOf<'session.update'> | null = null;

  /** `hearsSound` false: sessions are told what the caller said, and what was said is not heard again. */
  constructor({ hearsSound }: { readonly hearsSound: boolean }) {
    this.#hearsSound = hearsSound;
  }

  /** The changes to what sessions are opened with; null for none. */
  get settings(): FrameOf<'session.update'> | null {
    return this.#settings;
  }

  /** The graph was told that the caller speaks, and the session has not said so yet. */
  get doubtsSpeech(): boolean {
    return this.#turns.unconfirmed;
  }

  /** Nobody speaks, nothing is asked, nothing is owed. */
  isQuiet(at: Micros): boolean {
    return this.#turns.quiet && this.#responses.idle(at) && !this.#said.awaitsResult;
  }

  /** Takes in the caller's sound; `isHeard` by a session. */
  hear(frame: FrameOf<'caller.audio'>, isHeard: boolean): void {
    this.#turns.hear(frame, isHeard);
  }

  /** The caller's last sound was voice. */
  voice(): void {
    this.#turns.voice();
  }

  /** Takes in what the model is told; returns what its present session is told, which knows things by other ids. */
  tell(frame: Told, at: Micros): readonly Told[] {
    switch (frame.kind) {
      case 'context.add':
      case 'context.remove':
      case 'context.truncate':
      case 'context.tool-result':
        return this.#said.tell(frame);
      case 'session.update':
        this.#settings = { ...this.#settings, ...frame };
        break;
      case 'response.create':
        this.#responses.ask(frame, at);
        break;
      case 'response.cancel':
        break;
    }
    return [frame];
  }

  /** Takes in what the model says; returns what the graph is to know of it, null for nothing. */
  see(frame: Given): Given | null {
    const shown = this.#turns.see(frame);
    if (shown === null) return null;
    this.#responses.see(shown);
    this.#said.see(shown);
    return shown;
  }

  /** The session is gone: what the graph is told instead of what will not come. */
  lose(): readonly Given[] {
    const lines = this.#said.abandonCallerLines(this.#unheard);
    const { frames, sounded } = this.#responses.lose();
    if (sounded) this.#said.note(BROKEN_OFF);
    return [...lines, ...frames];
  }

  /** Another session serves from here on: first it is told what was said, then it is asked, then it hears the caller. */
  carryOver(at: Micros): CarriedOver {
    const unanswered = this.#unheard;
    const tell: CarriedOver['tell'][number][] = [...this.#said.lines(unanswered)];
    const give: Given[] = [];
    this.#said.nextSession();
    for (const frame of this.#responses.asked(at)) {
      // It answers the turn that it hears by itself; asked as well, it would answer before it has heard it.
      if (unanswered.length === 0 || frame.instructions !== null) tell.push(frame);
      else {
        const { requestId } = frame;
        give.push({
          kind: 'response.refused',
          requestId,
          cause: 'failed',
          detail: 'the turn is heard again',
        });
      }
    }
    for (const frame of give) this.#responses.see(frame);
    tell.push(...this.#turns.hearAgain());
    return { tell, give };
  }

  /** Turns that the next session hears again. */
  get #unheard(): readonly ItemId[] {
    return this.#hearsSound ? this.#turns.open : [];
  }
}
