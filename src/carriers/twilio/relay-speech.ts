// Relay speech: what Twilio was given to speak, how far it is, and what waits for it to be through.
//
// One item is with Twilio at a time: what is said next would take its place, for all is preemptible. Marks are ours:
// one is returned when the words before it were played, as Twilio tells, or as the clock says where it does not.
import { msBetween, plusMs, type Micros } from '../../base/time.ts';
import type { Timer, World } from '../../base/world.ts';
import type { PlayoutWords } from '../../frames/carrier-frames.ts';
import { speakingMs } from '../../media/speaking-time.ts';
import { relayEncoder } from './relay-wire.ts';
import { spokenPrefix } from './spoken-prefix.ts';

/** From our words to their first sound, where nobody tells: the way there, and the voice's own time. */
export const LEAD_MS = 500;

/** Where Twilio tells of its speech, words count as played without its word only so much later than they should be. */
export const UNTOLD_MS_MAX = 4000;

/** Words sent so shortly before Twilio said that it is silent were still on their way. */
const ON_THE_WAY_MS = 300;

/** Silence may be an interruption: the word of that comes before or behind it. */
const SETTLE_MS = 250;

interface Piece {
  readonly text: string;
  readonly sentAt: Micros;
  /** When it has sounded, by the pace of speech. */
  readonly untilAt: Micros;
  readonly marks: string[];
  played: boolean;
}

/** What is said in one go. */
interface Cycle {
  readonly itemId: string;
  readonly pieces: Piece[];
  readonly interruptible: boolean;
  closed: boolean;
  /** Characters that were played, by Twilio's word. */
  playedChars: number;
}

type Waiting = { readonly words: Omit<PlayoutWords, 'kind'> } | { readonly mark: string };

/** Whom it tells. */
export interface RelaySpeechListener {
  send(message: string): void;
  marked(mark: string): void;
}

/** Words, marks and clears in their order. */
export class RelaySpeech {
  readonly #world: Pick<World, 'clock' | 'timers'>;
  readonly #listener: RelaySpeechListener;
  #waiting: Waiting[] = [];
  #cycle: Cycle | null = null;
  /** Twilio tells what it plays. */
  #told = false;
  #music = false;
  #timer: Timer | null = null;
  #silentTimer: Timer | null = null;

  constructor(world: Pick<World, 'clock' | 'timers'>, listener: RelaySpeechListener) {
    this.#world = world;
    this.#listener = listener;
  }

  /** Something of ours may be sounding. */
  get speaks(): boolean {
    return this.#cycle !== null;
  }

  words(words: Omit<PlayoutWords, 'kind'>): void {
    this.#waiting.push({ words });
    this.#pump();
  }

  mark(mark: string): void {
    this.#waiting.push({ mark });
    this.#pump();
  }

  /** Nothing of it is to be heard any more. */
  clear(): void {
    const cycle = this.#drop();
    if (cycle === null) return;
    this.#close(cycle);
    this.#silence();
  }

  /** Twilio was interrupted and has dropped it all. How much was spoken behind the last mark; null: nothing sounded. */
  interrupted(heard: string | null, heardMs: number | null): number | null {
    const cycle = this.#cycle;
    if (cycle === null) return null;
    const text = textOf(cycle);
    const chars = (heard === null ? null : spokenPrefix(text, heard)) ?? this.#charsBy(cycle, heardMs);
    this.#playedTo(cycle, chars);
    const from = cycle.pieces
      .filter(({ played }) => played)
      .reduce((sum, piece) => sum + piece.text.length, 0);
    this.#drop();
    this.#close(cycle);
    return speakingMs(text.slice(from, Math.max(from, chars)));
  }

  /** Twilio's words on what was played: all of this item so far, or what came since it last said so. */
  played(text: string): void {
    this.#told = true;
    const cycle = this.#cycle;
    if (cycle === null) return this.#arm();
    const all = textOf(cycle);
    const further = spokenPrefix(all.slice(cycle.playedChars), text);
    const chars = further === null ? spokenPrefix(all, text) : cycle.playedChars + further;
    if (chars !== null && chars > cycle.playedChars) cycle.playedChars = chars;
    this.#playedTo(cycle, cycle.playedChars);
    this.#pump();
  }

  speaking(on: boolean): void {
    this.#told = true;
    this.#silentTimer?.stop();
    const cycle = this.#cycle;
    if (on || cycle === null) return this.#arm();
    const now = this.#world.clock.now();
    const played = cycle.pieces.filter(({ sentAt }) => msBetween(sentAt, now) > ON_THE_WAY_MS);
    this.#silentTimer = this.#world.timers.after(SETTLE_MS, () => {
      for (const piece of played) this.#hasPlayed(piece);
      this.#pump();
    });
  }

  /** Plays hold music, or ends it. */
  music(source: string | null): void {
    if (source !== null) this.#listener.send(relayEncoder.music(source));
    else if (this.#music) this.#silence();
    this.#music = source !== null;
  }

  stop(): void {
    this.#timer?.stop();
    this.#silentTimer?.stop();
    this.#waiting = [];
    this.#cycle = null;
  }

  #pump(): void {
    this.#finish();
    for (;;) {
      const next = this.#waiting[0];
      if (next === undefined) break;
      if ('mark' in next) {
        const piece = this.#cycle?.pieces.findLast(({ played }) => !played);
        if (piece === undefined) this.#listener.marked(next.mark);
        else piece.marks.push(next.mark);
      } else if (!this.#take(next.words)) break;
      this.#waiting.shift();
      this.#finish();
    }
    this.#arm();
  }

  /** False: something else is being said. */
  #take({ itemId, text, last, interruptible }: Omit<PlayoutWords, 'kind'>): boolean {
    if (this.#cycle !== null && this.#cycle.itemId !== itemId) return false;
    if (this.#cycle === null && text === '') return true;
    const now = this.#world.clock.now();
    this.#music = false;
    this.#cycle ??= { itemId, pieces: [], interruptible, closed: false, playedChars: 0 };
    const cycle = this.#cycle;
    if (text !== '') {
      const before = cycle.pieces.at(-1)?.untilAt ?? now;
      const beginsAt = Math.max(before, plusMs(now, cycle.pieces.length === 0 ? LEAD_MS : 0)) as Micros;
      const untilAt = plusMs(beginsAt, speakingMs(text));
      cycle.pieces.push({ text, sentAt: now, untilAt, marks: [], played: false });
    }
    cycle.closed ||= last;
    this.#listener.send(relayEncoder.text({ token: text, last, interruptible }));
    return true;
  }

  /** The item is through: the next one's turn. */
  #finish(): void {
    if (this.#cycle?.closed === true && this.#cycle.pieces.every(({ played }) => played)) this.#cycle = null;
  }

  #drop(): Cycle | null {
    const cycle = this.#cycle;
    this.#cycle = null;
    this.#waiting = [];
    this.#timer?.stop();
    this.#silentTimer?.stop();
    return cycle;
  }

  /** Twilio waits for more of what is not closed. */
  #close({ closed, interruptible }: Cycle): void {
    if (!closed) this.#listener.send(relayEncoder.text({ token: '', last: true, interruptible }));
  }

  /** There is no message that stops what plays: a text without a word takes its place. */
  #silence(): void {
    this.#listener.send(relayEncoder.text({ token: ' ', last: true, interruptible: true }));
  }

  #charsBy(cycle: Cycle, heardMs: number | null): number {
    const first = cycle.pieces[0];
    const ms =
      heardMs ??
      (first === undefined ? 0 : Math.max(0, msBetween(first.sentAt, this.#world.clock.now()) - LEAD_MS));
    const text = textOf(cycle);
    const allMs = speakingMs(text);
    return Math.max(cycle.playedChars, Math.floor(text.length * Math.min(1, allMs === 0 ? 0 : ms / allMs)));
  }

  /** Pieces up to here were played whole; what stands between words counts to the one before. */
  #playedTo(cycle: Cycle, chars: number): void {
    let end = 0;
    for (const piece of cycle.pieces) {
      end += piece.text.length;
      const words = end - (piece.text.length - piece.text.replace(/[\s\p{P}]+$/u, '').length);
      if (words > chars) return;
      this.#hasPlayed(piece);
    }
  }

  #hasPlayed(piece: Piece): void {
    if (piece.played) return;
    piece.played = true;
    for (const mark of piece.marks) this.#listener.marked(mark);
  }

  #arm(): void {
    this.#timer?.stop();
    const piece = this.#cycle?.pieces.find(({ played }) => !played);
    if (piece === undefined) return;
    const dueAt = this.#told ? plusMs(piece.untilAt, UNTOLD_MS_MAX) : piece.untilAt;
    this.#timer = this.#world.timers.after(Math.max(0, msBetween(this.#world.clock.now(), dueAt)), () => {
      this.#hasPlayed(piece);
      this.#pump();
    });
  }
}

function textOf({ pieces }: Cycle): string {
  return pieces.map(({ text }) => text).join('');
}
