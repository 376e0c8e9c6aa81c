// Define an envelope: check a spec as a whole, once, at start, and make it ready for use.
import { describeIssues } from '../../base/describe-issues.ts';
import { OffhookError } from '../../base/errors.ts';
import { envelopeReader, type EnvelopeReader } from './decode.ts';
import type { EnvelopeSpec } from './envelope-spec.ts';
import { specFaults } from './spec-faults.ts';
import { SPEC_SCHEMA } from './spec-schema.ts';

/** How many faults one message names. */
const FAULTS_MAX = 20;

/** A carrier's wire, checked and ready to be spoken. */
export interface Envelope {
  readonly spec: EnvelopeSpec;
  readonly read: EnvelopeReader;
}

/**
 * Checks `spec` and makes it ready. Throws an OffhookError `ENVELOPE_INVALID` that names each field that does not fit
 * by its path, what is wrong with it, and what it must be.
 */
export function defineEnvelope(spec: EnvelopeSpec): Envelope {
  const checked = SPEC_SCHEMA.safeParse(spec, { reportInput: true });
  // What contradicts what is only asked of a spec whose fields are what they should be.
  const faults = checked.success
    ? specFaults(spec).map(({ path, message }) => `${path}: ${message}`)
    : describeIssues(checked.error.issues, FAULTS_MAX);
  if (faults.length > 0) throw new OffhookError('ENVELOPE_INVALID', messageOf(spec, faults));
  return { spec, read: envelopeReader(spec) };
}

function messageOf(spec: unknown, faults: readonly string[]): string {
  const name =
    typeof spec === 'object' && spec !== null && 'name' in spec && typeof spec.name === 'string'
      ? spec.name
      : 'without a name';
  return [`The envelope spec '${name}' does not fit:`, ...faults.map((fault) => `  ${fault}`)].join('\n');
}
