// Bandwidth: whether its API credential is exchanged for a token, and what calls out take besides.
// https://dev.bandwidth.com/docs/account/credentials
import { Buffer } from 'node:buffer';
import { silentCarrier } from './carrier-findings.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, member, type Patient } from './patient.ts';

const ACCOUNT = 'Bandwidth account';
const STATUS_PAGE = 'https://status.bandwidth.com';

/** The account's credential; nothing where nothing of Bandwidth is set. */
export async function checkBandwidth(patient: Patient): Promise<readonly Finding[]> {
  const { secrets, accountId, clientId, clientSecret, applicationId, tokenUrl } = patient.settings.bandwidth;
  const unset = Object.entries({
    BANDWIDTH_ACCOUNT_ID: accountId,
    BANDWIDTH_CLIENT_ID: clientId,
    BANDWIDTH_CLIENT_SECRET: clientSecret,
  }).flatMap(([name, value]) => (value === null ? [name] : []));
  if (secrets.length === 0)
    return unset.length === 3
      ? []
      : [open(ACCOUNT, 'BANDWIDTH_SECRET is not set: only `offhook call` is answered')];
  if (unset.length > 0)
    return [
      open(ACCOUNT, `${unset.join(' and ')} not set: calls are transferred and hung up without its REST API`),
    ];
  const asked = await ask(
    patient,
    {
      method: 'POST',
      url: tokenUrl ?? 'https://api.bandwidth.com/api/v1/oauth2/token',
      headers: {
        authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
        'content-type': 'application/x-www-form-urlencoded',
      },
      body: 'grant_type=client_credentials',
    },
    true,
  );
  if (asked.kind === 'answer' && [400, 401, 403].includes(asked.status))
    return [
      broken(
        ACCOUNT,
        'The API credential is not taken.',
        'Copy both anew to BANDWIDTH_CLIENT_ID and BANDWIDTH_CLIENT_SECRET: the app has them under Account > API Credentials.',
      ),
    ];
  if (
    asked.kind === 'fault' ||
    asked.status !== 200 ||
    typeof member(asked.body, 'access_token') !== 'string'
  )
    return [silentCarrier(ACCOUNT, 'Bandwidth', 'BANDWIDTH_TOKEN_URL', STATUS_PAGE, asked)];
  const placing =
    applicationId === null ? '; BANDWIDTH_APPLICATION_ID is not set: no call can be placed' : '';
  return [ok(ACCOUNT, `the credential is exchanged for a token${placing}`)];
}
