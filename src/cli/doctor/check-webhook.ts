// The webhook: a right signature is let in, a wrong one is not, and the media socket opens. No call is opened for it.
import { signTwilio } from '../../carriers/twilio/signature.ts';
import { broken, ok, type Finding } from './finding.ts';
import { ask, ASK_MS_MAX, member, type Asked, type Patient } from './patient.ts';

const SIGNATURE = 'Webhook signature';
const STREAM = 'Media stream';

/** A status that ends nothing, of a call that nobody knows: the safest webhook there is. */
const FORM = { CallSid: `CA${'0'.repeat(32)}`, CallStatus: 'in-progress', AccountSid: `AC${'0'.repeat(32)}` };

/** Both, at `origin`, which was found to lead to our server; the stream only where signatures hold. */
export async function checkWebhook(patient: Patient, origin: string): Promise<readonly Finding[]> {
  const { settings, machine } = patient;
  const token = settings.twilio.authTokens[0] ?? machine.localToken();
  const signatures = await checkSignatures(patient, origin, token);
  return signatures.status === 'ok' ? [signatures, await checkStream(patient, origin, token)] : [signatures];
}

async function checkSignatures(patient: Patient, origin: string, token: string): Promise<Finding> {
  const url = `${origin}${patient.paths.status}`;
  const post = (signedWith: string): Promise<Asked> =>
    ask(patient, {
      method: 'POST',
      url,
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-twilio-signature': signTwilio(signedWith, url, FORM),
      },
      body: new URLSearchParams(FORM).toString(),
    });
  const [right, wrong] = await Promise.all([post(token), post(`${token}-not`)]);
  if (right.kind === 'fault' || wrong.kind === 'fault')
    return broken(
      SIGNATURE,
      `${url} does not answer.`,
      'Look whether the tunnel or proxy passes POST requests on.',
    );
  if (wrong.status < 300)
    return broken(
      SIGNATURE,
      `${url} takes a webhook with a wrong signature (HTTP ${wrong.status}).`,
      'Something before the server answers for it: let webhooks through to it.',
    );
  if (right.status < 300 && refusedByUs(wrong))
    return ok(SIGNATURE, `right ones are let in, wrong ones refused, at ${origin}`);
  if (refusedByUs(right))
    return broken(
      SIGNATURE,
      `The server at ${origin} refuses what is signed with the token of this environment.`,
      'TWILIO_AUTH_TOKEN, PUBLIC_URL and DATA_DIR must be the same here and where the server was started: restart it after a change. A proxy must leave the path as it is.',
    );
  return broken(
    SIGNATURE,
    `${url} answers with HTTP ${right.status}.`,
    "Start the server with the same agent: its config's `paths` say where webhooks go. A proxy must pass them on.",
  );
}

function refusedByUs(asked: Extract<Asked, { readonly kind: 'answer' }>): boolean {
  const error = member(asked.body, 'error');
  return (
    asked.status === 403 &&
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'SIGNATURE_INVALID'
  );
}

/** Whether a WebSocket can be opened to the media path, signed as the carrier signs it. */
async function checkStream({ world, paths }: Patient, origin: string, token: string): Promise<Finding> {
  const url = `${origin.replace(/^http/, 'ws')}${paths.media}`;
  const result = Promise.withResolvers<Finding>();
  const socket = world.dial({
    url,
    headers: { 'x-twilio-signature': signTwilio(token, url) },
    openMsMax: ASK_MS_MAX,
  });
  socket.listen({
    open: () => result.resolve(ok(STREAM, `opens at ${url}`)),
    text() {},
    closed: (_code, reason) =>
      result.resolve(
        broken(
          STREAM,
          `${url} does not open: ${reason === '' ? 'closed' : reason}`,
          'Look whether the tunnel or proxy passes WebSockets on, with their path as it is.',
        ),
      ),
  });
  return result.promise.finally(() => socket.close(1000, ''));
}
