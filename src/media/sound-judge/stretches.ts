// Stretches: dead air and double talk, as stretches of windows that go on for too long.
import type { SoundFinding } from '../sound-finding.ts';
import { WINDOW_MS } from './talk-meter.ts';
import type { SoundWindow } from './window.ts';

/** On the phone people ask whether anybody is there after 4 to 5 s; a pause for thought is shorter. */
export const DEAD_AIR_MS_MIN = 5000;

/** An agent that gives way is silent within a second of being interrupted; two who talk for longer do not hear each other. */
export const DOUBLE_TALK_MS_MIN = 1500;

/** Gaps between words, by which nobody has stopped to talk. */
const WORD_GAP_MS = 200;

/** A click is no talk: what ends a silence lasts at least so long. */
const TALK_MS_MIN = 60;

/** What we send below this is silence to the ear, whatever it is: music is louder. */
const AGENT_QUIET_DBFS = -50;

/** A stretch from where a condition began to where it ended, if it lasted long enough. */
class Stretch {
  readonly #kind: 'dead-air' | 'double-talk';
  readonly #msMin: number;
  #from: number | null = null;

  constructor(kind: 'dead-air' | 'double-talk', msMin: number) {
    this.#kind = kind;
    this.#msMin = msMin;
  }

  /** The condition holds from `from` on. */
  holds(from: number): void {
    this.#from ??= from;
  }

  /** It does not any more. */
  ends(atMs: number): readonly SoundFinding[] {
    const from = this.#from;
    this.#from = null;
    if (from === null || atMs - from < this.#msMin) return [];
    const durationMs = atMs - from;
    return [{ kind: this.#kind, side: 'both', atMs: from, durationMs, value: durationMs }];
  }
}

/** Finds the stretches in which nobody is heard, and those in which both talk. */
export class Stretches {
  readonly #silence = new Stretch('dead-air', DEAD_AIR_MS_MIN);
  readonly #both = new Stretch('double-talk', DOUBLE_TALK_MS_MIN);
  /** Since when each has sounded without a break. */
  #soundMs = 0;
  #soundFrom = 0;
  readonly #talkedUntil = { caller: -Infinity, agent: -Infinity };

  hear({ atMs, caller, agent }: SoundWindow): readonly SoundFinding[] {
    const found = [...this.#quiet(atMs, !caller.talks && agent.levelDbfs < AGENT_QUIET_DBFS)];
    if (caller.talks) this.#talkedUntil.caller = atMs + WINDOW_MS;
    if (agent.talks) this.#talkedUntil.agent = atMs + WINDOW_MS;
    const until = Math.min(this.#talkedUntil.caller, this.#talkedUntil.agent);
    if (until > atMs - WORD_GAP_MS) this.#both.holds(atMs);
    else found.push(...this.#both.ends(until));
    return found;
  }

  end(atMs: number): readonly SoundFinding[] {
    const both = Math.min(this.#talkedUntil.caller, this.#talkedUntil.agent);
    return [...this.#silence.ends(atMs), ...this.#both.ends(both)];
  }

  #quiet(atMs: number, quiet: boolean): readonly SoundFinding[] {
    if (quiet) {
      this.#soundMs = 0;
      this.#silence.holds(atMs);
      return [];
    }
    if (this.#soundMs === 0) this.#soundFrom = atMs;
    this.#soundMs += WINDOW_MS;
    return this.#soundMs < TALK_MS_MIN ? [] : this.#silence.ends(this.#soundFrom);
  }
}
