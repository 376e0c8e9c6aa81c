// The server on this machine: running, or able to.
import { commandLine } from '../command-line.ts';
import { broken, ok, open, type Finding } from './finding.ts';
import { ask, member, type Asked, type Patient } from './patient.ts';

/** What was found at the local port, and whether our server runs there. */
export interface ServerCheck {
  readonly finding: Finding;
  readonly running: boolean;
}

/** Whether our server answers at the port; where it does not, whether it could listen there. */
export async function checkServer(patient: Patient): Promise<ServerCheck> {
  const name = 'Server';
  const { machine, settings, localOrigin } = patient;
  const { host, port } = settings;
  if (port === 0)
    return {
      finding: open(name, 'PORT is 0: it takes any free port, and cannot be found here'),
      running: false,
    };
  if (isOurs(await ask(patient, { method: 'GET', url: `${localOrigin}/healthz` })))
    return { finding: ok(name, `runs at ${localOrigin}`), running: true };
  return { finding: await portFinding(name, machine, host, port), running: false };
}

/** True for the answer of our `/healthz`. */
export function isOurs(asked: Asked): boolean {
  return asked.kind === 'answer' && asked.status === 200 && member(asked.body, 'status') === 'ok';
}

async function portFinding(
  name: string,
  machine: Patient['machine'],
  host: string,
  port: number,
): Promise<Finding> {
  switch (await machine.listens(host, port)) {
    case 'free':
      return open(name, `does not run; port ${port} is free for it (\`${commandLine('start')}\`)`);
    case 'taken':
      return broken(
        name,
        `Another process has port ${port} of ${host}.`,
        'Stop it, or set PORT to another port.',
      );
    case 'refused':
      return broken(
        name,
        `This user may not listen on port ${port}.`,
        'Set PORT to 1024 or above, and put a proxy before it where it must be lower.',
      );
    case 'address':
      return broken(
        name,
        `HOST ${host} is no address of this machine.`,
        'Set HOST to 127.0.0.1, or to 0.0.0.0 for every address of this machine.',
      );
  }
}
