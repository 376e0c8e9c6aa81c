// Phone call: what whoever holds one end of an emulated call can do and hear, wherever its emulator runs.
import type { CallRecord } from './call-record.ts';
import type { EmulatedCall } from './emulated-call.ts';

/** What both sides of a call leave behind, but for what only the carrier sees. */
export type PhoneRecord = Pick<CallRecord, 'verbs' | 'says' | 'streams' | 'dials' | 'requests' | 'refusals'>;

/** One end of an emulated call. */
export type PhoneCall = Pick<
  EmulatedCall,
  | 'carrierCallId'
  | 'ended'
  | 'ending'
  | 'streamId'
  | 'nowMs'
  | 'playing'
  | 'quietMs'
  | 'speak'
  | 'press'
  | 'hangUp'
  | 'onHeard'
  | 'recording'
  | 'until'
> & { readonly record: PhoneRecord };
