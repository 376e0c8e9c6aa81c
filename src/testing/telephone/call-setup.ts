// What an emulated call is made with.
import type { Callee, PlacedCall } from './callee.ts';
import type { Dialect } from './dialect.ts';
import type { ConferenceRooms } from './conference-rooms.ts';
import type { DialledHuman } from './dialled-human.ts';
import type { LineFaults } from './line-faults.ts';

/** Everything that a call is made with; the emulator fills in what its caller leaves open. */
export interface CallSetup {
  readonly dialect: Dialect;
  /** Origin where requests really go, instead of that of their URL; null: where the URL says. */
  readonly baseUrl: string | null;
  readonly webhookUrl: string;
  readonly from: string;
  readonly to: string;
  /** Two letters, for callers in the United States; null: the carrier does not know. */
  readonly fromState: string | null;
  readonly fromCountry: string;
  /** Told once, when the call is over. */
  readonly statusCallbackUrl: string | null;
  /** Asked when a document cannot be had. */
  readonly fallbackUrl: string | null;
  /** More fields for each webhook. */
  readonly fields: Readonly<Record<string, string>>;
  /** False: nothing is sent while the caller says nothing. */
  readonly sendsSilence: boolean;
  /** True: `ws:` streams are dialled on any host, not on this machine only. */
  readonly allowsPlainSockets: boolean;
  readonly faults: LineFaults;
  /** Who answers when somebody is dialled. */
  readonly human: (to: string) => DialledHuman;
  /** Of the account; absent: a conference has nobody else in it. */
  readonly rooms?: ConferenceRooms;
  /** How fast the carrier's own voice speaks. */
  readonly sayMsPerCharacter: number;
  /** False: no sound is kept, for load tests. */
  readonly keepsSound: boolean;
  /** The server placed it, and `callee` is at the other end; absent: the phone at that end calls the server. */
  readonly placed?: PlacedCall & { readonly callee: Callee };
}
