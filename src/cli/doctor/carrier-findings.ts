// Carrier findings: what the doctor says alike of every carrier whose REST API it asks.
import { broken, ok, open, type Finding } from './finding.ts';
import type { Asked } from './patient.ts';

/** The REST API does not answer as it should. */
export function silentCarrier(
  name: string,
  carrier: string,
  baseUrlVariable: string,
  statusPage: string,
  asked: Asked,
): Finding {
  return asked.kind === 'fault'
    ? broken(
        name,
        `${carrier}'s REST API does not answer: ${asked.detail}`,
        `Look at the network, and at ${baseUrlVariable} where it is set.`,
      )
    : broken(
        name,
        `${carrier}'s REST API answers with HTTP ${asked.status}.`,
        `Try again later; look at ${statusPage}.`,
      );
}

/** What the number does cannot be found out. */
export function unclearNumber(name: string, carrier: string, statusPage: string): Finding {
  return broken(name, `${carrier} does not say how it is set up.`, `Try again later; look at ${statusPage}.`);
}

/** Where a number's calls go, and where they should. */
export interface NumberAddress {
  /** E.164. */
  readonly number: string;
  readonly publicUrl: string | null;
  /** What the carrier calls the address. */
  readonly what: string;
  /** As the carrier's JSON has them. */
  readonly url: unknown;
  readonly method: unknown;
  readonly wanted: string;
  readonly mend: string;
}

/** Whether calls to the number come here. */
export function addressFinding(name: string, address: NumberAddress): Finding {
  const { number, publicUrl, what, wanted, mend } = address;
  const url = typeof address.url === 'string' ? address.url : '';
  const method = typeof address.method === 'string' ? address.method.toUpperCase() : 'POST';
  if (publicUrl === null)
    return open(name, url === '' ? `it has no ${what} yet` : `its ${what} is ${url}; PUBLIC_URL is not set`);
  if (url.replace(/\/$/, '') !== wanted)
    return broken(name, url === '' ? `${number} has no ${what}.` : `Calls to ${number} go to ${url}.`, mend);
  if (method !== 'POST') return broken(name, `Its ${what} is asked with ${method}.`, mend);
  return ok(name, `calls to ${number} go to ${wanted}`);
}
