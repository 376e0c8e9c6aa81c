// The transfer: whether a caller who needs a human can have one.
import { broken, ok, open, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether there is somebody to transfer callers to. */
export function checkTransfer({ agent, settings }: Pick<Patient, 'agent' | 'settings'>): Finding {
  const name = 'Transfer';
  const to = agent?.transferTo ?? settings.humanTransferNumber;
  if (to === null)
    return open(name, 'HUMAN_TRANSFER_NUMBER is not set: callers are told that no human can be reached');
  if (to === settings.twilio.phoneNumber)
    return broken(
      name,
      'A human is sought at TWILIO_PHONE_NUMBER, where the agent itself answers.',
      'Set HUMAN_TRANSFER_NUMBER to the phone of a person.',
    );
  return ok(name, `callers who need a human are put through to ${to}`);
}
