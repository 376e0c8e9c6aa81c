// The transfer: whether a caller who needs a human can have one.
import { HUMAN_NUMBER } from '../rehearsal/phones.ts';
import { rehearsesTelephone } from '../rehearsal/telephone-address.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Whether there is somebody to transfer callers to. */
export function checkTransfer({ agent, settings }: Pick<Patient, 'agent' | 'settings'>): Finding {
  const name = 'Transfer';
  const to = agent?.transferTo ?? settings.humanTransferNumber;
  if (to === null) {
    const fate = rehearsesTelephone(settings)
      ? `in a rehearsal ${HUMAN_NUMBER} picks up, real callers would be told that no human can be reached`
      : 'callers are told that no human can be reached';
    return open(name, `HUMAN_TRANSFER_NUMBER is not set: ${fate}`);
  }
  const answered = {
    TWILIO: settings.twilio,
    PLIVO: settings.plivo,
    TELNYX: settings.telnyx,
    VONAGE: settings.vonage,
    BANDWIDTH: settings.bandwidth,
    SIGNALWIRE: settings.signalwire,
    JAMBONZ: settings.jambonz,
  };
  const circle = Object.entries(answered).find(([, { phoneNumber }]) => phoneNumber === to);
  if (circle !== undefined)
    return broken(
      name,
      `A human is sought at ${circle[0]}_PHONE_NUMBER, where the agent itself answers.`,
      'Set HUMAN_TRANSFER_NUMBER to the phone of a person.',
    );
  const asked = agent?.transferKind === 'warm' ? ', who is asked first' : '';
  return ok(name, `callers who need a human are put through to ${to}${asked}`);
}
