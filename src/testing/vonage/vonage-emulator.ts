// A Vonage of one's own: dials a server as an application's webhooks do, and has the REST API that changes live calls.
import type { HttpAnswer, HttpRequest, World } from '../../base/world.ts';
import { keyClaims } from '../../carriers/vonage/jwt.ts';
import { carrierEmulator, type CallOptions, type CarrierEmulator } from '../telephone/carrier-emulator.ts';
import type { EmulatedCall } from '../telephone/emulated-call.ts';
import { vonageDialect } from './vonage-dialect.ts';

/** Which application and server the emulator plays for. */
export interface VonageEmulatorOptions {
  /** Of the account: signs webhooks and upgrades. */
  readonly signatureSecret: string;
  readonly applicationId: string;
  /** In PEM: whoever has it may use the REST API. Null: nobody may. */
  readonly privateKey: string | null;
  /** The order of the bytes of a sample. Default `little`. */
  readonly byteOrder?: 'little' | 'big';
  /** What a clear does to pending notifications, of which Vonage's pages say nothing. Default `dropped`. */
  readonly marksOnClear?: 'returned' | 'dropped';
  /** Origin where requests really go. Default: where they say. */
  readonly baseUrl?: string;
  /** For every call that does not say otherwise. */
  readonly call?: CallOptions;
}

/** An emulated Vonage application. `World.http` and `World.dial` are its only ways to the outside. */
export function vonageEmulator(world: World, options: VonageEmulatorOptions): CarrierEmulator {
  const { signatureSecret, byteOrder = 'little', marksOnClear = 'dropped', baseUrl, call } = options;
  return carrierEmulator(world, {
    dialect: vonageDialect({ signatureSecret, bigEndian: byteOrder === 'big', marksOnClear }, world),
    ...(baseUrl === undefined ? {} : { baseUrl }),
    ...(call === undefined ? {} : { call }),
    rest: (calls, request) => restAnswer(world, options, calls, request),
  });
}

const PATH = /\/v1\/calls\/([^/?]+)$/;

/** https://developer.vonage.com/en/api/voice#updateCall */
function restAnswer(
  { clock }: Pick<World, 'clock'>,
  { applicationId, privateKey }: VonageEmulatorOptions,
  calls: ReadonlyMap<string, EmulatedCall>,
  request: HttpRequest,
): HttpAnswer {
  const token = request.headers?.['authorization']?.replace(/^Bearer /, '') ?? '';
  const claims = privateKey === null ? null : keyClaims(token, privateKey);
  const expired = Number(claims?.['exp']) * 1000 < clock.wall();
  if (claims?.['application_id'] !== applicationId || claims['jti'] === undefined || expired)
    return answer(401);
  const call = calls.get(decodeURIComponent(PATH.exec(request.url)?.[1] ?? ''));
  if (call === undefined || call.ending !== null) return answer(404);
  if (request.method !== 'PUT') return answer(405);
  const { action, destination } = JSON.parse(request.body ?? '{}') as {
    readonly action?: string;
    readonly destination?: { readonly type?: string; readonly ncco?: readonly object[] };
  };
  if (action === 'hangup') call.update('complete');
  else if (action === 'transfer' && destination?.type === 'ncco' && destination.ncco !== undefined)
    call.update({ kind: 'document', xml: JSON.stringify(destination.ncco) });
  else return answer(400);
  return answer(204);
}

function answer(status: number): HttpAnswer {
  return { status, headers: {}, body: '' };
}
