// Turn taking: when the caller's turn begins and when it is over, by voice and words; and what is no turn at all.
import { unreachable } from '../../base/assert.ts';
import { msBetween, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { SttEvent } from '../../speech/stt.ts';
import { isBackchannel, wholeness } from './turn-words.ts';

/** Quiet that ends a turn, by how finished its words sound; where the transcriber does not end turns itself. */
export const END_MS: Readonly<Record<ReturnType<typeof wholeness>, number>> = {
  whole: 400,
  unsure: 900,
  open: 1800,
};

/** Voice over the agent's for so long interrupts, also before the transcriber has a word of it. */
export const INSIST_MS = 800;

/** How long a transcriber may take to the last word of a turn that is over. */
export const SETTLE_MS_MAX = 1500;

/** Sound without a word that is quiet again for so long was no turn. */
export const WORDLESS_MS = 1500;

/** A transcriber that ends turns itself, and does not: after so much quiet it is told to. */
const OVERDUE_MS = 6000;

/** What turn taking leads to. None of these may throw. */
export interface TurnHost {
  /** The agent can be heard, and for a while yet: words may be meant for nobody. */
  agentSpeaks(): boolean;
  speechStarted(): void;
  speechStopped(): void;
  /** The turn is over. */
  turnEnded(text: string, language: string | null): void;
  /** The turn is likely to be over. Followed by `turnEnded`, or by `turnGoesOn`. */
  turnEager(text: string): void;
  turnGoesOn(): void;
  /** Somebody listens, and said so: no turn, and nothing was stopped for it. */
  backchannel(text: string): void;
  /** The agent was stopped for nothing. */
  falseAlarm(): void;
  /** The transcriber is to tell the turn's text. */
  settle(): void;
}

/** One caller's turns. Speech over the agent's is told once it has words that are more than a backchannel, or insists. */
export class TurnTaking {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #host: TurnHost;
  /** The transcriber ends turns. */
  readonly #led: boolean;
  #open = false;
  /** `speechStarted` was told of this turn. */
  #told = false;
  /** It was told while the agent could be heard. */
  #cuts = false;
  #insists = false;
  #voice = false;
  /** The caller's voice was noticed in this turn: its end tells when the words ended, which come late. */
  #voiced = false;
  #quietSince: Micros | null = null;
  #eager = false;
  #text = '';
  #insist: Timer | null = null;
  #end: Timer | null = null;

  constructor(world: Pick<World, 'clock' | 'timers'>, led: boolean, host: TurnHost) {
    this.#world = world;
    this.#led = led;
    this.#host = host;
  }

  /** The caller speaks. */
  get open(): boolean {
    return this.#open;
  }

  /** The caller's voice began or stopped. */
  voice(change: 'started' | 'stopped'): void {
    this.#voice = change === 'started';
    if (change === 'started') {
      this.#voiced = true;
      this.#quietSince = null;
      this.#end?.stop();
      if (this.#open && !this.#led) this.#goesOn();
      return this.#begin();
    }
    this.#quietSince = this.#world.clock.now();
    this.#insist?.stop();
    this.#awaitEnd();
  }

  /** What the transcriber says of the turn. */
  heard(event: Exclude<SttEvent, { readonly kind: 'ready' | 'fault' | 'closed' }>): void {
    switch (event.kind) {
      case 'speech-started':
        return this.#begin();
      case 'text':
        return this.#words(event.text);
      case 'turn-eager':
        this.#words(event.text);
        return this.#prepare(event.text);
      case 'turn-resumed':
        return this.#goesOn();
      case 'turn-ended':
        return this.#over(event.text, event.language ?? null);
      default:
        return unreachable(event);
    }
  }

  /** Nothing is told any more. */
  stop(): void {
    this.#insist?.stop();
    this.#end?.stop();
    this.#open = false;
  }

  #begin(): void {
    if (this.#open) return;
    this.#open = true;
    if (!this.#host.agentSpeaks()) return this.#tell();
    this.#insist = this.#world.timers.after(INSIST_MS, () => {
      if (!this.#voice) return;
      this.#insists = true;
      this.#tell();
    });
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    this.#insist?.stop();
    this.#cuts = this.#host.agentSpeaks();
    this.#host.speechStarted();
  }

  #words(text: string): void {
    if (text.trim() === '') return;
    this.#begin();
    if (this.#eager && !this.#led && text !== this.#text) this.#goesOn();
    this.#text = text;
    if (!isBackchannel(text)) this.#tell();
    if (this.#voice) return;
    if (!this.#voiced) this.#quietSince = this.#world.clock.now();
    this.#awaitEnd();
  }

  /** Quiet: how much more of it ends the turn. */
  #awaitEnd(): void {
    if (!this.#open) return;
    this.#end?.stop();
    this.#quietSince ??= this.#world.clock.now();
    const quietMs = msBetween(this.#quietSince, this.#world.clock.now());
    const said = this.#text !== '';
    const wholly = wholeness(this.#text);
    const neededMs = !said ? WORDLESS_MS : this.#led ? OVERDUE_MS : END_MS[wholly];
    if (said && !this.#led && wholly === 'whole') this.#prepare(this.#text);
    this.#end = this.#world.timers.after(Math.max(0, neededMs - quietMs), () => this.#settle());
  }

  #settle(): void {
    this.#end = this.#world.timers.after(SETTLE_MS_MAX, () => this.#over(this.#text, null));
    this.#host.settle();
  }

  #prepare(text: string): void {
    if (this.#eager || !this.#told || text.trim() === '') return;
    this.#eager = true;
    this.#host.turnEager(text.trim());
  }

  #goesOn(): void {
    if (!this.#eager) return;
    this.#eager = false;
    this.#host.turnGoesOn();
  }

  #over(text: string, language: string | null): void {
    const said = text.trim();
    const idle = !this.#open && said === '';
    const [told, cuts, insists, eager] = [this.#told, this.#cuts, this.#insists, this.#eager];
    this.#forget();
    // An answer to a `settle` that something else has answered meanwhile.
    if (idle) return;
    if (eager && said === '') this.#host.turnGoesOn();
    if (isBackchannel(said) && (insists || !told) && (cuts || this.#host.agentSpeaks() || said === '')) {
      if (told) this.#host.speechStopped();
      if (said !== '') this.#host.backchannel(said);
      if (told && cuts) this.#host.falseAlarm();
    } else if (said === '') {
      this.#host.speechStopped();
      if (cuts) this.#host.falseAlarm();
    } else {
      if (!told) this.#host.speechStarted();
      this.#host.speechStopped();
      this.#host.turnEnded(said, language);
    }
    // Who spoke on while the words were awaited has begun another turn.
    if (this.#voice) this.#begin();
  }

  #forget(): void {
    this.stop();
    this.#told = false;
    this.#cuts = false;
    this.#insists = false;
    this.#eager = false;
    this.#text = '';
    this.#voiced = this.#voice;
    this.#quietSince = null;
  }
}
