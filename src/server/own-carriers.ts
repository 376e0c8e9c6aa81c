// Own carriers: those that a user brings, each told by a spec; from a config file, or given to the server.
import { importConfig, inFile } from '../agent/config-file.ts';
import { OffhookError } from '../base/errors.ts';
import type { CarrierDoor } from '../carriers/carrier-door.ts';
import { straightDoor, type StraightCarrier } from '../carriers/envelope/straight-door.ts';

/**
 * The carriers that a config file exports as `carriers`; none where it exports no such name. `path` as for `loadConfig`.
 * Throws `CONFIG_NOT_FOUND`, and `CONFIG_INVALID` or `ENVELOPE_INVALID` where something in it does not fit; each message
 * begins with the file.
 */
export async function loadCarriers(path: string): Promise<readonly StraightCarrier[]> {
  const { name, exported } = await importConfig(path);
  const carriers = exported['carriers'] ?? [];
  try {
    if (!Array.isArray(carriers)) throw new OffhookError('CONFIG_INVALID', 'carriers: must be a list');
    ownDoors(carriers as readonly StraightCarrier[], []);
    return carriers as readonly StraightCarrier[];
  } catch (error) {
    throw inFile(name, error);
  }
}

/** Their doors, beside those of `others`. Throws `CONFIG_INVALID` or `ENVELOPE_INVALID`, with the path of the field. */
export function ownDoors(
  carriers: readonly StraightCarrier[],
  others: readonly CarrierDoor[],
): readonly CarrierDoor[] {
  const doors: CarrierDoor[] = [];
  for (const [index, carrier] of carriers.entries()) {
    const fault = faultOf(carrier);
    if (fault !== null) throw new OffhookError('CONFIG_INVALID', `carriers[${index}]${fault}`);
    const door = straightDoor(carrier);
    if ([...others, ...doors].some(({ name }) => name === door.name))
      throw new OffhookError(
        'CONFIG_INVALID',
        `carriers[${index}].spec.name: there is another carrier of the name ${door.name}; choose one that is free`,
      );
    doors.push(door);
  }
  return doors;
}

/** What is wrong with a carrier but for its spec, by its path. A config in JavaScript is not held to any type. */
function faultOf(carrier: unknown): string | null {
  if (typeof carrier !== 'object' || carrier === null) return ': must be an object of spec, secrets';
  const { secrets } = carrier as { readonly secrets?: unknown };
  if (!('spec' in carrier)) return '.spec: is missing; it tells how the carrier’s WebSocket speaks';
  if (!Array.isArray(secrets) || secrets.length === 0)
    return '.secrets: must be a list of at least one secret, by which the carrier proves itself';
  const wrong = secrets.findIndex((secret) => typeof secret !== 'string' || !/^\S+$/.test(secret));
  return wrong === -1 ? null : `.secrets[${wrong}]: must be text without spaces; is its variable set?`;
}
