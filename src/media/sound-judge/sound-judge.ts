// Sound judge: what was wrong with how a call sounded, found in its recording by arithmetic alone, piece by piece.
import { levelDbfs } from '../energy.ts';
import { MULAW_SAMPLES } from '../g711.ts';
import type { SoundFinding } from '../sound-finding.ts';
import { Echo } from './echo.ts';
import { Edges } from './edges.ts';
import { LevelJumps } from './level-jumps.ts';
import { Stretches } from './stretches.ts';
import { TalkMeter, WINDOW_MS } from './talk-meter.ts';
import type { SoundWindow, WindowSide } from './window.ts';

/** Findings that are listed; of more it is told how many there are. A line that is so bad is known to be by then. */
export const FINDINGS_MAX = 100;

const WINDOW_SAMPLES = WINDOW_MS * 8;

/** What was found in a recording, by its instants. */
export interface SoundJudgement {
  readonly findings: readonly SoundFinding[];
  readonly unlisted: number;
}

/** One side, as far as it is judged by itself. */
class Side {
  readonly #meter = new TalkMeter();
  readonly #edges: Edges;
  readonly #jumps: LevelJumps;
  /** The window that is being filled. */
  readonly window = new Uint8Array(WINDOW_SAMPLES);

  constructor(name: 'caller' | 'agent') {
    this.#edges = new Edges(name);
    this.#jumps = new LevelJumps(name);
  }

  hear(at: number, byte: number): SoundFinding | null {
    this.window[at] = byte;
    return this.#edges.hear(MULAW_SAMPLES[byte] ?? 0);
  }

  /** The window is whole. */
  close(atMs: number, found: (finding: SoundFinding) => void): WindowSide {
    const level = levelDbfs(this.window);
    const talks = this.#meter.hear(level);
    if (talks) for (const jump of this.#jumps.talks(atMs, level)) found(jump);
    return { levelDbfs: level, talks };
  }
}

/** Judges one recording of 8 kHz stereo µ-law, the caller left, the agent right. Holds no more of it than 3 s of levels. */
export class SoundJudge {
  readonly #caller = new Side('caller');
  readonly #agent = new Side('agent');
  readonly #stretches = new Stretches();
  readonly #echo = new Echo();
  readonly #findings: SoundFinding[] = [];
  #count = 0;
  #bytes = 0;
  #atMs = 0;

  /** Takes in the next piece, of any length. */
  hear(stereo: Uint8Array): void {
    for (const byte of stereo) {
      const sample = (this.#bytes >> 1) % WINDOW_SAMPLES;
      const isCaller = this.#bytes % 2 === 0;
      const finding = (isCaller ? this.#caller : this.#agent).hear(sample, byte);
      if (finding !== null) this.#found(finding);
      this.#bytes += 1;
      if (!isCaller && sample === WINDOW_SAMPLES - 1) this.#window();
    }
  }

  /** All that was found; to be called once, behind the last piece. */
  end(): SoundJudgement {
    for (const finding of [...this.#stretches.end(this.#atMs), ...this.#echo.end()]) this.#found(finding);
    const echoes = this.#findings.filter(({ kind }) => kind === 'echo');
    // Where our voice comes back nobody else talks.
    const findings = this.#findings
      .filter((one) => one.kind !== 'double-talk' || !echoes.some((echo) => overlap(one, echo)))
      .toSorted((one, other) => one.atMs - other.atMs);
    return { findings, unlisted: this.#count - this.#findings.length };
  }

  #window(): void {
    const atMs = this.#atMs;
    const found = (finding: SoundFinding): void => this.#found(finding);
    const window: SoundWindow = {
      atMs,
      caller: this.#caller.close(atMs, found),
      agent: this.#agent.close(atMs, found),
    };
    for (const finding of [...this.#stretches.hear(window), ...this.#echo.hear(window)]) this.#found(finding);
    this.#atMs += WINDOW_MS;
  }

  #found(finding: SoundFinding): void {
    this.#count += 1;
    if (this.#findings.length < FINDINGS_MAX) this.#findings.push(finding);
  }
}

function overlap(one: SoundFinding, other: SoundFinding): boolean {
  return one.atMs < other.atMs + other.durationMs && other.atMs < one.atMs + one.durationMs;
}
