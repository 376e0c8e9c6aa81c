// Plivo: the account's credentials, and what the number does when it is called.
// https://www.plivo.com/docs/numbers/api/account-phone-number and https://www.plivo.com/docs/voice/api/applications
import { Buffer } from 'node:buffer';
import { PLIVO_PATHS } from '../../carriers/plivo/door.ts';
import { addressFinding, silentCarrier, unclearNumber } from './carrier-findings.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, member, type Asked, type Patient } from './patient.ts';

const ACCOUNT = 'Plivo account';
const NUMBER = 'Plivo number';
const CONSOLE = 'https://cx.plivo.com';
const STATUS_PAGE = 'https://status.plivo.com';

/** The account, and with it the number; nothing where nothing of Plivo is set. */
export async function checkPlivo(patient: Patient): Promise<readonly Finding[]> {
  const { authId, authTokens, phoneNumber, baseUrl } = patient.settings.plivo;
  const [token] = authTokens;
  if (token === undefined)
    return phoneNumber === null
      ? []
      : [open(ACCOUNT, 'PLIVO_AUTH_TOKEN is not set: only `offhook call` is answered')];
  if (authId === null)
    return [
      open(ACCOUNT, 'PLIVO_AUTH_ID is not set: calls are transferred and hung up without its REST API'),
    ];
  const root = (baseUrl ?? 'https://api.plivo.com').replace(/\/+$/, '');
  const rest = (path: string): Promise<Asked> =>
    ask(
      patient,
      {
        method: 'GET',
        url: `${root}/v1/Account/${encodeURIComponent(authId)}/${path}`,
        headers: { authorization: `Basic ${Buffer.from(`${authId}:${token}`).toString('base64')}` },
      },
      true,
    );
  const account = accountFinding(await rest(''));
  if (account.status !== 'ok') return [account];
  if (phoneNumber === null)
    return [account, open(NUMBER, 'PLIVO_PHONE_NUMBER is not set: its application cannot be looked at')];
  return [account, await numberFinding(rest, patient, phoneNumber)];
}

function accountFinding(asked: Asked): Finding {
  if (asked.kind === 'fault' || (asked.status !== 200 && asked.status !== 401))
    return silentCarrier(ACCOUNT, 'Plivo', 'PLIVO_BASE_URL', STATUS_PAGE, asked);
  return asked.status === 401
    ? broken(
        ACCOUNT,
        'The auth id and the auth token do not belong together.',
        `Copy both anew from ${CONSOLE} to PLIVO_AUTH_ID and PLIVO_AUTH_TOKEN (the current token first).`,
      )
    : ok(ACCOUNT, 'the REST API takes its id and token');
}

async function numberFinding(
  rest: (path: string) => Promise<Asked>,
  { settings }: Patient,
  number: string,
): Promise<Finding> {
  const asked = await rest(`Number/${encodeURIComponent(number.replace('+', ''))}/`);
  if (asked.kind === 'answer' && asked.status === 404)
    return broken(
      NUMBER,
      `${number} is no number of this account.`,
      'Correct PLIVO_PHONE_NUMBER, or rent the number.',
    );
  if (asked.kind === 'fault' || asked.status !== 200) return unclearNumber(NUMBER, 'Plivo', STATUS_PAGE);
  const wanted = `${settings.publicUrl ?? ''}${PLIVO_PATHS.incoming}`;
  const mend = `Give the number an application with ${wanted}, POST, as its Primary Answer URL, at ${CONSOLE}.`;
  // The application's address in the API, e.g. `/v1/Account/MA…/Application/123/`.
  const application = member(asked.body, 'application');
  const id = typeof application === 'string' ? /\/Application\/(\w+)\/?$/.exec(application)?.[1] : undefined;
  if (id === undefined) return broken(NUMBER, `${number} has no application.`, mend);
  const found = await rest(`Application/${id}/`);
  if (found.kind === 'fault' || found.status !== 200) return unclearNumber(NUMBER, 'Plivo', STATUS_PAGE);
  return addressFinding(NUMBER, {
    number,
    publicUrl: settings.publicUrl,
    what: 'Primary Answer URL',
    url: member(found.body, 'answer_url'),
    method: member(found.body, 'answer_method'),
    wanted,
    mend,
  });
}
