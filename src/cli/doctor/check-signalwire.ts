// SignalWire: the project's credentials, and what the number does when it is called.
// https://signalwire.com/docs/compatibility-api/rest/incoming-phone-numbers/list-incoming-phone-numbers
import { Buffer } from 'node:buffer';
import { SIGNALWIRE_PATHS } from '../../carriers/signalwire/door.ts';
import { addressFinding, silentCarrier, unclearNumber } from './carrier-findings.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, member, type Asked, type Patient } from './patient.ts';

const PROJECT = 'SignalWire project';
const NUMBER = 'SignalWire number';
const STATUS_PAGE = 'https://status.signalwire.com';

/** The project, and with it the number; nothing where nothing of SignalWire is set. */
export async function checkSignalwire(patient: Patient): Promise<readonly Finding[]> {
  const { signingKeys, projectId, apiToken, spaceUrl, phoneNumber } = patient.settings.signalwire;
  if (signingKeys.length === 0)
    return projectId === null && phoneNumber === null
      ? []
      : [open(PROJECT, 'SIGNALWIRE_SIGNING_KEY is not set: only `offhook call` is answered')];
  const missing = Object.entries({
    SIGNALWIRE_PROJECT_ID: projectId,
    SIGNALWIRE_API_TOKEN: apiToken,
    SIGNALWIRE_SPACE_URL: spaceUrl,
  }).find(([, value]) => value === null);
  if (missing !== undefined || projectId === null || spaceUrl === null)
    return [
      open(PROJECT, `${missing?.[0]} is not set: calls are transferred and hung up without its REST API`),
    ];
  const root = `${spaceUrl.replace(/\/+$/, '')}/api/laml/2010-04-01/Accounts/${encodeURIComponent(projectId)}`;
  const rest = (path: string): Promise<Asked> =>
    ask(
      patient,
      {
        method: 'GET',
        url: `${root}${path}`,
        headers: { authorization: `Basic ${Buffer.from(`${projectId}:${apiToken}`).toString('base64')}` },
      },
      true,
    );
  const project = projectFinding(await rest('.json'));
  if (project.status !== 'ok') return [project];
  if (phoneNumber === null)
    return [project, open(NUMBER, 'SIGNALWIRE_PHONE_NUMBER is not set: its webhook cannot be looked at')];
  const query = new URLSearchParams({ PhoneNumber: phoneNumber }).toString();
  const asked = await rest(`/IncomingPhoneNumbers.json?${query}`);
  return [project, numberFinding(asked, patient, phoneNumber)];
}

function projectFinding(asked: Asked): Finding {
  if (asked.kind === 'answer' && asked.status === 200)
    return ok(PROJECT, 'the REST API takes its id and token');
  if (asked.kind === 'answer' && (asked.status === 401 || asked.status === 403))
    return broken(
      PROJECT,
      'The project id and the API token do not belong together.',
      'Copy both anew from the dashboard, under API, to SIGNALWIRE_PROJECT_ID and SIGNALWIRE_API_TOKEN; the token needs the scope of voice.',
    );
  return silentCarrier(PROJECT, 'SignalWire', 'SIGNALWIRE_SPACE_URL', STATUS_PAGE, asked);
}

function numberFinding(asked: Asked, { settings }: Patient, number: string): Finding {
  if (asked.kind === 'fault' || asked.status !== 200) return unclearNumber(NUMBER, 'SignalWire', STATUS_PAGE);
  const numbers = member(asked.body, 'incoming_phone_numbers');
  const found = (Array.isArray(numbers) ? (numbers as readonly unknown[]) : [])
    .map((one) => JSON.stringify(one))
    .find((one) => member(one, 'phone_number') === number);
  if (found === undefined)
    return broken(
      NUMBER,
      `${number} is no number of this project.`,
      'Correct SIGNALWIRE_PHONE_NUMBER, or buy the number. One that is only verified can call out, and is not called.',
    );
  const wanted = `${settings.publicUrl ?? ''}${SIGNALWIRE_PATHS.incoming}`;
  return addressFinding(NUMBER, {
    number,
    publicUrl: settings.publicUrl,
    what: 'webhook',
    url: member(found, 'voice_url'),
    method: member(found, 'voice_method'),
    wanted,
    mend: `Let the number handle calls with a cXML webhook: ${wanted}, POST.`,
  });
}
