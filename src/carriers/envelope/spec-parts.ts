// Spec parts: the small closed lists that a spec, its check and the engine share.
import type { SampleRateHz } from '../../media/audio.ts';

/** How sound is written on a carrier's wire. */
export type Codec = 'pcmu' | 'pcma' | 'pcm16';

/** Every codec. */
export const CODECS = ['pcmu', 'pcma', 'pcm16'] as const satisfies readonly Codec[];

/** Samples in a second. */
export type RateHz = SampleRateHz;

/** Every rate. */
export const RATES = [8000, 16_000, 24_000] as const satisfies readonly RateHz[];

/**
 * A JSON object with places to fill: a string that is `$` and a name of `PLACES`, or `$in.` and a path into the message
 * that is answered. Everything else stands as it is.
 */
export type Template = { readonly [key: string]: TemplateValue };

/** What may stand in a template. */
export type TemplateValue = string | number | boolean | null | readonly TemplateValue[] | Template;

/**
 * Places of a template. `streamId`, `callId`: as the start named them. `audio`: base64. `mark`, `digit`: what is sent.
 * `seq`: our own counter from 1, a number; `seqText`: the same as a string. `peerSeq`: the peer's last counter, as it came.
 * `sentMs`: milliseconds of sound sent before.
 */
export const PLACES = [
  'streamId',
  'callId',
  'audio',
  'mark',
  'digit',
  'seq',
  'seqText',
  'peerSeq',
  'sentMs',
] as const;

/** The name of one place. */
export type Place = (typeof PLACES)[number];
