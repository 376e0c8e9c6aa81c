// Ear: what is measured where the caller is: when the agent is heard, and how long each answer took to be.
import { BYTES_PER_MS } from '../../media/audio.ts';
import { levelDbfs } from '../../media/energy.ts';
import type { Sounded } from '../../testing/telephone/sound-track.ts';
import { AUDIBLE_DBFS } from './caller-sound.ts';

/** A pause of the agent that is longer than those between its sentences: it has begun to speak anew. */
const SPELL_GAP_MS = 300;

/** The caller's ear. Times are milliseconds since the call began to ring. */
export class Ear {
  readonly #began: (latencyMs: number | null) => void;
  readonly #latenciesMs: number[] = [];
  #firstSoundMs: number | null = null;
  #spellMs: number | null = null;
  #audibleEndMs: number | null = null;
  #askedMs: number | null = null;

  /** `began`: told each time the agent begins to speak, with its latency where it answers the caller. */
  constructor(began: (latencyMs: number | null) => void = () => {}) {
    this.#began = began;
  }

  /** When the agent was heard first; null: never. */
  get firstSoundMs(): number | null {
    return this.#firstSoundMs;
  }

  /** When the agent began to speak last; null: it never did. */
  get spellMs(): number | null {
    return this.#spellMs;
  }

  /** From the end of each thing that the caller said to the agent's next sound. */
  get latenciesMs(): readonly number[] {
    return this.#latenciesMs;
  }

  /** The agent's sound as it was heard. */
  hear({ atMs, bytes }: Sounded): void {
    if (levelDbfs(bytes) < AUDIBLE_DBFS) return;
    if (this.#audibleEndMs === null || atMs - this.#audibleEndMs >= SPELL_GAP_MS) this.#begins(atMs);
    this.#audibleEndMs = atMs + bytes.length / BYTES_PER_MS;
  }

  /** The caller begins to speak: what was asked before is not waited for any more. */
  callerBegins(): void {
    this.#askedMs = null;
  }

  /** The caller has spoken to the end. An agent that speaks on all the while cannot be timed. */
  callerEnds(atMs: number): void {
    const silent = this.#audibleEndMs === null || atMs - this.#audibleEndMs >= SPELL_GAP_MS;
    this.#askedMs = silent ? atMs : null;
  }

  #begins(atMs: number): void {
    this.#firstSoundMs ??= atMs;
    this.#spellMs = atMs;
    const latencyMs = this.#askedMs === null ? null : Math.max(0, atMs - this.#askedMs);
    this.#askedMs = null;
    if (latencyMs !== null) this.#latenciesMs.push(latencyMs);
    this.#began(latencyMs);
  }
}
