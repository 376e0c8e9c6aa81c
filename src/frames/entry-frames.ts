// Frames around keys: digits that a tool collects from the caller, and digits that it sends to the other side.
import type { EntryStatus, SendingStatus } from './reasons.ts';

/** A tool wants the caller to type digits. One entry is on at a time. */
export interface EntryWanted {
  readonly kind: 'entry.wanted';
  /** Unique in the conversation. */
  readonly entryId: string;
  /** So many digits end it; null: as many as an entry may have. */
  readonly length: number | null;
  /** The key that ends it and is no part of it; null: none does. */
  readonly terminator: string | null;
  /** No key for this long, once the caller has been asked, ends it. */
  readonly quietMsMax: number;
  /** What is typed, and what sounds meanwhile, is nobody's but the tool's. */
  readonly private: boolean;
  /** Spoken first, and stopped by a key; null: the caller has been asked already. */
  readonly prompt: string | null;
}

/** The tool does not wait for its entry any more. */
export interface EntryUnwanted {
  readonly kind: 'entry.unwanted';
  readonly entryId: string;
}

/** From here until `entry.done` keys are an entry's, and nobody else is told of them. */
export interface EntryStarted {
  readonly kind: 'entry.started';
  readonly private: boolean;
}

/** A key was pressed for an entry. */
export interface EntryKey {
  readonly kind: 'entry.key';
  /** Null while the entry is private. */
  readonly digit: string | null;
}

/** An entry is over, or was not begun. Its digits are for the tool alone. */
export interface EntryDone {
  readonly kind: 'entry.done';
  readonly entryId: string;
  /** False: another entry was on, so this one never was. */
  readonly begun: boolean;
  readonly private: boolean;
  readonly status: EntryStatus;
  /** As far as they were typed. */
  readonly digits: string;
}

/** The caller's sound is to be kept from everybody, or is not any more. */
export interface Privacy {
  readonly kind: 'privacy';
  readonly on: boolean;
}

/** A tool wants keys sent to the other side. */
export interface DigitsWanted {
  readonly kind: 'digits.wanted';
  /** Unique in the conversation. */
  readonly sendingId: string;
  /** Keys `0`–`9`, `A`–`D`, `*`, `#`, and pauses `w` and `W`. */
  readonly digits: string;
}

/** Keys were sent and have sounded, or will not. */
export interface DigitsSent {
  readonly kind: 'digits.sent';
  readonly sendingId: string;
  readonly digits: string;
  readonly status: SendingStatus;
}

/** Every frame around keys. */
export type EntryFrame =
  | EntryWanted
  | EntryUnwanted
  | EntryStarted
  | EntryKey
  | EntryDone
  | Privacy
  | DigitsWanted
  | DigitsSent;
