// The public URL: whether the carrier can reach this server by it, and stream to it.
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, type Patient } from './patient.ts';
import { isOurs } from './check-server.ts';

const NAME = 'Public URL';
const TUNNEL = 'Start a tunnel to this port, or correct PUBLIC_URL.';

/** What was found at the public address, and whether it is us. */
export interface PublicUrlCheck {
  readonly finding: Finding;
  readonly reached: boolean;
}

/** Whether `PUBLIC_URL` leads here. `running`: our server answers on this machine. */
export async function checkPublicUrl(patient: Patient, running: boolean): Promise<PublicUrlCheck> {
  const { publicUrl } = patient.settings;
  const found = (finding: Finding, reached = false): PublicUrlCheck => ({ finding, reached });
  if (publicUrl === null)
    return found(
      open(NAME, 'PUBLIC_URL is not set: a real number needs an address that its carrier can reach'),
    );
  const { protocol, hostname } = new URL(publicUrl);
  if (isPrivate(hostname))
    return found(
      broken(NAME, `No carrier can reach ${publicUrl}: it is an address of a private network.`, TUNNEL),
    );
  if (protocol !== 'https:')
    return found(
      broken(
        NAME,
        `${publicUrl} is not https://, and Twilio streams to wss:// only.`,
        'Give PUBLIC_URL with https://.',
      ),
    );
  const asked = await ask(patient, { method: 'GET', url: `${publicUrl}/healthz` }, true);
  if (isOurs(asked)) return found(ok(NAME, `${publicUrl} leads to this server`), true);
  if (!running)
    return found(
      open(NAME, `${publicUrl} cannot be tried while the server does not run: start it, and ask again`),
    );
  if (asked.kind === 'fault')
    return found(broken(NAME, `${publicUrl} does not answer: ${asked.detail}`, TUNNEL));
  return found(
    broken(
      NAME,
      `${publicUrl} is answered by something else (HTTP ${asked.status}).`,
      'Point the tunnel or proxy to this port, without a path and without a page or login of its own.',
    ),
  );
}

/** Addresses that mean something else, or nothing, everywhere but here: RFC 1918, 3927, 6761, 4193. */
function isPrivate(hostname: string): boolean {
  return (
    /^(localhost|.*\.(localhost|local|internal|test|invalid))$/i.test(hostname) ||
    /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01]))\./.test(hostname) ||
    /^\[(::1?|f[cd]..:.*|fe80:.*)\]$/i.test(hostname)
  );
}
