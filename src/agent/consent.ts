// Consent: whether a call's recording must be announced, and why.
import type { RecordingPlan } from '../call/plan.ts';
import { stateOfNumber, US_STATES } from './area-codes.ts';

/**
 * States in which everybody on a phone call must consent to its recording, by USPS code:
 * CA Penal Code §§ 632, 632.7 · FL Stat. § 934.03 · IL 720 ILCS 5/14-2 · MA Gen. Laws ch. 272 § 99 ·
 * MD Cts. & Jud. Proc. § 10-402 · MT Code § 45-8-213 · NH Rev. Stat. § 570-A:2 · PA 18 Pa.C.S. §§ 5703, 5704 ·
 * WA Rev. Code § 9.73.030. Surveyed in the Reporters Committee's Reporter's Recording Guide
 * (https://www.rcfp.org/reporters-recording-guide/). A list is no legal advice, and laws change.
 */
export const ALL_PARTY_STATES: readonly string[] = ['CA', 'FL', 'IL', 'MA', 'MD', 'MT', 'NH', 'PA', 'WA'];

/**
 * States where statute and courts do not agree, or only civil law asks for it: CT Gen. Stat. § 52-570d (civil) ·
 * DE 11 Del. C. § 1335(a)(4) against § 2402(c)(4) · MI Comp. Laws § 750.539c, read down in Sullivan v. Gray (1982) ·
 * NV Rev. Stat. § 200.620, read up in Lane v. Allstate (1998). An announcement costs two seconds, so they count too
 * unless the agent's config gives its own list. Oregon asks for it in person only (ORS 165.540), not on the phone.
 */
export const CONTESTED_STATES: readonly string[] = ['CT', 'DE', 'MI', 'NV'];

/** What an agent's config says of recording, with everything settled but the caller. */
export type RecordingPolicy =
  | { readonly on: false }
  | {
      readonly on: true;
      readonly consent: 'always' | 'by-state' | 'none';
      /** The announcement, spoken and protected. */
      readonly notice: string;
      /** USPS codes of the states whose callers hear it under `by-state`. */
      readonly states: readonly string[];
    };

/**
 * The recording of one call. `fromState` is the state as the carrier knows it; without one the number's area code
 * decides. A caller of whom neither tells the state (abroad, withheld, SIP) hears the announcement.
 */
export function consentFor(policy: RecordingPolicy, from: string, fromState: string | null): RecordingPlan {
  if (!policy.on) return { on: false, notice: null, basis: null };
  const unannounced: RecordingPlan = { on: true, notice: null, basis: null };
  if (policy.consent === 'none') return unannounced;
  if (policy.consent === 'always') return { on: true, notice: policy.notice, basis: 'always' };
  const state = knownState(fromState) ?? stateOfNumber(from);
  if (state !== null && !policy.states.includes(state)) return unannounced;
  return { on: true, notice: policy.notice, basis: 'state' };
}

/** Carriers put provinces, names of regions and empty text into the same field. */
function knownState(text: string | null): string | null {
  const state = text?.trim().toUpperCase() ?? '';
  return US_STATES.has(state) ? state : null;
}
