// Telnyx: the key, what the number does when it is called, and the application that calls are placed by.
// https://developers.telnyx.com/api-reference/phone-number-configurations/list-phone-numbers
import { TELNYX_PATHS } from '../../carriers/telnyx/door.ts';
import { addressFinding, silentCarrier, unclearNumber } from './carrier-findings.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, member, type Asked, type Patient } from './patient.ts';

const ACCOUNT = 'Telnyx account';
const NUMBER = 'Telnyx number';
const PLACING = 'Telnyx calling out';
const PORTAL = 'https://portal.telnyx.com';
const STATUS_PAGE = 'https://status.telnyx.com';

type Rest = (path: string) => Promise<Asked>;

/** The key, and with it the rest; nothing where nothing of Telnyx is set. */
export async function checkTelnyx(patient: Patient): Promise<readonly Finding[]> {
  const { apiKey, publicKeys, phoneNumber, connectionId, baseUrl } = patient.settings.telnyx;
  if (publicKeys.length === 0)
    return phoneNumber === null
      ? []
      : [open(ACCOUNT, 'TELNYX_PUBLIC_KEY is not set: only `offhook call` is answered')];
  if (apiKey === null)
    return [open(ACCOUNT, 'TELNYX_API_KEY is not set: calls of Call Control applications are not answered')];
  const root = (baseUrl ?? 'https://api.telnyx.com').replace(/\/+$/, '');
  const rest: Rest = (path) =>
    ask(
      patient,
      { method: 'GET', url: `${root}/v2/${path}`, headers: { authorization: `Bearer ${apiKey}` } },
      true,
    );
  const account = accountFinding(await rest('balance'));
  if (account.status !== 'ok') return [account];
  return [
    account,
    phoneNumber === null
      ? open(NUMBER, 'TELNYX_PHONE_NUMBER is not set: its application cannot be looked at')
      : await numberFinding(rest, patient, phoneNumber),
    connectionId === null
      ? open(PLACING, 'TELNYX_CONNECTION_ID is not set: no call can be placed')
      : await placingFinding(rest, patient, connectionId),
  ];
}

function accountFinding(asked: Asked): Finding {
  if (asked.kind === 'fault' || (asked.status !== 200 && asked.status !== 401))
    return silentCarrier(ACCOUNT, 'Telnyx', 'TELNYX_BASE_URL', STATUS_PAGE, asked);
  return asked.status === 401
    ? broken(ACCOUNT, 'The key is refused.', `Set TELNYX_API_KEY to a key of ${PORTAL}.`)
    : ok(ACCOUNT, 'the REST API takes its key');
}

async function numberFinding(rest: Rest, { settings }: Patient, number: string): Promise<Finding> {
  const query = new URLSearchParams({ 'filter[phone_number]': number }).toString();
  const asked = await rest(`phone_numbers?${query}`);
  const list = asked.kind === 'answer' && asked.status === 200 ? member(asked.body, 'data') : null;
  if (!Array.isArray(list)) return unclearNumber(NUMBER, 'Telnyx', STATUS_PAGE);
  const [found] = list as readonly (Readonly<Record<string, unknown>> | undefined)[];
  if (found === undefined)
    return broken(
      NUMBER,
      `${number} is no number of this account.`,
      'Correct TELNYX_PHONE_NUMBER, or buy the number.',
    );
  const origin = settings.publicUrl ?? '';
  const choose = `Choose an application for the number at ${PORTAL}: TeXML with ${origin}${TELNYX_PATHS.incoming}, or Call Control with ${origin}${TELNYX_PATHS.callControl}.`;
  const id = found['connection_id'];
  if (typeof id !== 'string' || id === '') return broken(NUMBER, `${number} has no application.`, choose);
  const common = { number, publicUrl: settings.publicUrl, what: 'webhook URL' };
  const texml = await application(rest, 'texml', id);
  if (texml === 'unclear') return unclearNumber(NUMBER, 'Telnyx', STATUS_PAGE);
  if (texml !== null) {
    const wanted = `${origin}${TELNYX_PATHS.incoming}`;
    const mend = `Set the webhook URL of its TeXML application to ${wanted}, POST, at ${PORTAL}.`;
    return addressFinding(NUMBER, {
      ...common,
      url: texml['voice_url'],
      method: texml['voice_method'],
      wanted,
      mend,
    });
  }
  const commanded = await application(rest, 'call-control', id);
  if (commanded === 'unclear') return unclearNumber(NUMBER, 'Telnyx', STATUS_PAGE);
  if (commanded === null)
    return broken(NUMBER, `Calls to ${number} go to a connection that is no application.`, choose);
  const wanted = `${origin}${TELNYX_PATHS.callControl}`;
  const mend = `Set the webhook URL of its Call Control application to ${wanted}, API v2, at ${PORTAL}.`;
  if (commanded['webhook_api_version'] === '1')
    return broken(NUMBER, 'Its webhooks are of API v1, which is not understood.', mend);
  return addressFinding(NUMBER, {
    ...common,
    url: commanded['webhook_event_url'],
    method: null,
    wanted,
    mend,
  });
}

async function placingFinding(rest: Rest, { settings }: Patient, id: string): Promise<Finding> {
  const kind = settings.telnyx.application;
  const found = await application(rest, kind, id);
  if (found === 'unclear') return unclearNumber(PLACING, 'Telnyx', STATUS_PAGE);
  if (found === null)
    return broken(
      PLACING,
      `TELNYX_CONNECTION_ID names no ${kind} application of this account.`,
      `Copy the application's id from ${PORTAL}, and set TELNYX_APPLICATION to its kind.`,
    );
  const outbound = found['outbound'];
  const profile =
    typeof outbound === 'object' && outbound !== null && 'outbound_voice_profile_id' in outbound
      ? outbound.outbound_voice_profile_id
      : null;
  if (typeof profile !== 'string' || profile === '')
    return broken(
      PLACING,
      'The application has no outbound voice profile: Telnyx refuses its calls.',
      `Choose one under Outbound in the application at ${PORTAL}.`,
    );
  return ok(PLACING, `by the ${kind} application ${id}`);
}

/** An application of this kind; null: there is none of this id. */
async function application(
  rest: Rest,
  kind: 'texml' | 'call-control',
  id: string,
): Promise<Readonly<Record<string, unknown>> | null | 'unclear'> {
  const resource = kind === 'texml' ? 'texml_applications' : 'call_control_applications';
  const asked = await rest(`${resource}/${encodeURIComponent(id)}`);
  if (asked.kind === 'answer' && asked.status === 404) return null;
  const data = asked.kind === 'answer' && asked.status === 200 ? member(asked.body, 'data') : null;
  return typeof data === 'object' && data !== null ? { ...data } : 'unclear';
}
