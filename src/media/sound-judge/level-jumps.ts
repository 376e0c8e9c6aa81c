// Level jumps: where one side is suddenly much louder or quieter than it was, while it talks.
import type { SoundFinding } from '../sound-finding.ts';

/** Speech of one voice stays within 6 dB from second to second; 12 dB make one hold the phone away, or press it to the ear. */
export const LEVEL_JUMP_DB_MIN = 12;

/** Talk that is measured in one go, in windows: a second of it. */
const BLOCK_WINDOWS = 50;

interface Block {
  readonly atMs: number;
  readonly levelDbfs: number;
}

/** Of one side. */
export class LevelJumps {
  readonly #side: 'caller' | 'agent';
  #past: Block[] = [];
  #energy = 0;
  #windows = 0;
  #from = 0;

  constructor(side: 'caller' | 'agent') {
    this.#side = side;
  }

  /** Takes in a window in which this side talks. */
  talks(atMs: number, levelDbfs: number): readonly SoundFinding[] {
    if (this.#windows === 0) this.#from = atMs;
    this.#energy += 10 ** (levelDbfs / 10);
    this.#windows += 1;
    if (this.#windows < BLOCK_WINDOWS) return [];
    const block = { atMs: this.#from, levelDbfs: 10 * Math.log10(this.#energy / this.#windows) };
    this.#energy = this.#windows = 0;
    return this.#block(block);
  }

  /** Against the second before, and the one before that: a jump in the middle of a second is seen by the next. */
  #block(block: Block): readonly SoundFinding[] {
    const before = this.#past.findLast(
      (one) => Math.abs(block.levelDbfs - one.levelDbfs) >= LEVEL_JUMP_DB_MIN,
    );
    const last = this.#past.at(-1);
    this.#past = before === undefined ? [...this.#past, block].slice(-2) : [block];
    if (before === undefined || last === undefined) return [];
    const value = Math.round(10 * (block.levelDbfs - before.levelDbfs)) / 10;
    // It jumped within the block before, where that one differs already.
    const within = before !== last && Math.abs(last.levelDbfs - before.levelDbfs) > 2;
    const atMs = within ? last.atMs : block.atMs;
    return [{ kind: 'level-jump', side: this.#side, atMs, durationMs: 0, value }];
  }
}
