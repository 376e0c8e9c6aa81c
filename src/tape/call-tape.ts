// Call tape: puts one live call on tape: its clock, its journal, all that it is given, and all that is done to it.
import type { Clock, Timers } from '../base/world.ts';
import type { JournalSink } from '../call/journal.ts';
import type { LiveCall } from '../call/live-call.ts';
import type { LiveCallOptions } from '../call/live-call-options.ts';
import { TAPE_VERSION, type TapeHeader } from './tape-line.ts';
import { TapePrivacy } from './tape-privacy.ts';
import { Tape, type TapeOptions } from './tape.ts';
import { act, tapedCall, type CallHandle } from './taped-call.ts';
import { tapedJournal, tapedOptions, type SettingsOf } from './taped-options.ts';

/** What a tape is to begin with, but for its form. */
export type TapedOpening = Omit<TapeHeader, 'tape'>;

/** Where one tape is written, or compared. */
export interface Taping extends TapeOptions {
  /** Nothing more comes into the call. */
  close(): void;
}

/** Begins the tape of one call. */
export type BeginTaping = (header: TapeHeader) => Taping;

/** Of one call, in one process. */
export class CallTape {
  readonly clock: Clock;
  readonly timers: Timers;
  readonly #tape: Tape;
  readonly #taping: Taping;
  readonly #privacy = new TapePrivacy();

  constructor(opening: TapedOpening, begin: BeginTaping) {
    this.#taping = begin({ tape: TAPE_VERSION, ...opening });
    this.#tape = new Tape(this.#taping);
    this.clock = this.#tape.clock;
    this.timers = this.#tape.timers;
  }

  /** The same sink, with what it takes on tape. */
  journal(sink: JournalSink): JournalSink {
    return tapedJournal(sink, this.#tape);
  }

  /** Opens the call, the tape's first input, with what it is given on tape. */
  open(
    given: LiveCallOptions,
    settingsOf: SettingsOf,
    make: (options: LiveCallOptions) => LiveCall,
  ): CallHandle {
    // The list stays the call's own: others are put into it later.
    const taps = given.taps ?? [];
    taps.push(this.#privacy.tap);
    const taped = tapedOptions({ ...given, taps }, settingsOf, this.#tape);
    const call = this.#tape.came({ in: 'begin' }, () => make(taped));
    return tapedCall(call, this.#tape, this.#privacy);
  }

  /** Something else that is done to the call. */
  act(name: string, args: readonly unknown[], run: () => void): void {
    act(this.#tape, name, args, run);
  }

  close(): void {
    this.#taping.close();
  }
}
