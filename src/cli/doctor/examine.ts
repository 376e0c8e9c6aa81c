// Examine: every check in an order in which each knows what it builds on.
import { checkBandwidth } from './check-bandwidth.ts';
import { checkClock } from './check-clock.ts';
import { checkJambonz } from './check-jambonz.ts';
import { checkDataDirectory, checkPrograms } from './check-machine.ts';
import { checkModel } from './check-model.ts';
import { checkPlivo } from './check-plivo.ts';
import { checkPublicUrl } from './check-public-url.ts';
import { checkServer } from './check-server.ts';
import { checkSignalwire } from './check-signalwire.ts';
import { checkStore } from './check-store.ts';
import { checkTelnyx } from './check-telnyx.ts';
import { checkTransfer } from './check-transfer.ts';
import { checkTwilio } from './check-twilio.ts';
import { checkVonage } from './check-vonage.ts';
import { checkWebhook } from './check-webhook.ts';
import { open, type Finding } from './finding.ts';
import type { Patient } from './patient.ts';

/** Each finding as it is known. No host is asked but those that the settings name. */
export async function* examine(patient: Patient): AsyncGenerator<Finding> {
  const data = await checkDataDirectory(patient);
  yield data;
  if (data.status !== 'broken' || patient.settings.databaseUrl !== null) yield await checkStore(patient);
  const server = await checkServer(patient);
  yield server.finding;
  yield await checkModel(patient);
  if (patient.settings.openai.apiKey === null) yield* await checkPrograms(patient);
  const reach = await checkPublicUrl(patient, server.running);
  yield reach.finding;
  const { publicUrl } = patient.settings;
  const origin = reach.reached
    ? publicUrl
    : publicUrl === null && server.running
      ? patient.localOrigin
      : null;
  if (origin === null) yield open('Webhook', 'cannot be tried: the server was not reached');
  else yield* await checkWebhook(patient, origin);
  yield* await checkTwilio(patient);
  yield* await checkPlivo(patient);
  yield* await checkTelnyx(patient);
  yield* await checkVonage(patient);
  yield* await checkBandwidth(patient);
  yield* await checkSignalwire(patient);
  yield* await checkJambonz(patient);
  yield checkTransfer(patient);
  yield checkClock(patient);
}
