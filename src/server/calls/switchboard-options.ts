// Switchboard options: what the calls of one process share.
import type { World } from '../../base/world.ts';
import type { CallCost } from '../../call/call-cost.ts';
import type { CallUse } from '../../call/call-use.ts';
import type { JournalRecord, JournalSink } from '../../call/journal.ts';
import type { CallOrder } from '../../call/order.ts';
import type { Phrases } from '../../call/phrases.ts';
import type { CallPlan } from '../../call/plan.ts';
import type { Recordings } from '../../call/recording.ts';
import type { CarrierDoor } from '../../carriers/carrier-door.ts';
import type { Tap } from '../../graph/run.ts';
import type { Model } from '../../models/model.ts';
import type { Store } from '../../store/store.ts';
import type { SamplingPolicy } from '../../telemetry/sampling.ts';
import type { BeginTaping } from '../../tape/call-tape.ts';
import type { IncomingCall } from '../switchboard.ts';

/** All that the switchboard gives its calls. */
export interface SwitchboardOptions {
  readonly world: World;
  readonly store: Store;
  readonly journal: JournalSink;
  readonly model: Model;
  readonly phrases: Phrases;
  readonly recordings: Recordings;
  /** The carriers that calls come from and are placed with. */
  readonly doors: readonly Pick<
    CarrierDoor,
    'name' | 'control' | 'afterDialUrl' | 'afterStreamUrl' | 'line' | 'outbound'
  >[];
  /** Where carriers reach this server, asked whenever one must be told; null: not known, so that no call can be placed. */
  reachedAt(): string | null;
  /** Settles what one call needs to know of its agent; `order` of one that we place. */
  plan(call: IncomingCall, order: CallOrder | null): Promise<CallPlan>;
  /** What that costs; null when no price is known. */
  price(use: CallUse): CallCost | null;
  /** Calls of this process at a time; one more is turned away politely. */
  readonly callsMax: number;
  /** Whether the calls of today have cost as much as they may. Default: they never have. */
  readonly budgetSpent?: () => boolean;
  /** What a caller hears who is turned away. */
  readonly busy: { readonly text: string; readonly language: string };
  /** Where tools find their own services, by environment variable. */
  readonly toolSettings: Readonly<Record<string, string>>;
  /** Which calls' spans are exported. Default: those of all. */
  readonly sampling?: SamplingPolicy;
  readonly taps?: readonly Tap[];
  /** Calls that come in go on behind these records of another one: a fork of it. */
  readonly goesOn?: readonly JournalRecord[];
  /** Where the tapes of calls are written; absent: there are none. */
  readonly taping?: BeginTaping;
}
