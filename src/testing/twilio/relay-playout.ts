// What an emulated ConversationRelay speaks: talk cycles one behind the other, sentence by sentence, word by word.
import { BYTES_PER_MS } from '../../media/audio.ts';
import type { Micros } from '../../base/time.ts';
import type { World } from '../../base/world.ts';
import { within } from '../rehearsal/timing.ts';
import type { Voice } from '../rehearsal/voice.ts';
import { PlayoutBuffer } from '../telephone/playout-buffer.ts';

/** How long the voice may take over a sentence. */
const VOICE_MS_MAX = 4000;
/** A voice's own time before its first sound. */
const SYNTHESIS_MS = 120;
/** Words that are told as played together. */
const WORDS_TOLD = 3;
/** Hold music is queued for so many rounds; nobody is on hold for longer. */
const MUSIC_ROUNDS = 15;

/** Whom it tells. */
export interface RelayPlayoutListener {
  heard(at: Micros, bytes: Uint8Array): void;
  speaking(on: boolean): void;
  /** These words were just played. */
  played(words: string): void;
}

interface Flags {
  readonly interruptible: boolean;
  readonly preemptible: boolean;
}

/** What is said in one go. */
interface Cycle extends Flags {
  /** Not yet spoken: no whole sentence. */
  pending: string;
  closed: boolean;
  /** Where each word ends, in bytes from the cycle's first. */
  readonly words: { readonly text: string; readonly endByte: number }[];
  bytes: number;
  heardBytes: number;
  dropped: boolean;
}

/** The voice of one session. */
export class RelayPlayout {
  readonly #world: World;
  readonly #voice: Voice;
  readonly #listener: RelayPlayoutListener;
  readonly #buffer: PlayoutBuffer;
  readonly #marks = new Map<string, () => void>();
  /** Takes tokens; null: the next token begins another. */
  #open: Cycle | null = null;
  /** In the order of speaking; the first one sounds. */
  #cycles: Cycle[] = [];
  #tail: Promise<void> = Promise.resolve();
  #speaking = false;
  #count = 0;
  #over = false;

  constructor(world: World, voice: Voice, listener: RelayPlayoutListener) {
    this.#world = world;
    this.#voice = voice;
    this.#listener = listener;
    this.#buffer = new PlayoutBuffer(world, {
      played: (at, bytes) => this.#played(at, bytes),
      marked: (name) => {
        const then = this.#marks.get(name);
        this.#marks.delete(name);
        then?.();
      },
    });
  }

  get playing(): boolean {
    return this.#buffer.playing || this.#speaking;
  }

  flush(): void {
    this.#buffer.flush(this.#world.clock.now());
  }

  text({ token, last, ...flags }: Flags & { readonly token: string; readonly last: boolean }): void {
    const cycle = this.#open ?? this.#begin(flags);
    this.#open = last ? null : cycle;
    cycle.pending += token;
    cycle.closed = last;
    for (;;) {
      const match =
        /^[\s\S]*?[.!?](?=\s)\s*/.exec(cycle.pending) ?? (last ? /^[\s\S]+$/.exec(cycle.pending) : null);
      if (match === null) break;
      cycle.pending = cycle.pending.slice(match[0].length);
      this.#say(cycle, match[0]);
    }
    if (last) this.#later(() => this.#finish(cycle));
  }

  music(pieces: readonly Uint8Array[], flags: Flags): void {
    const cycle = this.#begin(flags);
    cycle.closed = true;
    this.#later(() => {
      if (cycle.dropped) return;
      this.#sounds();
      for (let round = 0; round < MUSIC_ROUNDS; round += 1)
        for (const piece of pieces) this.#buffer.add(piece);
    });
  }

  /** Stops what may be stopped; what had been heard of it, null where nothing was. */
  interrupt(): { readonly utterance: string; readonly ms: number } | null {
    this.flush();
    const cycle = this.#cycles[0];
    if (!this.playing || cycle === undefined || this.#cycles.some(({ interruptible }) => !interruptible))
      return null;
    const { words, heardBytes } = cycle;
    const heard = words.filter(({ endByte }) => endByte <= heardBytes).map(({ text }) => text);
    this.#clear();
    return { utterance: heard.join('').trim(), ms: heardBytes / BYTES_PER_MS };
  }

  stop(): void {
    this.#over = true;
    for (const cycle of this.#cycles) cycle.dropped = true;
    this.#buffer.stop();
    this.#marks.clear();
  }

  /** What is preemptible makes way. */
  #begin(flags: Flags): Cycle {
    const cycle: Cycle = {
      ...flags,
      pending: '',
      closed: false,
      words: [],
      bytes: 0,
      heardBytes: 0,
      dropped: false,
    };
    if (this.#cycles.length > 0 && this.#cycles.every(({ preemptible }) => preemptible)) this.#clear();
    this.#cycles.push(cycle);
    return cycle;
  }

  #clear(): void {
    for (const cycle of this.#cycles) cycle.dropped = true;
    this.#cycles = [];
    // Tokens of a cycle that was stopped are not spoken, up to its last one.
    this.#marks.clear();
    this.#buffer.clear('dropped');
    this.#silent();
  }

  #later(act: () => void): void {
    this.#tail = this.#tail.then(act).catch(() => {});
  }

  #say(cycle: Cycle, sentence: string): void {
    this.#tail = this.#tail.then(() => this.#speak(cycle, sentence)).catch(() => {});
  }

  async #speak(cycle: Cycle, sentence: string): Promise<void> {
    if (cycle.dropped || this.#over || sentence.trim() === '') return;
    const sound = await within(
      this.#world,
      this.#voice.speak(sentence.trim()),
      VOICE_MS_MAX,
      new Uint8Array(),
    );
    if (cycle.words.length === 0) await this.#wait(SYNTHESIS_MS);
    if (cycle.dropped || this.#over || sound.length === 0) return;
    this.#sounds();
    const words = sentence.match(/\s*\S+\s*/g) ?? [];
    const chars = sentence.length;
    const from = cycle.bytes;
    let at = 0;
    let added = 0;
    let told = '';
    for (const [index, word] of words.entries()) {
      at += word.length;
      const upTo = Math.round((sound.length * at) / chars);
      cycle.words.push({ text: word, endByte: from + upTo });
      told += word;
      if ((index + 1) % WORDS_TOLD !== 0 && index + 1 < words.length) continue;
      this.#buffer.add(sound.subarray(added, upTo));
      added = upTo;
      const wasPlayed = told;
      this.#mark(() => this.#listener.played(wasPlayed));
      told = '';
    }
    cycle.bytes += sound.length;
  }

  #wait(ms: number): Promise<void> {
    return new Promise((done) => void this.#world.timers.after(ms, done));
  }

  /** Its last sound is queued. */
  #finish(cycle: Cycle): void {
    if (cycle.dropped || this.#over) return;
    this.#mark(() => {
      this.#cycles = this.#cycles.filter((each) => each !== cycle);
      if (this.#cycles.length === 0) this.#silent();
    });
  }

  #mark(then: () => void): void {
    this.#count += 1;
    const name = String(this.#count);
    this.#marks.set(name, then);
    this.#buffer.mark(name);
  }

  #sounds(): void {
    if (this.#speaking) return;
    this.#speaking = true;
    this.#listener.speaking(true);
  }

  #silent(): void {
    if (!this.#speaking) return;
    this.#speaking = false;
    this.#listener.speaking(false);
  }

  #played(at: Micros, bytes: Uint8Array): void {
    const [cycle] = this.#cycles;
    if (cycle !== undefined) cycle.heardBytes += bytes.length;
    this.#listener.heard(at, bytes);
  }
}
