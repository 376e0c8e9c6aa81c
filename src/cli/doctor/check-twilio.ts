// Twilio: the account's credentials, and what the number does when it is called.
// https://www.twilio.com/docs/iam/api/account and https://www.twilio.com/docs/phone-numbers/api/incomingphonenumber-resource
import { Buffer } from 'node:buffer';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, member, type Asked, type Patient } from './patient.ts';

const ACCOUNT = 'Twilio account';
const NUMBER = 'Twilio number';
const CONSOLE = 'https://console.twilio.com';

/** The account, and with it the number. */
export async function checkTwilio(patient: Patient): Promise<readonly Finding[]> {
  const { accountSid, authTokens, phoneNumber } = patient.settings.twilio;
  const token = authTokens[0];
  if (token === undefined)
    return [open(ACCOUNT, 'TWILIO_AUTH_TOKEN is not set: only `offhook call` is answered')];
  if (accountSid === null)
    return [
      open(ACCOUNT, 'TWILIO_ACCOUNT_SID is not set: calls are transferred and hung up without its REST API'),
    ];
  const rest = (path: string): Promise<Asked> =>
    ask(
      patient,
      {
        method: 'GET',
        url: `${restOrigin(patient)}/2010-04-01/Accounts/${encodeURIComponent(accountSid)}${path}`,
        headers: { authorization: `Basic ${Buffer.from(`${accountSid}:${token}`).toString('base64')}` },
      },
      true,
    );
  const account = accountFinding(await rest('.json'));
  if (account.status !== 'ok') return [account];
  if (phoneNumber === null)
    return [account, open(NUMBER, 'TWILIO_PHONE_NUMBER is not set: its webhook cannot be looked at')];
  const query = new URLSearchParams({ PhoneNumber: phoneNumber }).toString();
  return [account, numberFinding(await rest(`/IncomingPhoneNumbers.json?${query}`), patient, phoneNumber)];
}

function restOrigin({ settings }: Patient): string {
  return (settings.twilio.baseUrl ?? 'https://api.twilio.com').replace(/\/+$/, '');
}

function accountFinding(asked: Asked): Finding {
  if (asked.kind === 'fault')
    return broken(
      ACCOUNT,
      `Twilio's REST API does not answer: ${asked.detail}`,
      'Look at the network, and at TWILIO_BASE_URL where it is set.',
    );
  if (asked.status === 401)
    return broken(
      ACCOUNT,
      'The account SID and the auth token do not belong together.',
      `Copy both anew from ${CONSOLE} to TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN (the current token first).`,
    );
  const status = member(asked.body, 'status');
  if (asked.status !== 200 || typeof status !== 'string')
    return broken(
      ACCOUNT,
      `Twilio's REST API answers with HTTP ${asked.status}.`,
      'Try again later; look at https://status.twilio.com.',
    );
  if (status !== 'active')
    return broken(
      ACCOUNT,
      `The account is ${status}.`,
      `Look at ${CONSOLE}: billing, and what Twilio has written to you.`,
    );
  const trial =
    member(asked.body, 'type') === 'Trial' ? ' (a trial: only verified numbers can call and be called)' : '';
  return ok(ACCOUNT, `active${trial}`);
}

interface IncomingNumber {
  readonly voice_url?: string | null;
  readonly voice_method?: string | null;
  readonly voice_application_sid?: string | null;
  readonly trunk_sid?: string | null;
}

function numberFinding(asked: Asked, { settings, paths }: Patient, number: string): Finding {
  const list =
    asked.kind === 'answer' && asked.status === 200 ? member(asked.body, 'incoming_phone_numbers') : null;
  if (!Array.isArray(list))
    return broken(
      NUMBER,
      'Twilio does not say how it is set up.',
      'Try again later; look at https://status.twilio.com.',
    );
  const [found] = list as readonly (IncomingNumber | undefined)[];
  if (found === undefined)
    return broken(
      NUMBER,
      `${number} is no number of this account.`,
      'Correct TWILIO_PHONE_NUMBER, or buy the number.',
    );
  const elsewhere = (what: string): Finding =>
    broken(
      NUMBER,
      `Calls to ${number} go to a ${what}.`,
      `Take it from the number at ${CONSOLE}, and set its voice webhook.`,
    );
  if ((found.trunk_sid ?? '') !== '') return elsewhere('SIP trunk');
  if ((found.voice_application_sid ?? '') !== '') return elsewhere('TwiML app');
  const url = found.voice_url ?? '';
  if (settings.publicUrl === null)
    return open(
      NUMBER,
      url === '' ? 'it has no voice webhook yet' : `its voice webhook is ${url}; PUBLIC_URL is not set`,
    );
  const wanted = `${settings.publicUrl}${paths.incoming}`;
  const mend = `Set "A call comes in" of the number to Webhook, ${wanted}, HTTP POST, at ${CONSOLE}.`;
  if (url.replace(/\/$/, '') !== wanted)
    return broken(
      NUMBER,
      url === '' ? `${number} has no voice webhook.` : `Calls to ${number} go to ${url}.`,
      mend,
    );
  if ((found.voice_method ?? 'POST').toUpperCase() !== 'POST')
    return broken(NUMBER, `Its voice webhook is asked with ${found.voice_method}.`, mend);
  return ok(NUMBER, `calls to ${number} go to ${wanted}`);
}
