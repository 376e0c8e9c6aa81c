// Ear: one transcriber for the whole session, also when the caller changes to another language.
import type { Timer, World } from '../../base/world.ts';
import type { Audio } from '../../media/audio.ts';
import type { Stt, SttEvent, SttSession, SttSettings } from '../../speech/stt.ts';

/** How long one for another language may take until it listens; after that the old one goes on. */
export const EAR_MS_MAX = 8000;

/** Vendors take a language when a session is opened: another language is another session, which takes over once it listens. */
export class Ear {
  readonly #world: World;
  readonly #stt: Stt;
  #settings: SttSettings;
  #serving: SttSession;
  #next: SttSession | null = null;
  #bound: Timer | null = null;
  #hear: (event: SttEvent) => void = () => {};

  constructor(world: World, stt: Stt, settings: SttSettings) {
    this.#world = world;
    this.#stt = stt;
    this.#settings = settings;
    this.#serving = stt.open(world, settings);
  }

  /** Sets the one listener. It is told `ready` once, and `closed` when there is no transcriber left. */
  listen(hear: (event: SttEvent) => void): void {
    this.#hear = hear;
    this.#serving.listen(this.#listener(this.#serving));
  }

  hear(audio: Audio): void {
    this.#serving.hear(audio);
  }

  settle(): void {
    this.#serving.settle();
  }

  /** From soon on it expects this language. */
  change(language: string): void {
    if (language === this.#settings.language) return;
    this.#settings = { ...this.#settings, language };
    this.#drop();
    const next = this.#stt.open(this.#world, this.#settings);
    this.#next = next;
    this.#bound = this.#world.timers.after(EAR_MS_MAX, () => this.#drop());
    next.listen(this.#listener(next));
  }

  close(): void {
    this.#drop();
    this.#serving.close();
  }

  #listener(session: SttSession): (event: SttEvent) => void {
    return (event) => {
      if (session === this.#serving) this.#hear(event);
      else if (session === this.#next) this.#awaited(session, event);
    };
  }

  #awaited(session: SttSession, event: SttEvent): void {
    if (event.kind === 'ready') {
      const old = this.#serving;
      this.#bound?.stop();
      this.#serving = session;
      this.#next = null;
      old.close();
    } else if (event.kind === 'fault') this.#hear({ ...event, fatal: false });
    else if (event.kind === 'closed') this.#drop();
  }

  #drop(): void {
    const next = this.#next;
    this.#bound?.stop();
    this.#next = null;
    next?.close();
  }
}
