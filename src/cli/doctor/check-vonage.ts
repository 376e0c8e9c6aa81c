// Vonage: whether its REST API takes the application's key. https://developer.vonage.com/en/api/voice#getCalls
import { vonageToken } from '../../carriers/vonage/control.ts';
import { silentCarrier } from './carrier-findings.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, type Patient } from './patient.ts';

const APPLICATION = 'Vonage application';
const STATUS_PAGE = 'https://vonageapi.statuspage.io';

/** The application; nothing where nothing of Vonage is set. */
export async function checkVonage(patient: Patient): Promise<readonly Finding[]> {
  const { signatureSecrets, applicationId, privateKey, baseUrl } = patient.settings.vonage;
  if (signatureSecrets.length === 0)
    return applicationId === null
      ? []
      : [open(APPLICATION, 'VONAGE_SIGNATURE_SECRET is not set: only `offhook call` is answered')];
  if (applicationId === null || privateKey === null)
    return [
      open(
        APPLICATION,
        `${applicationId === null ? 'VONAGE_APPLICATION_ID' : 'VONAGE_PRIVATE_KEY'} is not set: calls are transferred and hung up without its REST API`,
      ),
    ];
  const root = (baseUrl ?? 'https://api.nexmo.com').replace(/\/+$/, '');
  const asked = await ask(
    patient,
    {
      method: 'GET',
      url: `${root}/v1/calls?page_size=1`,
      headers: { authorization: `Bearer ${vonageToken(patient.world, applicationId, privateKey)}` },
    },
    true,
  );
  if (asked.kind === 'answer' && asked.status === 200) return [ok(APPLICATION, 'the REST API takes its key')];
  if (asked.kind === 'answer' && (asked.status === 401 || asked.status === 403))
    return [
      broken(
        APPLICATION,
        'The private key is not that of the application, or is not its key any more.',
        'Copy VONAGE_APPLICATION_ID anew, or make a new key for it in the dashboard and put it into VONAGE_PRIVATE_KEY.',
      ),
    ];
  return [silentCarrier(APPLICATION, 'Vonage', 'VONAGE_BASE_URL', STATUS_PAGE, asked)];
}
