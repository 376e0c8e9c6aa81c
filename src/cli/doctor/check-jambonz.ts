// jambonz: the account's key, and where its application asks what to do.
// https://docs.jambonz.org/reference/rest-platform-management/applications/get-application
import { JAMBONZ_PATHS } from '../../carriers/jambonz/door.ts';
import { addressFinding, silentCarrier } from './carrier-findings.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, member, type Asked, type Patient } from './patient.ts';

const ACCOUNT = 'jambonz account';
const APPLICATION = 'jambonz application';
const STATUS_PAGE = 'the log of its API server';

/** The account, and with it the application; nothing where nothing of jambonz is set. */
export async function checkJambonz(patient: Patient): Promise<readonly Finding[]> {
  const { secrets, accountSid, apiKey, applicationSid, baseUrl } = patient.settings.jambonz;
  if (secrets.length === 0)
    return accountSid === null && applicationSid === null
      ? []
      : [open(ACCOUNT, 'JAMBONZ_SECRET is not set: only `offhook call` is answered')];
  if (accountSid === null || apiKey === null)
    return [
      open(
        ACCOUNT,
        `${accountSid === null ? 'JAMBONZ_ACCOUNT_SID' : 'JAMBONZ_API_KEY'} is not set: calls are transferred and hung up without its REST API`,
      ),
    ];
  const root = `${(baseUrl ?? 'https://jambonz.cloud/api').replace(/\/+$/, '')}/v1`;
  const rest = (path: string): Promise<Asked> =>
    ask(
      patient,
      { method: 'GET', url: `${root}/${path}`, headers: { authorization: `Bearer ${apiKey}` } },
      true,
    );
  const account = accountFinding(await rest(`Accounts/${encodeURIComponent(accountSid)}`));
  if (account.status !== 'ok') return [account];
  if (applicationSid === null)
    return [account, open(APPLICATION, 'JAMBONZ_APPLICATION_SID is not set: no call can be placed')];
  const asked = await rest(`Applications/${encodeURIComponent(applicationSid)}`);
  return [account, applicationFinding(asked, patient)];
}

function accountFinding(asked: Asked): Finding {
  if (asked.kind === 'answer' && asked.status === 200) return ok(ACCOUNT, 'the REST API takes its key');
  if (asked.kind === 'answer' && [401, 403, 404].includes(asked.status))
    return broken(
      ACCOUNT,
      'The account SID and the API key do not belong together.',
      'Copy both anew from the portal, under Account, to JAMBONZ_ACCOUNT_SID and JAMBONZ_API_KEY.',
    );
  return silentCarrier(ACCOUNT, 'jambonz', 'JAMBONZ_BASE_URL', STATUS_PAGE, asked);
}

function applicationFinding(asked: Asked, { settings }: Patient): Finding {
  if (asked.kind === 'answer' && asked.status === 404)
    return broken(
      APPLICATION,
      'The account has no application of this SID.',
      'Copy JAMBONZ_APPLICATION_SID anew from the portal, under Applications.',
    );
  if (asked.kind === 'fault' || asked.status !== 200)
    return silentCarrier(APPLICATION, 'jambonz', 'JAMBONZ_BASE_URL', STATUS_PAGE, asked);
  const hook = JSON.stringify(member(asked.body, 'call_hook') ?? null);
  const wanted = `${settings.publicUrl ?? ''}${JAMBONZ_PATHS.incoming}`;
  return addressFinding(APPLICATION, {
    number: 'the application',
    publicUrl: settings.publicUrl,
    what: 'calling webhook',
    url: member(hook, 'url'),
    method: member(hook, 'method'),
    wanted,
    mend: `Give the application ${wanted}, POST, as its calling webhook, and ${settings.publicUrl ?? ''}${JAMBONZ_PATHS.status} as its call status webhook.`,
  });
}
