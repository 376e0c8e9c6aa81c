// Batch progress: how far a batch has come, as a bar on a terminal and as lines everywhere else.
import type { EpochMs } from '../../base/time.ts';
import type { BatchNews } from './batch-plan.ts';
import { settledRows, tally } from './batch-report.ts';
import type { RowState } from './batch-run.ts';
import { wallTime } from './calling-hours.ts';

/** Where progress is told. */
export interface ProgressOut {
  readonly write: (text: string) => void;
  /** Characters of a line; null: no terminal, and no bar. */
  readonly columns: () => number | null;
  /** IANA name of the zone in which times are told. */
  readonly zone: string;
  readonly wall: () => EpochMs;
}

const BAR_CHARACTERS = 24;

/** Tells a run. */
export class BatchProgress {
  readonly #out: ProgressOut;
  readonly #rows: () => readonly RowState[];
  readonly #attempts: number;
  #drawn = false;

  /** `attempts`: that are made at most. */
  constructor(out: ProgressOut, rows: () => readonly RowState[], attempts: number) {
    this.#out = out;
    this.#rows = rows;
    this.#attempts = attempts;
  }

  /** Tells what happened. Rows go by their line: whoever keeps what is told here keeps no numbers. */
  news(news: BatchNews): void {
    const bar = this.#out.columns() !== null;
    switch (news.kind) {
      case 'dialled':
        break;
      case 'listed':
        if (!bar) this.line(`line ${news.line}: on the do-not-call list, not called`);
        break;
      case 'settled': {
        const again = news.again === null ? '' : `, again at ${this.#time(news.again)}`;
        const attempt =
          news.attempt === 1 && news.again === null ? '' : ` (attempt ${news.attempt} of ${this.#attempts})`;
        // On a terminal the bar counts what went as it goes.
        if (!bar || news.end === 'broken' || news.end === 'refused')
          this.line(`line ${news.line}: ${news.end}${attempt}${again} [${news.reason}]`);
        break;
      }
      case 'held':
        this.line(`no calls for ${Math.ceil(news.ms / 1000)} s: ${news.why}`);
        break;
      case 'stopping':
        if (news.end.kind === 'failures' || news.end.kind === 'fault')
          this.line(`stopping: ${news.end.problem}`);
        break;
    }
    this.draw();
  }

  /** A line of its own, above the bar. */
  line(text: string): void {
    this.#wipe();
    const done = settledRows(this.#rows());
    this.#out.write(
      this.#out.columns() === null ? `[${done}/${this.#rows().length}] ${text}\n` : `${text}\n`,
    );
  }

  /** Draws the bar anew, where there is one. */
  draw(): void {
    const columns = this.#out.columns();
    if (columns === null) return;
    this.#wipe();
    this.#out.write(this.#bar().slice(0, Math.max(columns - 1, 0)));
    this.#drawn = true;
  }

  /** Takes the bar away. */
  close(): void {
    this.#wipe();
  }

  #wipe(): void {
    // https://www.ecma-international.org/publications-and-standards/standards/ecma-48/: EL
    if (this.#drawn) this.#out.write('\r\u001b[2K');
    this.#drawn = false;
  }

  #bar(): string {
    const rows = this.#rows();
    const done = settledRows(rows);
    const full = Math.floor((done / Math.max(rows.length, 1)) * BAR_CHARACTERS);
    const bar = `${'█'.repeat(full)}${'░'.repeat(BAR_CHARACTERS - full)}`;
    const live = rows.filter(({ stage }) => stage === 'open').length;
    const counts = [...tally(rows)]
      .filter(([outcome]) => outcome !== 'not-called' && outcome !== 'unknown')
      .map(([outcome, count]) => `${outcome} ${count}`);
    return [
      `${bar} ${done}/${rows.length}`,
      ...(live > 0 ? [`${live} live`] : []),
      ...this.#next(rows, live),
      ...counts,
    ].join(' · ');
  }

  /** When it goes on, where nothing happens until then. */
  #next(rows: readonly RowState[], live: number): readonly string[] {
    if (live > 0) return [];
    const due = rows.filter(({ stage }) => stage === 'waiting').map(({ dueWall }) => dueWall);
    const next = due.reduce((soonest, one) => Math.min(soonest, one), Infinity);
    return next > this.#out.wall() && next < Infinity ? [`next at ${this.#time(next as EpochMs)}`] : [];
  }

  #time(wall: EpochMs): string {
    return wallTime(this.#out.zone, wall);
  }
}
